"""A few bets that were won prove nothing."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.configuration.criteria import load_criteria
from nba_props.criteria.judge import judge
from nba_props.findings.base import Status, check_all
from nba_props.findings.evidence import Evidence
from nba_props.findings.verdict import Level, verdict
from nba_props.ledger.selection import BetSelection
from nba_props.pipeline.betting import BettingRules, _summed_up
from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.staking.flat import Flat
from tests.ledger.cases import simulated_ledger

BETTER = {
    "val_mae": 4.0,
    "calibration_error": 0.02,
    "n_predictions": 2_000.0,
    "naive_skill_mae_low": 0.01,
    "skill_mae": 0.01,
}


@pytest.mark.parametrize("bets", [1, 4])
def test_a_few_bets_that_were_won_show_no_return_and_pass_no_gate(bets: int) -> None:
    whole = simulated_ledger(Flat(), edge=0.5)
    dates = whole["date"].unique().sort().to_list()
    won = whole.filter(result="win").unique("date", keep="first", maintain_order=True).head(bets)
    rules = BettingRules(BetSelection(), Flat(), dispersion=12.0, devig=Multiplicative())
    won = won.with_columns(
        price=1.91,
        profit=pl.col("stake") * 0.91,
        suspect=False,
        reason=pl.lit(None, pl.String),
        bet_at=pl.col("quoted_at"),
        tip_off=pl.col("quoted_at") + pl.duration(hours=1),
    )
    found = _summed_up(won, dates, rules)
    assert found.metrics["betting_n_bets"] == bets
    unsure = {"betting_roi_low", "betting_win_rate_low", "betting_p_roi_above_0", "betting_deflated_sharpe"}
    assert not unsure & set(found.metrics)

    metrics = found.metrics | BETTER
    evidence = Evidence(metrics=metrics, lineup_label=None, intervals=found.intervals, ledger=found.ledger)
    findings = {finding.code: finding for finding in check_all(evidence)}
    assert findings["NBP003"].status is Status.ISSUE
    assert findings["NBP004"].status is Status.ISSUE
    assert verdict([*findings.values()]).level is not Level.GOOD
    statuses = {code: finding.status.value for code, finding in findings.items()}
    for name in ("default", "strict"):
        judged = judge(load_criteria(name), "points", metrics, statuses)
        assert "betting_n_bets" in {check.what for check in judged.failed}
