"""The table at the end of a run."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from rich.console import Console

from nba_props.evaluation.evaluate import Evaluation, evaluate
from nba_props.report.summary import Summary, table_rows, verdict, verdicts
from tests.evaluation.cases import simulated, simulated_lines


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    predictions = simulated()
    return evaluate(predictions, simulated_lines(predictions.rows, noise=3.0), seed=1)


def printed(evaluation: Evaluation, colour: bool = False) -> str:
    console = Console(width=80, force_terminal=colour, color_system="standard" if colour else None)
    summary = Summary(table_rows(evaluation), list(verdicts(evaluation)))
    with console.capture() as capture:
        console.print(summary.table)
        console.print("\n".join(summary.lines))
    return capture.get()


def with_skill(evaluation: Evaluation, low: float, high: float) -> Evaluation:
    """The evaluation with another interval of the skill against the line."""
    intervals = evaluation.intervals | {"skill_mae": (low, high)}
    return replace(
        evaluation, intervals=intervals, metrics=evaluation.metrics | {"skill_mae": (low + high) / 2}
    )


def test_it_shows_mae_interval_bias_and_count_of_each_predictor(evaluation: Evaluation) -> None:
    text = printed(evaluation)
    for row in evaluation.table:
        assert row.interval is not None
        line = f"{row.interval[0]:.2f} to {row.interval[1]:.2f}"
        found = [text_line for text_line in text.splitlines() if row.who in text_line and line in text_line]
        assert len(found) == 1
        assert f"{row.mae:.3f}" in found[0]
        assert f"{row.bias:+.2f}" in found[0]
        assert f"{row.n:,}" in found[0]


def test_it_fits_80_columns(evaluation: Evaluation) -> None:
    wide = replace(
        evaluation, table=[replace(row, n=1_234_567, mae=123.456, bias=-12.34) for row in evaluation.table]
    )
    text = printed(with_skill(wide, -0.9991, -0.1001))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text
    assert "skill -55.0 % (-99.9 to -10.0)" in text  # on one line


@pytest.mark.parametrize(
    ("low", "high", "words", "code"),
    [
        (0.01, 0.03, "better than line", "32"),
        (-0.03, -0.01, "worse than line", "31"),
        (-0.01, 0.03, "not told apart from line", "33"),
    ],
)
def test_better_is_said_only_where_the_interval_says_so(
    evaluation: Evaluation, low: float, high: float, words: str, code: str
) -> None:
    case = with_skill(evaluation, low, high)
    said = verdict(case, "priced")
    assert said is not None
    assert said.startswith(words)
    row = next(line for line in printed(case, colour=True).splitlines() if "with a line" in line)
    assert f"\x1b[{code}m" in row


def test_without_lines_there_is_no_verdict_on_them() -> None:
    evaluation = evaluate(simulated(), None, seed=1)
    assert verdict(evaluation, "priced") is None
    assert "line" not in printed(evaluation)


def test_a_summary_comes_back_from_json(evaluation: Evaluation) -> None:
    summary = Summary(table_rows(evaluation), list(verdicts(evaluation)))
    assert Summary.from_dict(json.loads(json.dumps(asdict(summary)))) == summary


@pytest.mark.parametrize(
    "kept", [{}, {"rows": [["all", "model"]], "lines": []}, {"rows": 1, "lines": []}, {"rows": []}]
)
def test_what_is_no_summary_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Summary.from_dict(kept)
