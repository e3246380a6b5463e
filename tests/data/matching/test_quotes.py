"""Which quotes are usable is told by what stands beside them, never by what was quoted later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from nba_props.data.matching.quotes import PRICE_SHARES, price_shares, usable_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import FETCHED_QUOTES

NOON = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=3)
TEAMS = {"den": "DEN", "lal": "LAL"}
BESIDE = "alternate quote beside the main one"


def quote(
    line: float, at: dt.datetime | None, *, alternate: bool = False, price: float = 1.9
) -> dict[str, Any]:
    return {
        "event_id": "e1", "player": "Sam Stays", "book": "Alpha", "market": "points", "alternate": alternate,
        "line": line, "over_price": price, "under_price": 1.9, "home_team": "DEN", "away_team": "LAL",
        "quoted_at": at, "tip_off": NOON.replace(hour=23),
    }  # fmt: skip


def usable(*quotes: dict[str, Any]) -> tuple[set[tuple[Any, ...]], int]:
    """What is kept of the quotes (line, time, price of the over), and how many alternate ones are not."""
    quality = QualityReport()
    frame = FETCHED_QUOTES.conform(pl.DataFrame(quotes, infer_schema_length=None))
    kept = usable_quotes(frame, TEAMS, quality)
    counts = sum(step.rows for step in quality.steps if step.reason == BESIDE)
    return set(kept.select("line", "quoted_at", "over_price").iter_rows()), counts


def test_a_later_main_line_takes_no_earlier_alternate_one_away() -> None:
    """The market moves to a line that was an alternate one before."""
    early = (quote(20.5, NOON), quote(22.5, NOON, alternate=True, price=2.4))
    later = quote(22.5, LATER)
    before, _ = usable(*early)
    after, dropped = usable(*early, later)
    assert after == before | {(22.5, LATER, 1.9)}
    assert dropped == 0


def test_of_one_time_the_main_quote_counts() -> None:
    for at in (NOON, None):
        kept, dropped = usable(quote(20.5, at), quote(20.5, at, alternate=True, price=1.91))
        assert [price for _, _, price in kept] == [1.9]
        assert dropped == 1


def at(seconds: int) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def times(*quotes: dict[str, Any]) -> set[tuple[float, int]]:
    """The line of each quote that is kept, and its time in seconds after noon."""
    kept, _ = usable(*quotes)
    return {(line, round((time - NOON).total_seconds())) for line, time, _ in kept}


def test_main_and_alternate_lines_within_a_minute_are_of_one_look() -> None:
    """Each tells a time of its own; the lines of both were on offer, at the later one at the earliest."""
    main, further = quote(20.5, at(0)), quote(25.5, at(3), alternate=True)
    assert times(main, further) == {(20.5, 3), (25.5, 3)}
    assert times(main | {"quoted_at": at(3)}, further | {"quoted_at": at(0)}) == {(20.5, 3), (25.5, 3)}
    assert times(main, further | {"quoted_at": at(61)}) == {(20.5, 0), (25.5, 61)}
    assert times(main, further | {"book": "Beta"}) == times(main, further | {"player": "Lee Leaves"})


def test_of_one_look_the_main_quote_of_a_line_counts() -> None:
    kept, dropped = usable(quote(20.5, at(0)), quote(20.5, at(3), alternate=True, price=1.91))
    assert kept == {(20.5, at(3), 1.9)}
    assert dropped == 1


def test_a_look_holds_one_time_of_each_kind() -> None:
    """What a book has moved away from, or withdrawn, is of a look before."""
    moved = quote(20.5, at(0)), quote(21.5, at(40)), quote(25.5, at(30), alternate=True)
    assert times(*moved) == {(20.5, 0), (21.5, 40), (25.5, 40)}
    withdrawn = (
        quote(20.5, at(30)),
        quote(24.5, at(10), alternate=True),
        quote(25.5, at(32), alternate=True),
    )
    assert times(*withdrawn) == {(20.5, 32), (24.5, 10), (25.5, 32)}


def side(kept: str, seconds: int, price: float = 1.9) -> dict[str, Any]:
    """One side of a quote, seconds after noon."""
    prices = {"over_price": None, "under_price": None, f"{kept}_price": price}
    return quote(20.5, at(seconds)) | {"market": None} | prices


def prices(*quotes: dict[str, Any]) -> list[tuple[int, float | None, float | None]]:
    """Time in seconds after noon and prices of each quote that is kept."""
    kept = usable_quotes(
        FETCHED_QUOTES.conform(pl.DataFrame(quotes, infer_schema_length=None)), TEAMS, QualityReport()
    )
    rows = kept.sort("quoted_at").select("quoted_at", "over_price", "under_price").iter_rows()
    return [(round((time - NOON).total_seconds()), over, under) for time, over, under in rows]


def test_sides_within_a_minute_are_of_one_look() -> None:
    over, under = side("over", 0, 1.8), side("under", 2, 2.0)
    assert prices(over, under) == prices(under, over) == [(2, 1.8, 2.0)]
    assert prices(over, side("under", 61)) == [(0, 1.8, None), (61, None, 1.9)]
    assert prices(over, under | {"line": 21.5}) == [(0, 1.8, None), (2, None, 2.0)]
    next_look = (side("over", 80), side("under", 82))
    assert prices(over, under, *next_look) == [(2, 1.8, 2.0), (82, 1.9, 1.9)]


def test_sides_that_may_be_of_two_looks_stay() -> None:
    over, under = side("over", 0), side("under", 40)
    assert len(prices(over, under, side("over", 60), side("under", 100))) == 4
    assert len(prices(over, under, side("over", 20))) == 3
    assert len(prices(over, side("over", 0, 1.8), under)) == 3
    assert len(prices(over, under, side("over", 50) | {"under_price": 1.9})) == 3
    assert len(prices(side("over", 0, 2.2), side("under", 40, 2.2))) == 2
    assert [len(prices(over | {"tip_off": at(tip)}, under | {"tip_off": at(tip)})) for tip in (30, 90)] == [
        2,
        1,
    ]


def test_shares_of_quotes_without_prices_are_told() -> None:
    of = pl.DataFrame({"over_price": [1.9, None, None, 1.8], "under_price": [1.9, None, 1.9, None]})
    assert price_shares(of) == {PRICE_SHARES[0]: 0.25, PRICE_SHARES[1]: 0.5}
    assert price_shares(of.head(1)) == price_shares(of.clear()) == {}
