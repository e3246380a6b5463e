"""Books' lines on games, in the shapes in which they are published -> quotes with decimal prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Origin
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.margins import check_margin
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.opened import opened
from nba_props.data.raw.parsing import filled, moments, with_iso_days
from nba_props.data.raw.read import FILE, RECORD, RawTable, read_table, without_headers
from nba_props.data.schemas import GAME_LINES, GAME_QUOTES
from nba_props.data.shapes.choice import chosen
from nba_props.data.shapes.event_lines import EventShape, shapes
from nba_props.data.shapes.whole_games import on_whole_games
from nba_props.errors import DataError

TABLE = GAME_LINES.name
UNTIMED = "no time of the quote: known at tip-off"


@dataclass(frozen=True)
class GameLineOptions:
    """How to read lines on games.

    Other column names, how prices are written, the shape (None: by the header) and the zone of times without
    one (None: they are refused).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    odds_format: OddsFormat = OddsFormat.american
    shape: str | None = None
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask


def read_game_lines(
    paths: Sequence[Origin], options: GameLineOptions, quality: QualityReport
) -> pl.DataFrame:
    """Return all rows as `nba_props.data.schemas.GAME_QUOTES`.

    Raises:
        DataError: a file is broken, or nothing says when its games are.
    """
    known = shapes()
    tried = [known[options.shape]] if options.shape in known else list(known.values())
    found = pl.concat([_read(path, tried, options, quality) for path in paths])
    untimed = found["quoted_at"].null_count()
    quality.note(TABLE, UNTIMED, untimed, assumed=True)
    return found


def _read(
    path: Origin, tried: Sequence[EventShape], options: GameLineOptions, quality: QualityReport
) -> pl.DataFrame:
    table = opened(path)
    shape = chosen(path, table.columns, options.columns, tried)
    quality.shapes[str(path)] = shape.words
    read = without_headers(read_table(table, shape.fields, options.columns), TABLE, quality)
    whole = on_whole_games(read, TABLE, quality)
    raw = with_iso_days(whole, "Date", options.date_order, options.time_zone)
    if not raw.headers[0].keys() & {"Date", "game_time", "timestamp"}:
        raise DataError(f"{path}, row 1: columns Date and game_time (of tip-off) are missing")
    for side in ("home_team", "away_team"):
        filled(raw, side)
    found = shape.read(raw, options.odds_format, quality)
    prices = found["home_price"], found["away_price"]
    check_margin(f"{path}, moneylines", *prices, options.odds_format, table=TABLE, quality=quality)
    return GAME_QUOTES.conform(_timed(found, raw, options.time_zone))


def _timed(rows: pl.DataFrame, raw: RawTable, zone: str | None) -> pl.DataFrame:
    """Add the book and the times of each row's quote and tip-off."""
    about = raw.frame.select(
        FILE,
        RECORD,
        book=pl.col("bookmaker").str.strip_chars(),
        quoted_at=moments(raw, "timestamp", zone, empty=True),
        tip_off=moments(raw, "game_time", zone, empty=True),
    )
    clean = rows.drop("bookmaker", "timestamp", "game_time", strict=False)
    return clean.join(about, on=[FILE, RECORD], how="left", maintain_order="left")
