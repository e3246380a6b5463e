"""Bookmakers' lines, in the shapes in which collectors save them -> quotes with decimal prices.

The players and teams are still the bookmakers' here; `nba_props.data.files.link` finds whom they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.files.names import plain
from nba_props.data.files.odds_formats import OddsFormat, decimal_prices
from nba_props.data.files.parsing import (
    EASTERN,
    Number,
    days,
    eastern_day,
    fail_where,
    filled,
    moments,
    numbers,
)
from nba_props.data.files.read import FILE, Field, RawTable, Source, read_files
from nba_props.data.quality import QualityReport
from nba_props.errors import DataError

TABLE = "prop_lines"

FIELDS = (
    Field(("player_name", "player")),
    Field(("event_id",)),
    Field(("bookmaker", "book")),
    Field(("line",)),
    Field(("over_price", "over_odds")),
    Field(("under_price", "under_odds")),
    Field(("market",), required=False),
    Field(("home_team",), required=False),
    Field(("away_team",), required=False),
    Field(("game",), required=False),  # "Away @ Home", in place of the two
    Field(("timestamp",), required=False),  # of the quote, UTC
    Field(("game_time", "commence_time"), required=False),  # tip-off, UTC
    Field(("event_date",), required=False),
)

MARKETS = {
    "player_points": "points", "player_rebounds": "rebounds", "player_assists": "assists",
    "player_threes": "threes", "player_steals": "steals", "player_blocks": "blocks",
    "player_turnovers": "turnovers", "player_points_rebounds_assists": "pra",
    "player_points_rebounds": "pr", "player_points_assists": "pa",
    "player_rebounds_assists": "ra", "player_blocks_steals": "stocks",
}  # fmt: skip
"""The odds feeds' market names -> ours; a trailing `_alternate` (more lines of the market) is ignored."""

QUOTED_AT_HOUR = 6
"""Where a file has no quote time: this US/Eastern hour of the game's day.

All games of the day before have ended and none of the day has begun. The price may be later than that; what
became known after it is then not used, which can only make a model look worse.
"""

MAYBE_IN_PLAY = "later snapshot of an event without tip-off time: may be in play"


@dataclass(frozen=True)
class LineOptions:
    """How to read lines: other column names, other market names, the market of files that name none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    markets: Mapping[str, str] = field(default_factory=dict)
    market: str = "pra"
    odds_format: OddsFormat = OddsFormat.american


def read_quotes(
    paths: Sequence[Source], options: LineOptions, teams: Mapping[str, str], quality: QualityReport
) -> pl.DataFrame:
    """Return the quotes of all files.

    `event_id, player, book, market, line, over_price, under_price, quoted_at, tip_off, event_date, home,
    away`, the teams as abbreviations, without rows that no bet can be made of.

    Raises:
        DataError: a file is broken.
    """
    raw = read_files(paths, FIELDS, options.columns)
    _check_shape(raw)
    quality.read[TABLE] = raw.frame.height
    quotes = _quotes(raw, options, teams)
    return _usable(_without_copies(quotes, quality), quality)


def _check_shape(raw: RawTable) -> None:
    """Every file must say who plays and when, in one of the ways that are known."""
    for path, header in zip(raw.files, raw.headers, strict=True):
        if "game" not in header and not {"home_team", "away_team"} <= header.keys():
            raise DataError(f"{path}, row 1: columns home_team and away_team, or game, are missing")
        if not header.keys() & {"timestamp", "game_time"}:
            raise DataError(
                f"{path}, row 1: columns timestamp (of quote) and game_time (of tip-off) are missing"
            )


def _quotes(raw: RawTable, options: LineOptions, teams: Mapping[str, str]) -> pl.DataFrame:
    tip_off = moments(raw, "game_time", empty=True)
    home, away = _teams(raw)
    # An empty line is let through here: yes/no markets have none.
    line = numbers(raw, {"line": Number(0, 150)}).to_series()
    return pl.DataFrame(
        {
            "event_id": filled(raw, "event_id"),
            "player": filled(raw, "player_name"),
            "book": filled(raw, "bookmaker"),
            "market": _market(raw, options),
            "line": line,
            "over_price": decimal_prices(raw, "over_price", options.odds_format),
            "under_price": decimal_prices(raw, "under_price", options.odds_format),
            "quoted_at": moments(raw, "timestamp", empty=True),
            "tip_off": tip_off,
            "event_date": days(raw, "event_date", empty=True),
            "home_name": home,
            "away_name": away,
            "home": _codes(home, teams),
            "away": _codes(away, teams),
            FILE: raw.frame[FILE],
        }
    )


def _teams(raw: RawTable) -> tuple[pl.Series, pl.Series]:
    """Return the names of the home and of the away team."""
    game = raw.frame["game"].str.extract_groups(r"^(.+?) @ (.+)$").struct.unnest()
    unread = game.to_series(0).is_null() & raw.frame["game"].is_not_null()
    fail_where(raw, unread, "game", "{value} is no game such as 'Boston Celtics @ Washington Wizards'")
    home = raw.frame["home_team"].fill_null(game.to_series(1))
    away = raw.frame["away_team"].fill_null(game.to_series(0))
    for side, column in ((home, "home_team"), (away, "away_team")):
        fail_where(raw, side.is_null(), column, "the cell is empty")
    return home, away


def _codes(names: pl.Series, teams: Mapping[str, str]) -> pl.Series:
    codes = {name: teams.get(plain(name)) for name in names.unique()}
    return names.replace_strict(codes, return_dtype=pl.String)


def _market(raw: RawTable, options: LineOptions) -> pl.Series:
    """Our name of each row's market; the files' own name in front of a `?` where we know none."""
    known = MARKETS | {name: name for name in MARKETS.values()} | dict(options.markets)
    text = raw.frame["market"].fill_null(options.market)
    ours = {name: _our_market(name, known) for name in text.unique()}
    return text.replace_strict(ours, return_dtype=pl.String)


def _our_market(name: str, known: Mapping[str, str]) -> str:
    return known.get(name) or known.get(name.removesuffix("_alternate")) or f"{name}?"


def _without_copies(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Each quote once. Copies are looked for within and between files."""
    once = quotes.drop(FILE).unique(keep="first", maintain_order=True)
    quality.note(TABLE, "exact duplicate", quotes.height - once.height)
    return once


def _usable(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Quotes with a line in a market that we know, of teams that we know, with a quote time."""
    left = quotes
    yes_no, unknown = pl.col("line").is_null(), pl.col("market").str.ends_with("?")
    stranger = pl.col("home").is_null() | pl.col("away").is_null()
    for reason, out, example in (
        ("no line (yes/no market)", yes_no, pl.col("market").str.strip_suffix("?")),
        ("market not known", unknown, pl.col("market").str.strip_suffix("?")),
        ("team not known", stranger, pl.format("{} @ {}", "away_name", "home_name")),
    ):
        dropped = left.filter(out)
        quality.note(TABLE, reason, dropped.height, sorted(dropped.select(example).to_series().unique()))
        left = left.filter(~out)
    return _timed(left.drop("home_name", "away_name"), quality)


def _timed(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    untimed = quotes["quoted_at"].null_count()
    reason = f"no quote time: taken as {QUOTED_AT_HOUR}:00 US/Eastern on the day of the game"
    quality.note(TABLE, reason, untimed, dropped=False)
    morning = eastern_day(pl.col("tip_off")).dt.combine(pl.time(QUOTED_AT_HOUR))
    first = pl.col("quoted_at").min().over("event_id", "home", "away")
    late = pl.col("tip_off").is_null() & (pl.col("quoted_at") > first)
    quality.note(TABLE, MAYBE_IN_PLAY, quotes.filter(late).height, dropped=False)
    assumed = morning.dt.replace_time_zone(EASTERN).dt.convert_time_zone("UTC")
    return quotes.with_columns(quoted_at=pl.coalesce("quoted_at", assumed))
