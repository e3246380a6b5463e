"""Bookmakers' lines, in the shapes in which collectors save them -> quotes with decimal prices.

The players and teams are still the bookmakers' here; `nba_props.data.matching` finds whom they mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.eastern import eastern_day
from nba_props.data.matching.markets import SILENT
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field, Given, Origin
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.margins import check_margin
from nba_props.data.raw.odds_formats import OddsFormat, plain_numbers
from nba_props.data.raw.opened import opened
from nba_props.data.raw.parsing import Number, days, fail_where, filled, moments, numbers
from nba_props.data.raw.read import FILE, RawTable, read_files, without_headers
from nba_props.data.schemas import PROP_LINES
from nba_props.data.shapes import whole_games
from nba_props.data.shapes.lines import LineShape, shape_of
from nba_props.data.vocabulary.markets import is_on_game, market_of
from nba_props.errors import DataError

PLAYER = Field(("player_name", "player", "description", "participant"))
SIDES = ("side", "outcome_name", "outcome", "over_under", "bet_side", "label", "name")
FIELDS = (
    PLAYER,
    Field(("event_id", "game_id"), required=False),  # without one, teams and date are the event
    Field(("bookmaker", "book", "sportsbook", "bookmaker_title", "bookmaker_key")),
    Field(("line", "point")),
    Field(("over_price", "over_odds"), required=False),
    Field(("under_price", "under_odds"), required=False),
    Field(SIDES, required=False, doubtful="name", beside=PLAYER),
    Field(("price", "odds"), required=False),  # of the side
    Field(("market", "market_key", "prop_type", "stat_type", "prop", "prop_market", "stat"), required=False),
    Field(("home_team",), required=False),
    Field(("away_team",), required=False),
    Field(("game",), required=False),  # "Away @ Home", in place of the two
    Field(("timestamp", "last_update"), required=False),  # of the quote
    Field(("game_time", "commence_time"), required=False),  # tip-off
    Field(("event_date",), required=False),
    Field(("source_player_id", "player_id"), required=False),  # the publisher's own
    *whole_games.FIELDS,
)

MANY = 100
"""Different cells of a column after which it is known whether they are markets."""
ON_GAME = "line on a game, none on a player"
EMPTY = "(empty)"
"""What a row without a market in a table with a market column is reported as."""

PRICES = ["over_price", "under_price"]
OFFER = ["event_id", "player", "book", "market", "unknown_market", "line"]
"""What over and under share, whenever they were quoted."""


@dataclass(frozen=True)
class LineOptions:
    """How to read lines.

    Other column names, other market names, the market of files that name none, how prices are written, the
    shape (None: by the header) and the zone of times without one (None: they are refused).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    markets: Mapping[str, str] = field(default_factory=dict)
    market: str | None = None
    odds_format: OddsFormat = OddsFormat.american
    shape: str | None = None
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask


def read_quotes(paths: Sequence[Origin], options: LineOptions, quality: QualityReport) -> pl.DataFrame:
    """Return all rows as `nba_props.data.schemas.QUOTES`, copies and rows without lines included.

    Raises:
        DataError: a file is broken, or holds lines on games or on parts of games alone.
    """
    read = without_headers(read_files(paths, FIELDS, options.columns), PROP_LINES.name, quality)
    raw = whole_games.on_whole_games(_on_players(read, options, quality), PROP_LINES.name, quality)
    _check_events(raw)
    home, away = _teams(raw)
    # An empty line is let through here: yes/no markets have none.
    halved = raw.with_columns(plain_numbers(raw.frame["line"], even="0").alias("line"))
    line = numbers(halved, {"line": Number(0, 150)}).to_series()
    rows = pl.DataFrame(
        {
            "player": filled(raw, "player_name"),
            "book": filled(raw, "bookmaker"),
            **_markets(raw, options),
            "line": line,
            "quoted_at": moments(raw, "timestamp", options.time_zone, empty=True),
            "tip_off": moments(raw, "game_time", options.time_zone, empty=True),
            "event_date": days(raw, "event_date", True, options.date_order, options.time_zone),
            "home_team": home,
            "away_team": away,
            "source_player_id": raw.frame["source_player_id"].str.strip_chars().replace("", None),
        }
    )
    found = rows.hstack(_prices(raw, options, quality)).with_columns(_event_ids(raw, rows))
    _check_margins(raw, found, options.odds_format, quality)
    return found


def _on_players(raw: RawTable, options: LineOptions, quality: QualityReport) -> RawTable:
    """Return the rows without those of markets of games, which are lines on games (`data.game_lines`)."""
    market = raw.frame["market"].fill_null("")
    on_games = market.is_in([name for name in market.unique() if is_on_game(name, options.markets)])
    if on_games.all():
        fail_where(
            raw, on_games, "market", "{value} is a line on a game, and no row is one on a player; "
            "data.game_lines reads lines on games",
        )  # fmt: skip
    quality.note(PROP_LINES.name, ON_GAME, int(on_games.sum()), sorted(market.filter(on_games).unique()))
    return raw.where(~on_games)


def _prices(raw: RawTable, options: LineOptions, quality: QualityReport) -> pl.DataFrame:
    """Return both prices of each row, in decimal, as the shape of its file says."""
    parts = []
    for number, (path, header, every) in enumerate(zip(raw.files, raw.headers, raw.columns, strict=True)):
        shape = shape_of(path, header, every, options.shape)
        quality.shapes[str(path)] = shape.words
        parts.append(_file_prices(raw, number, shape, options.odds_format))
    return pl.concat(parts)


def _file_prices(raw: RawTable, number: int, shape: LineShape, odds: OddsFormat) -> pl.DataFrame:
    return shape.prices(raw.where(pl.col(FILE) == number), odds)


def _check_margins(raw: RawTable, quotes: pl.DataFrame, odds: OddsFormat, quality: QualityReport) -> None:
    """Refuse a file whose prices of over and under cannot be a book's.

    The two may be rows of their own, seconds apart: of one offer the first of each are looked at.
    """
    lined = quotes.with_columns(raw.frame[FILE]).drop_nulls("line")
    for number, path in enumerate(raw.files):
        rows = lined.filter(pl.col(FILE) == number)
        if rows.select(pl.any_horizontal(pl.col(PRICES).is_null().all())).item():
            continue
        if not rows.select(pl.all_horizontal(pl.col(PRICES).is_not_null()).any()).item():
            rows = rows.group_by(OFFER).agg(pl.col(PRICES).drop_nulls().first())
        where, over, under = f"{path}, prices of over and under", *rows.select(PRICES)
        check_margin(where, over, under, odds, table=PROP_LINES.name, quality=quality)


def without_event(there: Collection[str]) -> list[str]:
    """Return what is missing of who plays and when, of our names of the columns that are there."""
    teams = [] if "game" in there else [name for name in ("home_team", "away_team") if name not in there]
    return teams + ([] if {"timestamp", "game_time"} & {*there} else ["timestamp"])


def _check_events(raw: RawTable) -> None:
    """Every file must say who plays and when, in one of the ways that are known."""
    for path, header in zip(raw.files, raw.headers, strict=True):
        missing = without_event(header)
        if "home_team" in missing or "away_team" in missing:
            raise DataError(f"{path}, row 1: columns home_team and away_team, or game, are missing")
        if missing:
            raise DataError(
                f"{path}, row 1: columns timestamp (of quote) and game_time (of tip-off) are missing"
            )


def _event_ids(raw: RawTable, rows: pl.DataFrame) -> pl.Series:
    """Return the publisher's id of each event; without one, its teams and day."""
    day = pl.coalesce("event_date", eastern_day(pl.col("tip_off")), eastern_day(pl.col("quoted_at")))
    made = rows.select(worded("{} @ {} {}", "away_team", "home_team", day)).to_series()
    given = raw.frame["event_id"].str.strip_chars()
    for number, header in enumerate(raw.headers):
        if "event_id" in header:
            empty = (given.is_null() | (given == "")) & (raw.frame[FILE] == number)
            fail_where(raw, empty, "event_id", "the cell is empty")
    return given.fill_null(made).alias("event_id")


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
    """Our name of each row's market, the file's own name where we know none, and whether it is an alternate.

    Both names are null in files without a market column, unless a person says which market theirs is. Where
    there are several such, `SILENT` tells them apart.
    """
    untold = [number for number, header in enumerate(raw.headers) if "market" not in header]
    for number in untold if options.market is None else ():
        _ask_for_market(raw, number, options)
    silent = raw.frame[FILE].is_in(untold)
    several = {} if options.market or len(untold) < 2 else {SILENT: _names_of(raw, untold)}
    said = raw.frame["market"].str.strip_chars().replace("", None).fill_null(EMPTY)
    text = pl.Series([options.market], dtype=pl.String).new_from_index(0, said.len()).zip_with(silent, said)
    ours = {name: market_of(name, options.markets) for name in text.drop_nulls().unique()}
    market = text.replace_strict({n: m for n, (m, _) in ours.items()}, default=None, return_dtype=pl.String)
    alternate = text.replace_strict(
        {n: a for n, (_, a) in ours.items()}, default=False, return_dtype=pl.Boolean
    )
    return {
        "market": market,
        "unknown_market": text.zip_with(market.is_null(), _nothing(text)),
        "alternate": alternate,
        **several,
    }


def _names_of(raw: RawTable, files: Sequence[int]) -> pl.Series:
    """Return the name of each row's file, where it is one of these."""
    names = {number: str(raw.files[number]) for number in files}
    return raw.frame[FILE].replace_strict(names, default=None, return_dtype=pl.String)


def _ask_for_market(raw: RawTable, number: int, options: LineOptions) -> None:
    """Refuse a file without a market column one of whose columns holds markets, under another name."""
    path, read = raw.files[number], set(raw.headers[number].values())
    known = path.frame.columns if isinstance(path, Given) else raw.columns[number]
    free = [name for name in known if name not in read]
    for name, cells in opened(path).rows(free).to_dict().items() if free else ():
        written = cells.drop_nulls().unique()
        if len(written) and all(market_of(cell, options.markets)[0] for cell in written.head(MANY)):
            raise DataError(
                f"{path}, row 1: column market is missing; column {name} holds markets such as "
                f"{written.sort()[0]}: data.prop_line_columns.market={name} reads them, data.prop_market=pra "
                "takes all lines for one market"
            )


def _nothing(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, like.len())
