"""Answers of services that are not whole: games in play, and pages without the next one."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.files.game_logs import UNFINISHED
from nba_props.data.inspection.inspect import inspect
from nba_props.data.over import said_unfinished
from nba_props.errors import DataError
from tests.data.shapes import publishers
from tests.data.shapes.publishers import Row
from tests.data.shapes.test_games import read


def test_a_page_after_the_last_one_is_told_to_be_missing(played: pl.DataFrame, tmp_path: Path) -> None:
    """Whichever page is the last: balldontlie tells of a next one as long as there is one."""
    first, second, third = sorted(played["game_id"].unique())[:3]
    for game, meta in ((first, {"next_cursor": 100}), (second, {"next_cursor": 200}), (third, {})):
        rows = [publishers.balldontlie(row) for row in played.filter(game_id=game).to_dicts()]
        (tmp_path / f"{game}.json").write_text(json.dumps({"data": rows, "meta": {"per_page": 25, **meta}}))
        told = [] if not meta else [f"{game}.json: the page after it"]
        assert read(tmp_path).quality.unread == told
        assert inspect([str(tmp_path)], {}).unread == told


STATUSES = {"balldontlie": ("3rd Qtr", "Final"), "box_score": (2, 3)}
"""Of a game in play, and of one that is over."""


@pytest.mark.parametrize("shape", STATUSES)
@pytest.mark.parametrize("over", [True, False])
def test_a_game_whose_status_is_not_final_is_no_outcome(
    shape: str, over: bool, played: pl.DataFrame, tmp_path: Path
) -> None:
    """Whoever leads in the third quarter has not won; what is told of other games does not matter."""
    final = STATUSES[shape][True]
    first, second = sorted(played["game_id"].unique())[:2]
    files = [tmp_path / f"2023-10-24-{game}.json" for game in (first, second)]
    for path, game, said in zip(files, (first, second), (final, STATUSES[shape][over]), strict=True):
        rows = played.filter(pl.col("game_id") == game).to_dicts()
        path.write_text(json.dumps(with_status(shape, rows, said)))
    data = read(tmp_path)
    assert data.player_games["won"].null_count() == 0
    assert data.player_games["game_id"].n_unique() == 1 + over
    steps = [step.examples for step in data.quality.steps if step.reason == UNFINISHED]
    assert len(steps) == (not over)
    if not over:
        with pytest.raises(DataError, match=r"no game is over yet"):
            read(files[1])


@pytest.mark.parametrize(
    ("said", "unfinished"),
    [
        (None, False), ("3", False), ("Final", False), ("Final/OT2", False), ("STATUS_FINAL", False),
        ("F/OT", False), ("2", True), ("Q4 0:03", True), ("Halftime", True), ("First half", True),
        ("2023-10-25T00:00:00Z", True), ("AOT", False), ("After Over Time", False), ("Full Time", False),
        ("Game Over", False), ("post", False), ("Final (OT)", False), ("Completed", False),
        ("STATUS_FINAL_OT", False), ("Finals Game 1", True), ("Finalizing", True), ("Postponed", True),
        ("Fourth", True),
    ],
)  # fmt: skip
def test_a_status_says_whether_a_game_is_over(said: str | None, unfinished: bool) -> None:
    told = pl.DataFrame({"said": pl.Series([said], dtype=pl.String)}).select(said_unfinished(pl.col("said")))
    assert told.item() is unfinished


def with_status(shape: str, rows: list[Row], said: object) -> Row:
    """Return one game as its publisher would answer it with a status."""
    if shape == "balldontlie":
        stats = [publishers.balldontlie(row) for row in rows]
        return {"data": [each | {"game": each["game"] | {"status": said}} for each in stats]}
    return {"game": publishers.box_score(rows)["boxScoreTraditional"] | {"gameStatus": said}}
