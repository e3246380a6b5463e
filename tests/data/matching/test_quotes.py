"""Which quotes are usable is told by what stands beside them, never by what was quoted later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from nba_props.data.matching.quotes import usable_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import FETCHED_QUOTES

NOON = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=3)
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
    kept = usable_quotes(frame, {"den": "DEN", "lal": "LAL"}, quality)
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
