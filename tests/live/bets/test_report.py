"""Every figure of a report, worked out by hand for six bets on three nights."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.schemas import PROP_LINES
from nba_props.live.bets import page, views
from nba_props.live.bets.ledger import BetLedger
from nba_props.live.bets.report import BetsReport, Money, report_of
from nba_props.tracking.table import as_text
from tests.live.bets.cases import EVENING, LATER, NIGHT, TIP, boxes, ledger_of, others, picks, quotes

DAY = dt.timedelta(days=1)
SECOND, THIRD = NIGHT + DAY, NIGHT + 2 * DAY


def _night(number: int) -> dict[str, object]:
    day = number * DAY
    return {"night": NIGHT + day, "game_id": f"g{number + 1}", "tip_off": TIP + day}


@pytest.fixture
def ledger(tmp_path: Path) -> BetLedger:
    """A win of 10, a loss of 20 that was taken for real, a push, a void, a win of 4.5, and an open bet."""
    made = ledger_of(
        tmp_path,
        {"pick_id": "a"},
        {"pick_id": "b", "side": "under", "stake": 10.0, "novig": 0.54},
        {"pick_id": "c", **_night(1), "line": 25.0, "p": 0.50, "novig": 0.52},
        {"pick_id": "d", **_night(1), "player_id": 9, "player_name": "Bo Bench"},
        {
            "pick_id": "e",
            **_night(2),
            "market": "pra",
            "price": 1.9,
            "stake": 5.0,
            "version": "4",
            "novig": 0.47,
        },
        {"pick_id": "f", **_night(3)},
    )
    made.place("b", EVENING, price=2.0, book="FanDuel", stake=20.0)
    rows = [{"game_id": f"g{number + 1}", "date": NIGHT + number * DAY} for number in range(3)]
    made.settle(boxes(*rows, *others(game_id="g2", date=SECOND)), LATER)
    return made


CLOSE = quotes(
    {"over_price": 1.8, "under_price": 2.0, "quoted_at": TIP - dt.timedelta(minutes=5)},
    {"over_price": 2.5, "under_price": 1.5, "quoted_at": TIP + dt.timedelta(minutes=5)},
    {"over_price": 1.6, "under_price": 2.3, "quoted_at": TIP - dt.timedelta(hours=1), "book": "FanDuel"},
)
"""The close of night one: DraftKings' last before tip-off, FanDuel's; one is in play."""


def test_every_total_is_what_is_worked_out_by_hand(ledger: BetLedger) -> None:
    found = report_of(ledger.bets(), CLOSE)
    metrics = found.metrics
    assert (metrics["betting_n_bets"], metrics["betting_n_voids"], metrics["betting_n_pending"]) == (4, 1, 1)
    assert metrics["betting_staked"] == pytest.approx(10 + 20 + 10 + 5)
    assert metrics["betting_profit"] == pytest.approx(10 - 20 + 0 + 4.5)
    assert metrics["betting_roi"] == pytest.approx(-5.5 / 45)
    claimed = 10 * 0.1 + 20 * 0.1 + 10 * 0.0 + 5 * (0.55 * 1.9 - 1)
    assert metrics["betting_expected_roi"] == pytest.approx(claimed / 45)
    assert metrics["betting_win_rate"] == pytest.approx(2 / 3)
    assert metrics["betting_average_odds"] == pytest.approx((2 + 2 + 2 + 1.9) / 4)
    assert metrics["betting_clv"] == pytest.approx((2 / 1.8 - 1 + 2 / 2.3 - 1) / 2)
    assert metrics["betting_beat_close"] == pytest.approx(0.5)
    assert metrics["betting_max_drawdown"] == pytest.approx(10 / 1000)


def test_the_bankroll_is_the_first_one_and_all_results(ledger: BetLedger) -> None:
    found = report_of(ledger.bets(), CLOSE)
    assert found.start == 1000.0
    assert found.nights.rows() == [
        (NIGHT, 2, 30.0, -10.0, 990.0),
        (SECOND, 1, 10.0, 0.0, 990.0),
        (THIRD, 1, 5.0, pytest.approx(4.5), pytest.approx(994.5)),
    ]
    assert found.daily.equity.tolist() == pytest.approx([1000.0, 990.0, 990.0, 994.5])
    assert report_of(ledger.bets(), CLOSE, bankroll=50.0).nights["bankroll"][-1] == pytest.approx(44.5)


def test_three_nights_have_no_interval(ledger: BetLedger) -> None:
    found = report_of(ledger.bets(), CLOSE)
    assert found.intervals == {}
    assert views.notes(found)[:2] == [
        "No interval of the return: 3 nights with bets, where 20 are needed.",
        "No interval of the closing line value: 1 night with a close, where 20 are needed.",
    ]
    assert found.segments["low"].null_count() == found.segments.height


def _closes(count: int) -> pl.DataFrame:
    """The closes of the first nights, at prices that differ."""
    before = dt.timedelta(minutes=5)
    rows = []
    for number in range(count):
        night = _night(number)
        at = {"date": night.pop("night"), "quoted_at": TIP + number * DAY - before}
        rows.append(night | at | {"over_price": 1.8 - 0.01 * (number % 3), "under_price": 2.0})
    return quotes(*rows)


def test_closes_on_few_of_many_nights_have_no_interval(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, *({"pick_id": f"p{number}", **_night(number)} for number in range(24)))
    games = [{"game_id": f"g{number + 1}", "date": NIGHT + number * DAY} for number in range(24)]
    ledger.settle(boxes(*games), LATER + 30 * DAY)
    few, many = (report_of(ledger.bets(), _closes(count)) for count in (12, 24))
    assert "betting_clv" not in few.intervals
    told = "No interval of the closing line value: 12 nights with a close, where 20 are needed."
    assert views.notes(few) == [told]
    low, high = many.intervals["betting_clv"]
    assert low < many.metrics["betting_clv"] < high
    assert views.notes(many) == []


def _segments(found: BetsReport, cut: str, metric: str) -> dict[str, float]:
    part = found.segments.filter((pl.col("segment") == cut) & (pl.col("metric") == metric))
    return dict(part.select("value", "figure").iter_rows())


def test_every_segment_is_what_is_worked_out_by_hand(ledger: BetLedger) -> None:
    found = report_of(ledger.bets(), CLOSE)
    assert _segments(found, "money", "betting_profit") == {"paper": pytest.approx(14.5), "real": -20.0}
    assert _segments(found, "market", "betting_roi") == {"points": -10 / 40, "pra": pytest.approx(0.9)}
    assert _segments(found, "book", "betting_staked") == {"DraftKings": 25.0, "FanDuel": 20.0}
    assert _segments(found, "side", "betting_n_bets") == {"over": 3.0, "under": 1.0}
    assert _segments(found, "model", "betting_n_bets") == {
        "nba_props_points 3": 3.0,
        "nba_props_points 4": 1.0,
    }
    # b was taken with another book, whose own no-vig price nobody knows
    assert _segments(found, "edge_size", "betting_n_bets") == {"small": 1.0, "medium": 1.0, "large": 1.0}
    assert _segments(found, "book", "betting_clv") == {
        "DraftKings": pytest.approx(2 / 1.8 - 1), "FanDuel": pytest.approx(2 / 2.3 - 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("since", "money", "bets"),
    [(None, Money.all, 4), (SECOND, Money.all, 2), (None, Money.real, 1), (None, Money.paper, 3)],
)
def test_a_report_is_of_the_bets_that_are_asked_for(
    since: dt.date | None, money: Money, bets: int, ledger: BetLedger
) -> None:
    found = report_of(ledger.bets(), CLOSE, since=since, money=money)
    assert found.metrics["betting_n_bets"] == bets


def test_a_bet_at_another_line_than_the_close_is_compared_through_the_count(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, {"line": 19.5, "price": 1.9})
    ledger.settle(boxes({}), LATER)
    (clv,) = report_of(ledger.bets(), quotes({})).ledger["clv"]
    assert 0.05 < clv < 0.25, "over 19.5 is likelier than over 20.5, at the same price"


def test_ones_own_bets_claim_nothing_and_have_a_close_all_the_same(tmp_path: Path) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    terms = {"night": NIGHT, "player_name": "Ada Alpha", "team": "AAA", "market": "points", "side": "over",
             "line": 20.5, "book": "DraftKings", "price": 2.0, "stake": 10.0}  # fmt: skip
    ledger.add(terms, EVENING)
    ledger.record(picks({}), EVENING)
    ledger.settle(boxes({}), LATER)
    found = report_of(ledger.bets(), CLOSE)
    assert found.metrics["betting_expected_roi"] == pytest.approx(0.1), "of the bet that claims something"
    assert _segments(found, "model", "betting_clv")["without a model"] == pytest.approx(2 / 1.8 - 1)


@pytest.mark.parametrize(("placed", "clv"), [(EVENING, 2.2 / 1.6 - 1), (TIP - dt.timedelta(hours=1), None)])
def test_a_quote_that_is_not_later_than_the_placement_is_no_close(
    placed: dt.datetime, clv: float | None, tmp_path: Path
) -> None:
    """The pick was made at another book, at a quote earlier than both."""
    ledger = ledger_of(tmp_path, {})
    ledger.place("p1", placed, price=2.2, book="FanDuel", stake=10.0)
    (found,) = report_of(ledger.bets(), CLOSE).ledger["clv"]
    assert found == (clv if clv is None else pytest.approx(clv))


@pytest.mark.parametrize(("entered", "closes"), [(EVENING, True), (TIP - dt.timedelta(minutes=5), False)])
def test_a_bet_without_a_quote_has_a_close_that_is_later_than_its_entry(
    entered: dt.datetime, closes: bool, tmp_path: Path
) -> None:
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.record(picks({"quoted_at": None}), entered)
    assert report_of(ledger.bets(), CLOSE).ledger["clv"].is_not_null().to_list() == [closes]


def test_the_tables_fit_80_columns_and_hold_the_figures(ledger: BetLedger) -> None:
    text = as_text(views.report(report_of(ledger.bets(), CLOSE, since=NIGHT)), 80)
    assert max(map(len, text.splitlines())) <= 80
    words = [" ".join(line.split()) for line in text.splitlines()]
    for line in (
        "Bets since 2024-03-01",
        "bets 4",
        "staked 45.0",
        "profit -5.5",
        "return -12.2 %",
        "win rate 66.7 %",
        "open 1",
        "real 1 20.0 -100.0 % +10.0 % -13.0 %",
        "from 10 % 2 +10.0 % -33.3 % 50.0 %",
        "2024-03-03 1 5.00 +4.50 994.50",
        "Bankroll, from 1,000.00: █▁▁▄",
    ):
        assert line in words, text


def test_the_page_holds_the_figures_and_runs_nothing(ledger: BetLedger) -> None:
    ledger.record(picks({"pick_id": "x", "player_name": "<script>alert(1)</script>"}), EVENING)
    html = page.render(report_of(ledger.bets(), CLOSE))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for figure in ("-12.2 %", "45.0", "nba_props_points 4", "<svg", "win, 25: +10.00"):
        assert figure in html


def test_without_bets_there_is_nothing_to_tell(tmp_path: Path) -> None:
    found = report_of(BetLedger.open(tmp_path / "bets.sqlite").bets(), PROP_LINES.empty())
    assert found.metrics["betting_n_bets"] == 0
    assert "No bet has ended" in page.render(found)
    assert "bets" in as_text(views.report(found), 80)


def test_without_quotes_there_is_no_close(ledger: BetLedger) -> None:
    found = report_of(ledger.bets(), PROP_LINES.empty())
    assert "betting_clv" not in found.metrics
    assert "No closing quotes" in as_text(views.report(found), 80)


def test_bets_that_were_entered_after_tip_off_are_told(ledger: BetLedger) -> None:
    assert report_of(ledger.bets(), CLOSE).n_late == 0
    ledger.record(picks({"pick_id": "x"}), TIP)
    ledger.record(picks({"pick_id": "y", "tip_off": None}), TIP + 5 * DAY / 24)
    ledger.record(picks({"pick_id": "z", "tip_off": None}), TIP)
    ledger.place("f", TIP + 4 * DAY, price=2.0, book="FanDuel", stake=5.0)
    found = report_of(ledger.bets(), CLOSE)
    told = "Entered after tip-off: 3 bets, which may have been chosen since."
    assert told in as_text(views.report(found), 80)
    assert told in page.render(found)
    assert found.as_plain()["n_late"] == 3


def test_a_sparkline_is_low_where_the_values_are() -> None:
    assert views.sparkline([1, 8, 4.5]) == "▁█▅"
    assert views.sparkline([3.0]) == "▁"
    assert len(views.sparkline(list(range(1000)))) <= 40
    assert views.sparkline(list(range(1000)))[-1] == "█"
