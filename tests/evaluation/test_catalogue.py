"""The catalogue of metrics, against what runs log and what the documentation says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nba_props.evaluation.catalogue import (
    CATALOGUE,
    ENDS,
    Better,
    Unit,
    better_of,
    in_order,
    in_segments,
    is_logged,
    names,
    objectives,
    rows,
)
from nba_props.evaluation.formatting import FORMATS, format_of
from nba_props.evaluation.objectives import directions, scope_of
from nba_props.evaluation.scope import RunScope
from tests.simulated import quick

DOCS = Path(__file__).resolve().parents[2] / "docs"
FIGURES, BETS = "reference/metrics.md", "explanations/bets.md"
NAME = re.compile(r"`([a-z0-9_]+)`")


def in_tables(page: str) -> set[str]:
    """The names in the first columns of a page's tables."""
    rows = [line.split("|")[1] for line in (DOCS / page).read_text().splitlines() if line.startswith("| `")]
    return {name for row in rows for name in NAME.findall(row)}


@pytest.mark.slow
def test_a_run_logs_what_the_catalogue_says() -> None:
    early = quick("calibration=platt", "bets.bet_at=first").outcome.metrics
    pooled = quick("calibration=platt", "pooling=logit").outcome.metrics
    metrics = quick("calibration=platt").outcome.metrics | early | pooled
    assert [name for name in metrics if not is_logged(name)] == []
    logged = {name for name in metrics if "/" not in name}
    assert {name for name in CATALOGUE if name not in logged} <= {"n_estimators"}  # of trees
    for name, metric in CATALOGUE.items():
        assert {f"{name}{end}" in logged for end in ENDS} == {metric.has_ends}, name
        assert (f"with_suspect_{name}" in logged) is bool(metric.with_suspect), name


def test_every_metric_is_documented_and_nothing_else() -> None:
    told = {name for page in (FIGURES, BETS) for name in NAME.findall((DOCS / page).read_text())}
    assert set(CATALOGUE) - told == set()
    figures = in_tables(FIGURES) | {name for name in in_tables(BETS) if name.startswith("betting_")}
    segments = {"tier", "season", "venue", "back_to_back", "opponent", "line", "month"}
    assert figures - segments <= names()


def test_segments_have_the_metrics_that_the_catalogue_and_the_documentation_say() -> None:
    metrics = quick("calibration=platt").outcome.evaluation.segments["metric"].unique()
    assert set(metrics) == set(in_segments())
    page = (DOCS / FIGURES).read_text()
    told = next(line for line in page.splitlines() if line.startswith("`segment/"))
    assert set(NAME.findall(told)) == {*in_segments(), "n_predictions"}


def test_every_metric_is_written_with_its_unit() -> None:
    shown = {name: format_of(name)(1.25) for name in ("crps", "val_r2", "skill_mae", "log_loss", "n_priced")}
    assert shown == {
        "crps": "1.250", "val_r2": "125.0 %", "skill_mae": "+125.0 %", "log_loss": "1.2500", "n_priced": "1"
    }  # fmt: skip
    assert set(FORMATS) == set(Unit)


def test_what_a_sweep_optimises_has_a_direction() -> None:
    assert len(objectives()) > 10
    assert {better_of(name) for name in objectives()} == {Better.lower, Better.higher}
    assert directions("val_mae+betting_roi+val_r2") == ["minimize", "maximize", "maximize"]


@pytest.mark.parametrize(
    ("objective", "scope"),
    [
        ("val_mae", RunScope.ERRORS),
        ("skill_mae+val_r2", RunScope.ERRORS),
        ("crps", RunScope.SCORES),
        ("val_mae+crps", RunScope.SCORES),
        ("log_loss", RunScope.PROBABILITIES),
        ("crps+calibration_error", RunScope.PROBABILITIES),
        ("betting_roi", RunScope.BETS),
        ("val_mae+betting_roi", RunScope.BETS),
    ],
)
def test_an_objective_asks_for_as_much_of_a_run_as_it_follows_from(objective: str, scope: RunScope) -> None:
    assert scope_of(objective) is scope


def test_what_has_a_label_is_a_row_of_the_report_beside_a_metric_of_the_catalogue() -> None:
    labelled = [metric for metric in CATALOGUE.values() if metric.label]
    scores = rows(RunScope.SCORES, RunScope.PROBABILITIES)
    assert labelled == [*scores, *rows(RunScope.BETS)]
    assert (
        {metric.beside for metric in scores}
        == {None, "novig_log_loss", "novig_brier_score"}
        <= {
            None,
            *CATALOGUE,
        }
    )


def test_what_a_model_adds_to_the_price_stands_first_among_the_probabilities() -> None:
    names = ["betting_roi", "own_figure", "log_loss", "pool_weight", "val_mae", "information_gain_low"]
    names += ["information_gain", "a_figure_of_ones_own", "with_suspect_betting_roi"]
    assert in_order(names) == [
        "val_mae", "information_gain", "information_gain_low", "pool_weight", "log_loss", "betting_roi",
        "with_suspect_betting_roi", "a_figure_of_ones_own", "own_figure",
    ]  # fmt: skip
