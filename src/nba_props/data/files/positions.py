"""Players' positions, one file or column per season -> the canonical `positions`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field, Origin
from nba_props.data.raw.parsing import Number, fail_where, numbers
from nba_props.data.raw.read import FILE, RawTable, read_files, without_headers
from nba_props.data.schemas import POSITIONS
from nba_props.errors import DataError

TABLE = "positions"
FIELDS = (
    Field(("PLAYER_ID", "player_id")),
    Field(("POSITION_SIMPLE", "POSITION", "position")),
    Field(("SEASON", "season"), required=False),
)


def read_positions(
    paths: Sequence[Origin], quality: QualityReport, mapping: Mapping[str, str] = MappingProxyType({})
) -> pl.DataFrame:
    """One row per season and player; of a double position such as `G-F` the first counts.

    Raises:
        DataError: a file is broken, or its season is neither in a column nor in its name.
    """
    read = read_files(paths, FIELDS, mapping)
    quality.read[TABLE] = read.frame.height
    raw = without_headers(read, TABLE, quality)
    position = raw.frame["POSITION_SIMPLE"].str.to_uppercase().str.slice(0, 1)
    fail_where(
        raw, ~position.is_in(["G", "F", "C"]).fill_null(False), "POSITION_SIMPLE", "{value} is not G, F or C"
    )
    player = numbers(raw, {"PLAYER_ID": Number(0, 2**53, whole=True, empty=False)}).to_series()
    frame = pl.DataFrame({"season": _season(raw), "player_id": player.cast(pl.Int64), "position": position})
    once = frame.unique(POSITIONS.key, keep="first", maintain_order=True).sort(POSITIONS.key)
    quality.note(TABLE, "second position of a player in a season", frame.height - once.height)
    quality.kept[TABLE] = once.height
    return once


def _season(raw: RawTable) -> pl.Series:
    """Return the season of each row: from its column, else from the file's name."""
    named = [re.search(r"\d{4}-\d\d", path.name) for path in raw.files]
    for path, header, season in zip(raw.files, raw.headers, named, strict=True):
        if season is None and "SEASON" not in header:
            raise DataError(
                f"{path}: there is no column SEASON, and no season such as 2023-24 in the file's name"
            )
    by_file = {i: season.group() if season else None for i, season in enumerate(named)}
    of_file = raw.frame[FILE].replace_strict(by_file, return_dtype=pl.String)
    given = raw.frame["SEASON"].fill_null(of_file)
    fail_where(raw, given.is_null(), "SEASON", "the cell is empty")
    return given
