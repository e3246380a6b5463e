"""What a bet would be worth without the team-mates who are in doubt."""

from __future__ import annotations

import html
from dataclasses import replace
from functools import cache
from io import StringIO

import polars as pl
import pytest

from nba_props.core.console import plain_console
from nba_props.data.dataset import Dataset
from nba_props.ledger.columns import BET
from nba_props.live.picks import terminal
from nba_props.live.picks.as_of import as_of
from nba_props.live.picks.choose import NightRules
from nba_props.live.picks.evening import Evening, evening
from nba_props.live.picks.night import market_night
from nba_props.live.picks.page import render_picks
from nba_props.live.picks.view import Odds, pick_lines, pick_table

from .nights import NIGHT, before_tip_off, model, tables

pytestmark = pytest.mark.slow

REPORTED = ("availability=reported", "features=lineup", "calibration=isotonic")
RULES = NightRules(bankroll=1000, min_value=-0.04, forced=True)
PLAYER = ["game_id", "player_id"]


def told(status: str, where: pl.Expr) -> Dataset:
    """The season, with a status of tonight's reports changed."""
    reports = tables().reports
    assert reports is not None
    changed = pl.when((pl.col("date") == NIGHT) & where).then(pl.lit(status)).otherwise("status")
    return replace(tables(), reports=reports.with_columns(changed.alias("status")))


@cache
def in_doubt() -> Evening:
    """The night, if everybody on its reports were questionable."""
    return evening([model(REPORTED)], told("questionable", pl.lit(value=True)), RULES, before_tip_off())


def test_it_is_what_the_bets_are_worth_if_just_they_are_out() -> None:
    found, reports = in_doubt(), told("questionable", pl.lit(value=True)).reports
    assert reports is not None
    beside = reports.join(found.picks.select("game_id", "team"), on=["game_id", "team"], how="semi")
    absent = beside.filter(pl.col("date") == NIGHT).join(found.picks, on=PLAYER, how="anti")
    is_absent = pl.col("player_id").is_in(absent["player_id"].to_list())
    data = told("questionable", ~is_absent)
    assert data.reports is not None
    now = before_tip_off()
    sure = replace(
        data,
        reports=data.reports.with_columns(
            status=pl.when((pl.col("date") == NIGHT) & is_absent).then(pl.lit("out")).otherwise("status")
        ),
    )
    wanted = market_night(model(REPORTED), as_of(sure, now), now).candidates
    by_bet = found.picks.join(found.without.select("pick_id", other="value"), on="pick_id")
    both = by_bet.join(
        wanted.select(*BET, wanted="value").with_columns(pl.col("side").cast(pl.String)), on=BET
    )
    assert both.height == found.without.height > 5
    assert both["other"].to_list() == pytest.approx(both["wanted"].to_list(), abs=1e-12)
    assert (both["other"] - both["value"]).abs().to_numpy().max() > 0.01


def test_it_names_who_is_in_doubt_and_nobody_who_has_a_bet() -> None:
    names = {name for row in in_doubt().without["absent"] for name in row.split(", ")}
    assert names
    assert not names & set(in_doubt().picks["player_name"])
    shown = {line.without for line in pick_lines(in_doubt(), Odds.decimal)}
    assert any(text.startswith("without ") and "value" in text for text in shown)


def test_terminal_page_and_table_say_it_the_same_way() -> None:
    found, file = in_doubt(), StringIO()
    terminal.show(plain_console(file=file, width=80, color_system=None), found, Odds.american, "run 1")
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "run 1"
    printed, page = " ".join(file.getvalue().split()), html.unescape(render_picks(found, Odds.american))
    table = pick_table(found)
    assert table["pick_id"].to_list() == found.picks["pick_id"].to_list()
    told = table.drop_nulls("without")
    assert told.height == found.without.height
    for row in told.iter_rows(named=True):
        assert f"{row['absent']}: p {100 * row['p_without']:.1f} %" in row["without"]
        assert row["without"] in printed
        assert row["without"] in page


@pytest.mark.parametrize(
    ("words", "status"), [(("pooling=logit",), "questionable"), (REPORTED, "out")], ids=["no reader", "sure"]
)
def test_nothing_is_said_of_models_that_read_no_reports_or_where_all_is_sure(
    words: tuple[str, ...], status: str
) -> None:
    data = told(status, pl.lit(value=True))
    found = evening([model(words)], data, RULES, before_tip_off())
    assert found.picks.height > 0
    assert found.without.is_empty()
