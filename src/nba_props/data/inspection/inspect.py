"""Reading files as a run would, and counting what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.eastern import eastern_day
from nba_props.data.files import Files
from nba_props.data.files.game_lines import read_game_lines
from nba_props.data.files.injury_reports import read_reports
from nba_props.data.files.positions import read_positions
from nba_props.data.files.prop_lines import read_quotes
from nba_props.data.files.settings import COLUMNS
from nba_props.data.inspection.kinds import Kind, kind_of
from nba_props.data.matching.events import schedule
from nba_props.data.matching.own_events import with_own_events
from nba_props.data.matching.quotes import count_later, price_shares, usable_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.raw.find import find
from nba_props.data.raw.inputs import FileInput, listed
from nba_props.data.raw.opened import opened
from nba_props.data.schemas import FETCHED_QUOTES, PLAYER_GAMES
from nba_props.data.vocabulary.teams import team_codes
from nba_props.errors import DataError


@dataclass(frozen=True)
class Month:
    """Rows of one table in one calendar month, and the days that they are of."""

    table: str
    month: str
    rows: int
    days: int


@dataclass(frozen=True)
class Book:
    """One book's quotes: how many, on how many player-games, when, and how long before the tip-off.

    `hours_before` is the median over quotes with a known tip-off; None without one.
    """

    book: str
    quotes: int
    player_games: int
    first: str
    last: str
    hours_before: float | None


@dataclass(frozen=True)
class Inspection:
    """What the files are, what a run would read of them, and the line with which it would refuse them."""

    kinds: list[Kind]
    months: list[Month] = field(default_factory=list)
    books: list[Book] = field(default_factory=list)
    quality: QualityReport = field(default_factory=QualityReport)
    unread: list[str] = field(default_factory=list)
    refusal: str | None = None

    @property
    def is_sound(self) -> bool:
        """Whether a run would take the files as they are."""
        return self.refusal is None and not any(kind.lacking for kind in self.kinds)

    @property
    def unfixed(self) -> list[str]:
        """Lines on what a run would refuse, the suggested mappings included."""
        if self.refusal is None:
            return []
        lacking = [
            f"{kind.file}: looks like {kind.table}, but no column is sure to be {', '.join(kind.unmapped)}; "
            f"add data.{COLUMNS[kind.table]}.{kind.unmapped[0]}=ITS_NAME"
            for kind in self.kinds
            if kind.unmapped
        ]
        return lacking or [self.refusal]

    def settings(self) -> dict[str, Any]:
        """Return the settings of `data=files` that read these files, mappings included."""
        tables: dict[str, Any] = {}
        for kind in self.kinds:
            tables.setdefault(kind.table, []).append(kind.file)
        for table, key in COLUMNS.items():
            mapping = {n: t for kind in self.kinds if kind.table == table for n, t in kind.mapping.items()}
            tables |= {key: mapping} if mapping else {}
        return tables


def recognised(names: Sequence[str], settings: Mapping[str, Any], command: str) -> Inspection:
    """Return what files, folders and globs are, by their columns; rows are read only where some are missing.

    Args:
        names: of the files.
        settings: of `data=files`.
        command: that names them, for messages.

    Raises:
        DataError: a file is not there, or has no columns.
    """
    found = [find(name, command) for name in names]
    files = list(dict.fromkeys(path for some in found for path in some.files))
    forced = listed(settings.get("shape"))
    kinds = [kind_of(opened(path), _given(settings), forced) for path in files]
    return Inspection(kinds, unread=FileInput([*names], command).left_out())


def inspect(names: Sequence[str], settings: Mapping[str, Any]) -> Inspection:
    """Read files, folders and globs as `data=files` would with the settings.

    Columns that are missing are taken from those that are probably meant, so that more can be told.

    Raises:
        DataError: a file is not there, or nothing in it can be read.
        ConfigError: a setting is none of `data=files`.
    """
    first = recognised(names, settings, "data inspect")
    quality = QualityReport()
    try:
        return _read(first, {**settings, **_merged(first.settings(), _given(settings))}, quality)
    except DataError as error:
        return replace(first, quality=quality, refusal=str(error))


def _given(settings: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return by table what a person says of its columns' names."""
    return {table: dict(settings.get(key) or {}) for table, key in COLUMNS.items()}


def _merged(found: dict[str, Any], given: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the settings with the mappings that a person gave above those that are suggested."""
    mapped = {key: {**found.get(key, {}), **given[table]} for table, key in COLUMNS.items()}
    return found | mapped


def _read(first: Inspection, settings: Mapping[str, Any], quality: QualityReport) -> Inspection:
    if settings.get("game_logs"):
        data = Files(**settings).load(0)
        return replace(first, quality=data.quality, months=_months(data), books=_books(data.prop_lines))
    alone = Files(**{**settings, "game_logs": "-"})
    months: list[Month] = []
    books: list[Book] = []
    if paths := settings.get("prop_lines"):
        quotes = read_quotes([*map(Path, paths)], alone.line_options, quality)
        known = usable_quotes(FETCHED_QUOTES.conform(quotes), team_codes({}, []), quality)
        usable = with_own_events(known, "prop_lines", schedule(PLAYER_GAMES.empty()), quality)
        count_later(usable, quality)
        quality.figures |= price_shares(usable)
        dated = usable.with_columns(date=_day(), game_id=pl.col("event_id"), player_id=pl.col("player"))
        quality.kept["prop_lines"] = dated.height
        months, books = _by_month("prop_lines", dated), _books(dated)
    if paths := settings.get("game_lines"):
        on_games = read_game_lines([*map(Path, paths)], alone.game_line_options, quality)
        quality.read["game_lines"] = quality.kept["game_lines"] = on_games.height
        months += _by_month("game_lines", on_games.with_columns(date=_day()))
    if paths := settings.get("reports"):
        reports = read_reports([*map(Path, paths)], team_codes({}, []), alone.report_options, quality)
        quality.kept["reports"] = reports.height
        months += _by_month("reports", reports)
    if paths := settings.get("positions"):
        read_positions([*map(Path, paths)], quality, alone.position_columns)
    return replace(first, quality=quality, months=months, books=books)


def _day() -> pl.Expr:
    return pl.coalesce("event_date", eastern_day(pl.col("tip_off")), eastern_day(pl.col("quoted_at")))


def _months(data: Dataset) -> list[Month]:
    tables = {
        "player_games": data.player_games,
        "prop_lines": data.prop_lines,
        "game_lines": data.game_lines,
        "reports": data.reports,
    }
    return [
        month
        for name, table in tables.items()
        if table is not None and table.height
        for month in _by_month(name, table)
    ]


def _by_month(name: str, table: pl.DataFrame) -> list[Month]:
    month = pl.col("date").dt.to_string("%Y-%m")
    counted = table.drop_nulls("date").group_by(month.alias("month")).agg(pl.len(), pl.col("date").n_unique())
    return [Month(name, *row) for row in counted.sort("month").iter_rows()]


def _books(lines: pl.DataFrame) -> list[Book]:
    """Return what each book quotes, most quotes first."""
    ahead = (pl.col("tip_off") - pl.col("quoted_at")).dt.total_minutes() / 60
    told = lines.group_by("book").agg(
        pl.len().alias("quotes"),
        pl.struct("game_id", "player_id").n_unique().alias("player_games"),
        pl.col("quoted_at").min().dt.to_string("%Y-%m-%d").alias("first"),
        pl.col("quoted_at").max().dt.to_string("%Y-%m-%d").alias("last"),
        ahead.median().alias("hours_before"),
    )
    return [Book(*row) for row in told.sort("quotes", "book", descending=[True, False]).iter_rows()]
