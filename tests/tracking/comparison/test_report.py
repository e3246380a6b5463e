from __future__ import annotations

import re
from pathlib import Path

import pytest

from nba_props.errors import ConfigError
from nba_props.tracking.comparison import report
from nba_props.tracking.table import TextTable, as_html, as_markdown, as_text, number
from tests.tracking.comparison.made import League, Shelf, noise, predictions


@pytest.mark.parametrize("ending", [".txt", ".md", ".html"])
def test_a_report_says_what_was_best_and_whether_that_is_chance(
    shelf: Shelf, tmp_path: Path, ending: str
) -> None:
    errors = noise(300, 1)
    facts = {"val_mae": 5.0, "betting_roi": 0.1, "n_predictions": 300}
    good = shelf.add(metrics=facts, rows=predictions([0.7 * each for each in errors]), params={"model": "a"})
    second = shelf.add(metrics={**facts, "val_mae": 6.0}, rows=predictions(errors), params={"model": "b"})
    failed = shelf.add(status="FAILED", tags={"failure": "no game to test on"})
    path = tmp_path / f"report{ending}"
    report(shelf.store, "advanced", path)
    text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).replace("\\", "")
    for run in (good, second, failed):
        assert run[:8] in text
    assert "no game to test on" in text
    assert "best runs by val_mae" in text
    assert "The best run (B) against the next best (A)" in text
    assert "better" in text
    assert "Opponent and temporal features, ensembles." in text


def test_the_next_best_is_one_that_was_judged_on_the_same_rows(shelf: Shelf, tmp_path: Path) -> None:
    best = shelf.add(metrics={"val_mae": 5.0, "n_predictions": 300})
    shelf.add(metrics={"val_mae": 5.1, "n_predictions": 200})
    third = shelf.add(metrics={"val_mae": 5.2, "n_predictions": 300})
    path = tmp_path / "report.txt"
    report(shelf.store, "advanced", path)
    compared = path.read_text().partition("The best run (B)")[2].partition("Settings")[0]
    assert f"A  {third[:8]}" in compared
    assert f"B  {best[:8]}" in compared


def test_runs_of_another_data_set_are_ranked_by_themselves(shelf: Shelf, tmp_path: Path) -> None:
    def add(name: str, data: str, mae: float, roi: float) -> None:
        tags, metrics = (
            {"data_fingerprint": data * 16},
            {"val_mae": mae, "betting_roi": roi, "n_predictions": 300},
        )
        shelf.add("advanced", metrics, tags=tags, name=name)

    add("an easy season", "a", 4.0, 0.3)
    add("deep", "b", 5.0, 0.01)
    add("shallow", "b", 5.2, 0.02)
    shelf.add("advanced", {"val_mae": 3.0}, tags={"market": "points"}, name="points")
    report(shelf.store, "advanced", tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text().partition("The newest")[0]
    points, newest, older = text.split("best runs by val_mae")[1:]
    assert "(lowest first) (points)" in points
    assert "market pra, data bbbbbbbb" in newest
    assert "market pra, data aaaaaaaa" in older
    assert [name in newest for name in ("an easy season", "deep", "shallow")] == [False, True, True]
    assert [name in older for name in ("an easy season", "deep", "shallow")] == [True, False, False]
    assert "are not ranked against each other" in text.partition("best runs")[0]


def test_an_experiment_without_runs_has_a_report(shelf: Shelf, tmp_path: Path) -> None:
    from nba_props.tracking.comparison import setup

    setup(shelf.store)
    report(shelf.store, "production", tmp_path / "new" / "report.md")
    assert "No runs yet." in (tmp_path / "new" / "report.md").read_text()


def test_what_runs_are_called_stays_text(shelf: Shelf, tmp_path: Path) -> None:
    evil = "<script>x</script> | `a` _b_"
    shelf.add(metrics={"val_mae": 5.0}, name=evil)
    report(shelf.store, "advanced", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    report(shelf.store, "advanced", tmp_path / "report.md")
    assert r"\<script>x\</script> \| \`a\` \_b\_" in (tmp_path / "report.md").read_text()


def test_wrong_words_are_told(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add()
    with pytest.raises(ConfigError, match=r"must end in \.txt, \.md, \.html"):
        report(shelf.store, "advanced", tmp_path / "report.pdf")
    with pytest.raises(ConfigError, match="must be at least 1"):
        report(shelf.store, "advanced", tmp_path / "report.md", top=0)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        report(shelf.store, "advanced", tmp_path / "file" / "report.md")


@pytest.mark.slow
def test_a_report_of_real_runs_is_written_in_every_form(league: League, tmp_path: Path) -> None:
    for ending in (".txt", ".md", ".html"):
        report(league.store, "foundation", tmp_path / f"report{ending}")
        text = (tmp_path / f"report{ending}").read_text()
        assert league.ridge[:8] in text
        assert league.ewma[:8] in text
        assert "log loss" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (float("nan"), "–"), (4430.0, "4,430"), (5.70512, "5.705"), (-0.07508, "-0.07508")],  # noqa: RUF001
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    assert number(value) == text


def test_a_table_is_the_same_in_every_form() -> None:
    table = TextTable(
        "Runs", ["run", "val_mae"], [["a", "5.0"], ["b", "6.0"]], frozenset(["val_mae"]), ["a note"]
    )
    text, markdown, page = as_text([table], 40), as_markdown("T", [table]), as_html("T", [table])
    assert text.splitlines() == [
        "Runs",
        "run  val_mae",
        "────────────",
        "a        5.0",
        "b        6.0",
        "a note",
    ]
    assert markdown.splitlines() == [
        "# T", "", "## Runs", "",
        r"| run | val\_mae |", "| --- | ---: |", "| a | 5.0 |", "| b | 6.0 |", "", "a note",
    ]  # fmt: skip
    assert '<td class="n">6.0</td>' in page


def test_long_cells_are_folded_not_cut() -> None:
    table = TextTable("T", ["a", "b"], [["x" * 70, "y" * 70]])
    lines = as_text([table], 60).splitlines()
    assert max(map(len, lines)) <= 60
    assert sum(line.count("x") for line in lines) == 70
    assert sum(line.count("y") for line in lines) == 70
