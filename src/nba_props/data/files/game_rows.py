"""Rows of game logs: every file is read in its shape, and all of them come out with the same columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nba_props.data.files.competitions import KEPT
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Origin
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.minutes import MinutesFormat, decimal_minutes, without_reasons
from nba_props.data.raw.opened import opened
from nba_props.data.raw.parsing import with_iso_days
from nba_props.data.raw.read import RawTable, below_each_other, read_table, without_headers
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.data.shapes.choice import chosen
from nba_props.data.shapes.games import STATS, GameShape, shapes

TABLE = PLAYER_GAMES.name


@dataclass(frozen=True)
class GameLogOptions:
    """How to read game logs.

    Other column names, what pointed minutes mean, which competitions are kept, the shape (None: by the
    header), the games that a schedule says are final (None: there is no schedule), what comes first in
    10/11/2023, and the zone of clocks without one (None: those that do not tell the day are refused).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    minutes: MinutesFormat = MinutesFormat.ask
    competitions: tuple[str, ...] = KEPT
    shape: str | None = None
    final: Sequence[str] | None = None
    date_order: DateOrder = DateOrder.ask
    time_zone: str | None = None
    zone_setting: str = "data.game_log_time_zone"
    """The setting that says the zone."""


def read_rows(paths: Sequence[Origin], options: GameLogOptions, quality: QualityReport) -> RawTable:
    """Return the rows of all files with the columns of `nba_props.data.shapes.games.ABOUT` and the box score.

    Raises:
        DataError: a file cannot be read in any shape, or a cell says what its shape cannot mean.
    """
    known = shapes()
    tried = [known[options.shape]] if options.shape in known else list(known.values())
    raw = below_each_other([_read(path, tried, options, quality) for path in paths])
    quality.count_read(TABLE, raw.frame.height)
    return raw


def _read(
    path: Origin, tried: Sequence[GameShape], options: GameLogOptions, quality: QualityReport
) -> RawTable:
    """Return the completed rows of one file, their minutes as decimal numbers."""
    table = opened(path)
    shape = chosen(path, table.columns, options.columns, tried)
    quality.shapes[str(path)] = shape.words
    read = without_headers(read_table(table, shape.fields, options.columns), TABLE, quality)
    dated = with_iso_days(read, "GAME_DATE", options.date_order, options.time_zone, options.zone_setting)
    written = without_reasons(dated, [*STATS, "PLUS_MINUS"])
    return shape.complete(decimal_minutes(written, "MIN", options.minutes))
