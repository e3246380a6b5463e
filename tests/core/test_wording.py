"""Text from columns, whatever their chunks."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.core.wording import worded
from tests.core.test_internals import SOURCES


def first_chunk_empty() -> pl.DataFrame:
    """Two rows of a second file, left by a filter that keeps none of the first one's."""
    games = pl.Series("game", ["0022300001"] * 20).append(pl.Series("game", ["0012300001", None]))
    left = pl.DataFrame({"number": range(22)}).with_columns(games).filter(pl.col("number") >= 20)
    assert [chunk.len() for chunk in left["game"].get_chunks()] == [0, 2]
    return left


def test_an_empty_first_chunk_does_no_harm() -> None:
    said = first_chunk_empty().select(worded("game {}, number {}", "game", pl.col("number") + 1))
    assert said.to_series().to_list() == ["game 0012300001, number 21", None]


@pytest.mark.parametrize("template", ["{} {} {}", "{} {}", "{}", "a {} b {} c"])
def test_it_says_what_format_says(template: str) -> None:
    frame = pl.DataFrame({"text": ["a", None, "c"], "day": [1, 2, None], "yes": [True, False, True]})
    names = frame.columns[: template.count("{}")]
    assert frame.select(t=worded(template, *names)).equals(frame.select(t=pl.format(template, *names)))


def test_cells_and_places_must_agree() -> None:
    with pytest.raises(ValueError, match=r"'\{\} \{\}' has 2 places, but there are 1 cells"):
        worded("{} {}", "day")


def test_nothing_else_formats_columns() -> None:
    assert not [path.name for path in SOURCES if "pl.format(" in path.read_text(encoding="utf-8")]
