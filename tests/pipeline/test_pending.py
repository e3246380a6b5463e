"""An ordinary run on games to come: its bets are told with names, in terminal, report and file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from io import StringIO

import polars as pl
import pytest

from nba_props.configuration import compose
from nba_props.core.console import plain_console
from nba_props.core.keys import PLAYER_GAME
from nba_props.pipeline.compute import compute
from nba_props.pipeline.job import Job
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.outcome import Outcome, assess
from nba_props.pipeline.publish import PICKS, _files
from nba_props.pipeline.report import view_of
from nba_props.report import terminal
from nba_props.report.render import render_report
from tests.simulated import one_market

pytestmark = pytest.mark.slow

QUICK = (
    "data.seasons=1",
    "data.tonight=true",
    "model=ewma",
    "validation.first_test='2024-03-20'",
    "validation.refit_days=28",
    "validation.warmup=1",
    "bets.min_value=-0.05",
)


@cache
def tonight() -> Outcome:
    """A run whose last day has no outcome."""
    experiment = compose.load([*QUICK])
    with one_market():
        data = MarketData.of(experiment, experiment.source.load(experiment.seed))
    return compute(experiment, data)


def pending() -> pl.DataFrame:
    found = tonight().pending
    assert found is not None
    return found


def test_pending_bets_are_counted_and_have_names() -> None:
    assert pending().height == tonight().metrics["betting_n_pending"] > 5
    assert pending()["date"].unique().to_list() == [dt.date(2024, 4, 12)]
    assert pending().select("player_name", "team", "opponent").null_count().row(0) == (0, 0, 0)
    assert pending()["value"].is_sorted(descending=True)


def test_terminal_report_and_file_tell_them() -> None:
    console = plain_console(width=80, record=True, file=StringIO())
    terminal.show(console, terminal.summary_of(tonight()), tonight().findings)
    told = console.export_text()
    first = pending().row(0, named=True)
    assert f"{pending().height} bets pending, on games to come (picks.csv):" in told
    assert first["player_name"] in told
    page = render_report(view_of(Job(tonight().experiment), tonight()))
    assert "Pending bets" in page
    assert first["player_name"] in page
    assert _files(tonight())[PICKS] is tonight().pending


def test_predictions_keep_line_and_probabilities_without_an_outcome() -> None:
    kept = tonight().predictions_table
    lined = kept.join(pending().select(PLAYER_GAME), on=PLAYER_GAME, how="semi")
    assert lined.height > 5
    assert lined["y"].null_count() == lined.height
    assert lined.select("line", "p_over", "novig_over").null_count().row(0) == (0, 0, 0)


def test_old_logs_are_an_issue_where_bets_are_pending() -> None:
    fresh = {finding.code: finding.raised for finding in assess(tonight())}
    assert fresh["NBP030"] is False
    rows = tonight().matrix.rows
    lately = pl.col("date") > dt.date(2024, 4, 1)
    stale = replace(tonight().matrix, rows=rows.with_columns(y=pl.when(~lately).then("y")))
    found = {finding.code: finding for finding in assess(replace(tonight(), matrix=stale))}
    assert found["NBP030"].raised
    assert "logged up to 2024-04-01, 11 days before" in found["NBP030"].reason
