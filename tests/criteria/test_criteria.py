"""Criteria as data: what they may hold, and what they say about a run."""

from __future__ import annotations

import math
import re
import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from nba_props.configuration.criteria import load_criteria
from nba_props.configuration.options import options
from nba_props.configuration.place import conf_dir
from nba_props.criteria.base import Criteria, MarketRules
from nba_props.criteria.bound import Bound
from nba_props.criteria.judge import Judgement, check_metric, judge
from nba_props.errors import ConfigError
from nba_props.evaluation.catalogue import is_logged, names
from nba_props.ledger.metrics import COUNTS, SUMS

PASSING = {
    "val_mae": 5.9,
    "betting_roi": 0.06,
    "betting_win_rate": 0.56,
    "calibration_error": 0.04,
    "betting_sharpe_ratio": 1.1,
    "n_predictions": 500.0,
    "betting_n_bets": 500.0,
}
PROVED = {"naive_skill_mae_low": 0.01, "skill_mae": 0.0, "betting_roi_low": 0.001}

criteria_of = cache(load_criteria)
"""Composed once per process."""


def failed(verdict: Judgement) -> dict[str, str]:
    """Why each failed check did."""
    return {check.what: check.reason for check in verdict.failed}


def test_a_run_that_keeps_to_every_bound_passes() -> None:
    assert judge(criteria_of(), "pra", PASSING, None).passed


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("val_mae", 6.13),
        ("betting_roi", 0.05),
        ("betting_win_rate", 0.55),
        ("calibration_error", 0.05),
        ("betting_sharpe_ratio", 1.0),
        ("n_predictions", 499.0),
        ("betting_n_bets", 499.0),
    ],
)
def test_each_default_bound_is_asked_and_is_strict(metric: str, value: float) -> None:
    verdict = judge(criteria_of(), "pra", {**PASSING, metric: value}, None)
    assert list(failed(verdict)) == [metric]


@pytest.mark.parametrize("metric", PASSING)
def test_a_missing_metric_fails_with_its_reason(metric: str) -> None:
    metrics = {name: value for name, value in PASSING.items() if name != metric}
    assert failed(judge(criteria_of(), "pra", metrics, None)) == {metric: "the run has no such metric"}


@pytest.mark.parametrize("metric", PASSING)
def test_a_metric_that_is_nan_fails_with_its_reason(metric: str) -> None:
    verdict = judge(criteria_of(), "pra", {**PASSING, metric: math.nan}, None)
    assert failed(verdict) == {metric: "NaN: it could not be computed"}


@pytest.mark.parametrize("metric", PASSING)
@pytest.mark.parametrize("value", [math.inf, sys.float_info.max])
def test_a_metric_that_is_infinite_fails_with_its_reason(metric: str, value: float) -> None:
    """A database holds an infinity as the largest number."""
    for each in (value, -value):
        verdict = judge(criteria_of(), "pra", {**PASSING, metric: each}, None)
        assert failed(verdict) == {metric: "infinite: it could not be computed"}


def test_a_market_has_its_own_bound_and_unknown_ones_the_general_one() -> None:
    criteria = criteria_of()
    limits = {market: criteria.bounds(market)["val_mae"].below for market in ("pra", "blocks", "dunks")}
    assert limits == {"pra": 6.13, "blocks": 0.51, "dunks": 3.5}


def test_every_market_of_the_configuration_has_a_bound_of_its_own() -> None:
    assert set(criteria_of().by_market) == set(options(conf_dir(), "market"))


def test_strict_holds_all_that_default_asks() -> None:
    default, strict = criteria_of(), criteria_of("strict")
    assert strict.rules.items() >= default.rules.items()
    assert strict.by_market == default.by_market
    assert set(strict.rules) - set(default.rules) == set(PROVED)
    assert (default.allow_issues, strict.allow_issues) == (True, False)


@pytest.mark.parametrize("metric", PROVED)
def test_strict_asks_for_proof(metric: str) -> None:
    metrics = {**PASSING, **PROVED}
    findings = {"NBP001": "passed"}
    assert judge(criteria_of("strict"), "pra", metrics, findings).passed
    worse = judge(criteria_of("strict"), "pra", {**metrics, metric: -0.001}, findings)
    assert list(failed(worse)) == [metric]


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ({"NBP001": "issue", "NBP002": "passed", "NBP003": "issue"}, "issue: NBP001, NBP003"),
        ({}, "the run has no findings, so nothing is known of it"),
        (None, "the run has no findings, so nothing is known of it"),
    ],
)
def test_strict_wants_findings_without_an_issue(findings: dict[str, str] | None, reason: str) -> None:
    verdict = judge(criteria_of("strict"), "pra", {**PASSING, **PROVED}, findings)
    assert failed(verdict) == {"findings": reason}


def test_tips_are_no_issues() -> None:
    verdict = judge(criteria_of("strict"), "pra", {**PASSING, **PROVED}, {"NBP001": "tip"})
    assert verdict.passed


def test_nothing_asked_is_nothing_passed() -> None:
    assert not Judgement("none", "pra", ()).passed
    with pytest.raises(ConfigError, match="must hold at least one bound"):
        Criteria("none")


def test_a_metric_that_no_run_logs_is_an_error() -> None:
    with pytest.raises(ConfigError) as caught:
        Criteria(
            "mine",
            {"val_mea": Bound(below=1.0), "betting_roi": Bound(above=0.0)},
            {"pra": MarketRules({"beting_roi": Bound(above=0.0)})},
        )
    first, second = caught.value.problems
    assert first.startswith("rules.val_mea: no such metric; did you mean val_mae")
    assert second.startswith("by_market.pra.rules.beting_roi: no such metric; did you mean betting_roi")


@pytest.mark.parametrize(
    ("limits", "empty"),
    [
        ({"above": 5.0, "below": 3.0}, True),
        ({"above": 3.0, "at_most": 3.0}, True),
        ({"at_least": 3.0, "at_most": 3.0}, False),
        ({"above": -0.1, "below": 0.1}, False),
    ],
)
def test_a_bound_that_nothing_can_keep_to_is_refused(limits: dict[str, float], empty: bool) -> None:
    with pytest.raises(ConfigError, match="no value is both") if empty else nullcontext():
        Bound(**limits)


@pytest.mark.parametrize("limit", [math.nan, math.inf, None])
def test_a_bound_needs_a_limit(limit: float | None) -> None:
    with pytest.raises(ConfigError):
        Bound(below=limit)


def test_all_limits_of_a_bound_must_hold() -> None:
    bound = Bound(above=0.1, at_most=0.5)
    assert [bound.holds(value) for value in (0.1, 0.2, 0.5, 0.6, math.nan)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert bound.text == "above 0.1 and at most 0.5"


@pytest.mark.parametrize(
    ("bound", "value", "reason", "digits"),
    [
        (Bound(at_least=26_284), 26_283.0, "26283 is not at least 26284", 5),
        (Bound(below=6.1), 6.10004, "6.10004 is not below 6.1", 6),
        (Bound(below=6.1), 6.1, "6.1 is not below 6.1", 4),
        (Bound(above=0.05), 0.0123456, "0.01235 is not above 0.05", 4),
        (Bound(above=0.05), 0.0499999996, "0.0499999996 is not above 0.05", 9),
        (Bound(at_most=1_234_567), 1_234_567.5, "1234568 is not at most 1234567", 7),
        (Bound(at_most=1e-7), 2.5e-7, "0.00000025 is not at most 0.0000001", 4),
        (Bound(below=5.4321), 5.43214, "5.43214 is not below 5.4321", 6),
    ],
)
def test_a_value_that_fails_is_told_from_its_limit(
    bound: Bound, value: float, reason: str, digits: int
) -> None:
    found = check_metric("val_mae", bound, value)
    assert (found.passed, found.reason, found.digits) == (False, reason, digits)


@pytest.mark.parametrize(
    ("bound", "value", "digits"),
    [
        (Bound(below=6.1), 6.0996, 5),
        (Bound(below=5.4321), 5.43206, 4),
        (Bound(at_most=6.1), 6.1, 4),
        (Bound(above=0.05), 0.0612345, 4),
    ],
)
def test_a_value_that_passes_is_told_from_its_limit_too(bound: Bound, value: float, digits: int) -> None:
    found = check_metric("val_mae", bound, value)
    assert (found.passed, found.reason, found.digits) == (True, "", digits)


def test_a_segment_can_be_asked_about() -> None:
    name = "segment/tier/stars/skill_mae"
    criteria = replace(criteria_of(), rules={name: Bound(at_least=0.0)}, by_market={})
    assert judge(criteria, "pra", {name: 0.1}, None).passed
    assert not is_logged("segment/tier/stars/nonsense")
    assert not is_logged("segment/tier/stars/betting_roi")  # logged, but of no segment


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match="criteria=strct: no such option; did you mean strict"):
        criteria_of("strct")


def test_the_catalogue_has_what_the_ledger_computes() -> None:
    assert {*SUMS, *COUNTS} <= names()


def test_the_catalogue_has_what_the_documentation_lists() -> None:
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs/reference/metrics.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in row.split("|")[1].replace("`", " ").replace(",", " ").split()}
    segments = {"tier", "season", "venue", "back_to_back", "opponent", "line", "month"}
    assert len(listed) > 20
    assert listed - segments <= names()


def test_each_bound_is_the_lines_error_in_pra_scaled_by_the_naive_error_of_the_market() -> None:
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs/how-to/registry.md").read_text(encoding="utf-8")
    cells = re.findall(r"\| `(\w+)` \| ([\d.]+) \| \**([\d.]+)\** ", page)
    naive = {market: float(error) for market, error, _ in cells}
    limits = {market: bounds.rules["val_mae"].below for market, bounds in criteria_of().by_market.items()}
    assert limits == {market: float(bound) for market, _, bound in cells}
    ratio = 6.132 / naive["pra"]
    assert limits == pytest.approx({market: ratio * error for market, error in naive.items()}, abs=0.006)
