"""Players' positions, one file or column per season -> the canonical `positions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import polars as pl

from nba_props.data.quality import EXAMPLES, QualityReport
from nba_props.data.raw.columns import Field, Origin
from nba_props.data.raw.parsing import Number, fail_where, numbers
from nba_props.data.raw.read import FILE, RawTable, read_files, without_headers
from nba_props.data.schemas import POSITIONS
from nba_props.data.seasons import is_season, season_in, to_seasons
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


def count_strangers(table: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> None:
    """Count the rows of players who have no row in the game logs of the season; they are kept."""
    strangers = table.join(player_games, on=POSITIONS.key, how="anti")
    told = [f"{season} {player}" for season, player, _ in strangers.head(EXAMPLES).iter_rows()]
    quality.note(
        TABLE, "player without a game of the season in the logs", strangers.height, told, dropped=False
    )


def _season(raw: RawTable) -> pl.Series:
    """Return the season of each row: from its column, else from the file's name."""
    named = [season_in(path.name) for path in raw.files]
    for path, header, season in zip(raw.files, raw.headers, named, strict=True):
        if season is None and "SEASON" not in header:
            raise DataError(
                f"{path}: there is no column SEASON, and no season such as 2023-24 in the file's name"
            )
    of_file = raw.frame[FILE].replace_strict(dict(enumerate(named)), return_dtype=pl.String)
    given = to_seasons(raw.frame["SEASON"]).fill_null(of_file)
    fail_where(raw, given.is_null(), "SEASON", "the cell is empty")
    one_year = "{value} may be the season's first year or its last; write it such as '2023-24'"
    fail_where(raw, given.str.contains(r"^\d{4}$"), "SEASON", one_year)
    valid = {word: is_season(word) for word in given.unique()}
    wrong = ~given.replace_strict(valid, return_dtype=pl.Boolean)
    fail_where(raw, wrong, "SEASON", "{value} is no season such as '2023-24'")
    return given
