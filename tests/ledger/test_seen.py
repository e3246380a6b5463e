"""What is known of a game before it begins: no spread and no total of a game that is under way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from nba_props.data.schemas import GAME_LINES
from nba_props.ledger.offers import BetAt
from nba_props.ledger.seen import game_moments, seen_game_lines
from nba_props.ledger.selection import BetSelection
from tests.ledger.cases import DAY, TIP, before

LAST, FIRST = BetSelection(), BetSelection(bet_at=BetAt.first)
SIX = dt.datetime(2024, 1, 15, 23, tzinfo=dt.UTC)
"""18:00 US/Eastern of the day."""
MINUTE = dt.timedelta(minutes=1)


def lines(*rows: dict[str, Any]) -> pl.DataFrame:
    """Lines on one game: half an hour before tip-off unless told otherwise."""
    plain = {
        "game_id": "g1",
        "date": DAY,
        "home": "DEN",
        "book": "a",
        "quoted_at": before(30),
        "tip_off": TIP,
    }
    return GAME_LINES.conform(pl.DataFrame([plain | row for row in rows], infer_schema_length=None))


def bet_on(at: dt.datetime | None = None, tip_off: dt.datetime | None = TIP) -> pl.DataFrame:
    """When bets on the game are made; none without a time."""
    moment = pl.Datetime("us", "UTC")
    types: dict[str, Any] = {"game_id": pl.String, "player_id": pl.Int64, "moment": moment, "tip_off": moment}
    return pl.DataFrame([] if at is None else [("g1", 1, at, tip_off)], types, orient="row")


def total(frame: pl.DataFrame, moment: pl.DataFrame | None = None, selection: BetSelection = LAST) -> Any:
    """The total that is known of the game."""
    found = seen_game_lines(frame, bet_on() if moment is None else moment, selection)
    return found["total"].to_list()


@pytest.mark.parametrize("selection", [LAST, FIRST])
def test_a_total_of_the_game_under_way_is_not_known_where_nobody_bets(selection: BetSelection) -> None:
    early = {"total": 220.5, "quoted_at": before(40)}
    assert total(lines(early, {"total": 260.5, "quoted_at": TIP}), selection=selection) == [220.5]
    assert total(lines({"total": 260.5, "quoted_at": TIP + 60 * MINUTE}), selection=selection) == []


def test_where_nothing_tells_the_tip_off_lines_count_until_six() -> None:
    early = {"total": 220.5, "quoted_at": SIX - MINUTE, "tip_off": None}
    frame = lines(early, {"total": 260.5, "quoted_at": SIX, "tip_off": None})
    assert total(frame) == [220.5]


def test_the_tip_off_of_a_bet_counts_where_the_lines_tell_none() -> None:
    frame = lines({"total": 220.5, "tip_off": None}, {"total": 260.5, "quoted_at": TIP, "tip_off": None})
    assert total(frame, bet_on(before(20))) == [220.5]


def test_lines_without_a_time_count_where_nobody_bets() -> None:
    assert total(lines({"total": 220.5, "quoted_at": None})) == [220.5]


def test_with_bets_at_first_quotes_the_days_first_lines_count_where_nobody_bets() -> None:
    frame = lines(
        {"total": 210.5, "quoted_at": before(24 * 60)},
        {"book": "b", "total": 220.5, "quoted_at": before(600)},
        {"total": 222.5, "quoted_at": before(590)},
        {"total": 230.5, "quoted_at": before(60)},
    )
    assert total(frame, selection=FIRST) == [221.5]
    assert total(frame.head(1), selection=FIRST) == [210.5]


@pytest.mark.parametrize(
    ("selection", "bets", "until"),
    [
        (LAST, bet_on(), TIP),
        (FIRST, bet_on(), before(30) + 15 * MINUTE),
        (LAST, bet_on(before(3)), before(3)),
    ],
)
def test_every_game_with_a_line_has_a_moment(
    selection: BetSelection, bets: pl.DataFrame, until: dt.datetime
) -> None:
    found = game_moments(lines({"total": 220.5}), bets.drop("tip_off"), selection)
    assert found.rows() == [("g1", until)]
    unknown = lines({"total": 220.5, "tip_off": None, "quoted_at": None})
    assert game_moments(unknown, bet_on().drop("tip_off"), LAST).rows() == [("g1", SIX)]
