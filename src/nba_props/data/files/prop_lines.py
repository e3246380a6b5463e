"""Bookmakers' lines, in the shapes in which collectors save them -> quotes with decimal prices.

The players and teams are still the bookmakers' here; `nba_props.data.matching` finds whom they mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.files.odds_formats import OddsFormat, decimal_prices
from nba_props.data.files.parsing import (
    Number,
    days,
    fail_where,
    filled,
    moments,
    numbers,
)
from nba_props.data.files.read import Field, Origin, RawTable, read_files
from nba_props.errors import DataError

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


@dataclass(frozen=True)
class LineOptions:
    """How to read lines: other column names, other market names, the market of files that name none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    markets: Mapping[str, str] = field(default_factory=dict)
    market: str = "pra"
    odds_format: OddsFormat = OddsFormat.american


def read_quotes(paths: Sequence[Origin], options: LineOptions) -> pl.DataFrame:
    """Return all rows as `nba_props.data.schemas.QUOTES`, copies and rows without lines included.

    Raises:
        DataError: a file is broken.
    """
    raw = read_files(paths, FIELDS, options.columns)
    _check_shape(raw)
    home, away = _teams(raw)
    # An empty line is let through here: yes/no markets have none.
    line = numbers(raw, {"line": Number(0, 150)}).to_series()
    return pl.DataFrame(
        {
            "event_id": filled(raw, "event_id"),
            "player": filled(raw, "player_name"),
            "book": filled(raw, "bookmaker"),
            **_markets(raw, options),
            "line": line,
            "over_price": decimal_prices(raw, "over_price", options.odds_format),
            "under_price": decimal_prices(raw, "under_price", options.odds_format),
            "quoted_at": moments(raw, "timestamp", empty=True),
            "tip_off": moments(raw, "game_time", empty=True),
            "event_date": days(raw, "event_date", empty=True),
            "home_team": home,
            "away_team": away,
        }
    )


def _check_shape(raw: RawTable) -> None:
    """Every file must say who plays and when, in one of the ways that are known."""
    for path, header in zip(raw.files, raw.headers, strict=True):
        if "game" not in header and not {"home_team", "away_team"} <= header.keys():
            raise DataError(f"{path}, row 1: columns home_team and away_team, or game, are missing")
        if not header.keys() & {"timestamp", "game_time"}:
            raise DataError(
                f"{path}, row 1: columns timestamp (of quote) and game_time (of tip-off) are missing"
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


def _markets(raw: RawTable, options: LineOptions) -> dict[str, pl.Series]:
    """Our name of each row's market, and the file's own name where we know none."""
    text = raw.frame["market"].fill_null(options.market)
    ours = {name: _our_market(name, options.markets) for name in text.unique()}
    market = text.replace_strict(ours, return_dtype=pl.String)
    return {"market": market, "unknown_market": text.zip_with(market.is_null(), _nothing(text))}


def _nothing(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, like.len())


def _our_market(name: str, own: Mapping[str, str]) -> str | None:
    known = MARKETS | {market: market for market in MARKETS.values()} | dict(own)
    return known.get(name) or known.get(name.removesuffix("_alternate"))
