"""What every check keeps."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.quality import QualityReport
from nba_props.errors import NBAPropsError
from nba_props.findings import base
from nba_props.findings.base import Check, Severity, Status, Topic, check_all, checks
from nba_props.findings.check.match_rate import FIGURE
from nba_props.findings.evidence import Evidence

from .cases import INTERVALS, METRICS, drifts, ledger, rows, sound

DOCS = Path(__file__).parents[2] / "docs" / "findings"
NOTHING = Evidence(metrics={}, lineup_label=None)
NAN = float("nan")

CODES = {
    "NBP001": "leakage", "NBP002": "lineup_news", "NBP003": "power", "NBP004": "roi", "NBP005": "books_line",
    "NBP006": "naive_mean", "NBP007": "calibration", "NBP008": "sharpness", "NBP009": "close",
    "NBP010": "concentration", "NBP011": "suspect_quotes", "NBP012": "quote_times", "NBP013": "match_rate",
    "NBP014": "feeds", "NBP015": "train_test_drift", "NBP016": "pushes_voids", "NBP017": "trials",
    "NBP018": "novig", "NBP019": "plausible_return", "NBP020": "claimed_return", "NBP021": "one_side",
    "NBP022": "searched_on_return", "NBP023": "unused_inputs", "NBP024": "market_fit",
    "NBP025": "quotes_in_play",
    "NBP026": "contradictions",
    "NBP027": "stale_logs",
    "NBP028": "adds_nothing",
    "NBP029": "report_times",
    "NBP030": "night_logs",
    "NBP031": "night_quotes",
    "NBP032": "night_reports",
    "NBP033": "night_model",
    "NBP034": "night_calibration",
    "NBP035": "night_claims",
    "NBP036": "night_rookies",
}  # fmt: skip
"""Codes are in tags of stored runs and in other people's rules: none is ever given another meaning."""


def each_check() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("check", checks(), ids=lambda check: check.code)


def test_codes_keep_their_meaning() -> None:
    assert {check.code: check.judge.__name__ for check in checks()} == CODES


def test_a_code_cannot_be_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_REGISTERED", dict(base._REGISTERED))
    with pytest.raises(NBAPropsError, match=r"NBP001: .* share the code"):
        base.check("NBP001", "Another", Severity.TIP, Topic.DATA)(lambda evidence: base.passed("fine"))


@each_check()
def test_every_check_has_a_page_that_names_it_and_says_what_to_do(check: Check) -> None:
    page = (DOCS / f"{check.code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {check.code}: {check.title}\n")
    assert f"**{check.severity.value.capitalize()}**" in page
    for heading in ("## When it triggers", "## What to do"):
        assert heading in page


def test_the_index_lists_every_page_and_no_other() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\((NBP\d+)\.md\)", index)
    assert linked == sorted(CODES) == sorted(path.stem for path in DOCS.glob("NBP*.md"))
    for check in checks():
        assert f"[{check.code}]({check.code}.md) | {check.severity.value} | {check.title} |" in index


def test_a_sound_run_passes_every_check() -> None:
    assert {f.code: f.reason for f in check_all(sound()) if f.status is not Status.PASSED} == {}


@each_check()
def test_no_check_passes_on_nothing(check: Check) -> None:
    # Whether lineups need a label is always known.
    expected = Status.PASSED if check.code == "NBP002" else Status.NOT_APPLICABLE
    finding = check(NOTHING)
    assert finding.status is expected, finding.reason
    assert finding.reason


@each_check()
def test_no_check_passes_when_every_number_is_nan(check: Check) -> None:
    numbers = ("value", "edge", "price", "line", "p_push", "profit", "stake", "bankroll")
    blind = sound(
        metrics=dict.fromkeys(METRICS, NAN),
        intervals=dict.fromkeys(INTERVALS, (NAN, NAN)),
        ledger=ledger().with_columns(pl.lit(NAN).alias(name) for name in numbers if name != "stake"),
        rows=rows().with_columns(p_over=pl.lit(NAN)),
        quality=QualityReport(figures={FIGURE: NAN}),
        wrong_feeds=None,
        drift=drifts(NAN),
        n_trials=None,
    )
    # What these ask is no number: labels, flags, times and sides.
    told = {"NBP002", "NBP011", "NBP012", "NBP021", "NBP026"}
    told |= {each.code for each in checks() if each.topic is Topic.NIGHT}
    expected = Status.PASSED if check.code in told else Status.NOT_APPLICABLE
    assert check(blind).status is expected, check(blind).reason


@pytest.mark.parametrize("name", sorted(METRICS))
@pytest.mark.parametrize("value", [None, NAN, float("inf")])
def test_a_missing_metric_never_turns_a_check_to_passed(name: str, value: float | None) -> None:
    without = sound(
        metrics={**METRICS, name: value}, intervals={k: v for k, v in INTERVALS.items() if k != name}
    )
    before, after = check_all(sound()), check_all(without)
    changed = [new for old, new in zip(before, after, strict=True) if old.reason != new.reason]
    allowed = {"NBP001", "NBP003", "NBP009"}  # these have other figures to go by, and say which
    assert changed or name == "priced_bias"
    for finding in changed:
        assert finding.status is not Status.PASSED or finding.code in allowed
        assert name not in finding.reason or finding.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("column", ["suspect", "side", "tip_off", "bet_at", "p_push", "profit"])
def test_a_column_of_nulls_never_turns_a_check_to_passed(column: str) -> None:
    empty = ledger().with_columns(pl.lit(None, ledger().schema[column]).alias(column))
    before, after = check_all(sound()), check_all(sound(ledger=empty))
    changed = [new for old, new in zip(before, after, strict=True) if old.reason != new.reason]
    assert changed
    assert {finding.status for finding in changed} == {Status.NOT_APPLICABLE}


def test_reasons_are_one_sentence_without_a_full_stop_and_raised_ones_say_what_to_do() -> None:
    spoiled = sound(
        metrics=dict.fromkeys(METRICS, -0.5), intervals={}, drift=drifts(2.0), lineup_label="who played"
    )
    for finding in [*check_all(sound()), *check_all(spoiled), *check_all(NOTHING)]:
        assert finding.reason == finding.reason.strip()
        assert not finding.reason.endswith(".")
        assert bool(finding.advice) == finding.raised, finding.code
        assert not finding.advice or finding.advice.endswith(".")
