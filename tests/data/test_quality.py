"""The data-quality report as JSON and on a terminal."""

from __future__ import annotations

import io
import json

from rich.console import Console

from nba_props.data.feeds import Feed
from nba_props.data.quality import QualityReport, Spelling


def report() -> QualityReport:
    quality = QualityReport(
        read={"prop_lines": 1200}, kept={"prop_lines": 1100}, figures={"match rate": 0.987}
    )
    quality.note("prop_lines", "exact duplicate", 100)
    quality.note("prop_lines", "quoted early", 7, ["a", "b", "c", "d", "e", "f"], dropped=False)
    quality.spellings = [
        Spelling("Cam X", "Cameron X", "short first name", 3),
        Spelling("Y", None, "nobody fits", 2),
    ]
    quality.feeds = [Feed("x", 200, 0.3, 0.1, 0.5, wrong=True, same_as=["y"])]
    return quality


def shown(quality: QualityReport) -> str:
    console = Console(width=140)
    with console.capture() as capture:
        console.print(quality.render())
    return capture.get()


def test_a_step_that_concerned_no_row_is_not_noted() -> None:
    quality = QualityReport()
    quality.note("prop_lines", "exact duplicate", 0)
    assert quality.steps == []


def test_json_holds_everything() -> None:
    back = json.loads(report().to_json())
    assert back["steps"][1] == {
        "table": "prop_lines", "reason": "quoted early", "rows": 7,
        "examples": ["a", "b", "c", "d", "e"], "dropped": False, "lost": False, "assumed": False,
    }  # fmt: skip
    assert back["feeds"][0]["same_as"] == ["y"]
    assert back["spellings"][1]["name"] is None


def test_the_terminal_shows_rows_names_and_feeds() -> None:
    text = shown(report())
    for part in (
        "1,200",
        "-100",
        "exact duplicate",
        "0.987",
        "nobody fits",
        "prices do not belong to the lines",
    ):
        assert part in text
    assert "Cam X" not in text


def test_a_clean_report_shows_no_lists_of_trouble() -> None:
    text = shown(QualityReport(read={"player_games": 5}, kept={"player_games": 5}))
    assert "player_games" in text
    assert "not matched" not in text
    assert "verdict" not in text


def test_an_example_that_is_not_known_is_left_out() -> None:
    found = QualityReport(read={"game_lines": 3})
    found.note("game_lines", "game not in the logs", 2, [None, "e1"])
    assert found.steps[0].examples == ["e1"]
    Console(file=io.StringIO()).print(found.render())
