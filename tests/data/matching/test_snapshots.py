"""What a snapshot holds was on offer together; what a later one lacks was taken down in between."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from nba_props.data.matching.quotes import usable_quotes
from nba_props.data.matching.snapshots import withdrawn_lines
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import FETCHED_QUOTES, PROP_LINES

NOON = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)


def at(minutes: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def quote(fetched: float | None, quoted: float | None = None, **more: Any) -> dict[str, Any]:
    """A quote of a snapshot some minutes after noon; of a file without."""
    since = fetched if quoted is None else quoted
    assert since is not None
    return {
        "event_id": "e1", "player": "Sam Stays", "book": "Alpha", "market": "points", "alternate": False,
        "line": 20.5, "over_price": 1.9, "under_price": 1.9, "home_team": "DEN", "away_team": "LAL",
        "quoted_at": at(since), "tip_off": at(360), "fetched_at": None if fetched is None else at(fetched),
    } | more  # fmt: skip


def usable(*quotes: dict[str, Any]) -> pl.DataFrame:
    frame = FETCHED_QUOTES.conform(pl.DataFrame(quotes, infer_schema_length=None))
    return usable_quotes(frame, {"den": "DEN", "lal": "LAL"}, QualityReport())


def withdrawn(*quotes: dict[str, Any]) -> list[tuple[str, float, int, int]]:
    """Player, line, and the minutes at which it was quoted and withdrawn."""
    gone = usable(*quotes).drop_nulls("withdrawn_at")
    minutes = [(pl.col(name) - NOON).dt.total_minutes().alias(name) for name in ("quoted_at", "withdrawn_at")]
    return sorted(gone.select("player", "line", *minutes).rows())


def of(player: str) -> dict[str, Any]:
    return {"player": player}


def test_a_quote_that_a_later_snapshot_lacks_is_withdrawn_at_its_time() -> None:
    first = quote(0), quote(0, **of("Lee Leaves"))
    assert withdrawn(*first) == []
    assert withdrawn(*first, quote(25), quote(50)) == [("Lee Leaves", 20.5, 0, 25)]
    assert withdrawn(*first, quote(25, 0), quote(25, 0, **of("Lee Leaves"))) == []
    seen_again = quote(25, 0, **of("Lee Leaves"))
    assert withdrawn(*first, seen_again, quote(25), quote(50)) == [("Lee Leaves", 20.5, 0, 50)]


def test_a_book_that_takes_down_all_its_lines_on_an_event_withdraws_them() -> None:
    """It was asked for, as it is there on another event, and so was the event."""
    elsewhere, others = quote(25, event_id="e2"), quote(25, book="Beta")
    assert withdrawn(quote(0), elsewhere, others) == [("Sam Stays", 20.5, 0, 25)]
    assert withdrawn(quote(0), elsewhere) == withdrawn(quote(0), others) == []


def test_a_line_that_has_moved_is_withdrawn_and_one_with_another_price_is_not() -> None:
    assert withdrawn(quote(0), quote(25, line=21.5)) == [("Sam Stays", 20.5, 0, 25)]
    assert withdrawn(quote(0), quote(25, over_price=2.1)) == []


def test_a_snapshot_of_other_things_withdraws_nothing() -> None:
    lacking = quote(25, **of("Lee Leaves"))
    for other in (
        {"book": "Beta"}, {"market": "assists"}, {"event_id": "e2"}, {"alternate": True},
        {"fetched_at": None}, {"market": None, "unknown_market": "player_dunks"},
    ):  # fmt: skip
        assert withdrawn(quote(0), lacking | other) == []
    assert withdrawn(quote(0), lacking) == [("Sam Stays", 20.5, 0, 25)]
    assert withdrawn(quote(0, fetched_at=None), lacking) == []


def test_a_quote_that_stands_under_another_name_of_its_player_is_not_withdrawn() -> None:
    key = dict.fromkeys(PROP_LINES.key, 1)
    gone, later, there = ({**key, "withdrawn_at": time} for time in (at(25), at(50), None))
    frames = [pl.DataFrame(rows, infer_schema_length=None) for rows in ([gone, later], [gone, there])]
    assert [withdrawn_lines(frame)["withdrawn_at"].to_list() for frame in frames] == [[at(50)], []]


def times(*quotes: dict[str, Any]) -> set[tuple[float, int, float]]:
    """Line, seconds after noon, and price of the over."""
    kept = usable(*quotes).select("line", "quoted_at", "over_price").iter_rows()
    return {(line, round((time - NOON).total_seconds()), price) for line, time, price in kept}


def test_main_and_alternate_lines_of_a_snapshot_are_of_one_look_however_far_apart() -> None:
    main, further = quote(3, 0), quote(3, 2.5, line=25.5, alternate=True)
    assert times(main, further) == {(20.5, 150, 1.9), (25.5, 150, 1.9)}
    assert times(main, further | {"book": "Beta"}) == {(20.5, 0, 1.9), (25.5, 150, 1.9)}
    assert times(main, further | {"fetched_at": at(4)}) == {(20.5, 0, 1.9), (25.5, 150, 1.9)}


def test_of_two_snapshots_whose_alternate_lines_have_one_time_the_later_main_line_counts() -> None:
    further = {"line": 25.5, "alternate": True}
    first = quote(3, 0), quote(3, 2.5, **further)
    second = quote(5, 2, over_price=1.95), quote(5, 2.5, **further)
    assert times(*first, *second) == {(20.5, 150, 1.95), (25.5, 150, 1.9)}


def test_a_history_that_was_fetched_at_once_keeps_its_times() -> None:
    history = quote(60, 0), quote(60, 30, over_price=2.0)
    assert times(*history) == {(20.5, 0, 1.9), (20.5, 1800, 2.0)}
    alternate = quote(60, 31, line=25.5, alternate=True)
    assert times(*history, alternate) == {(20.5, 0, 1.9), (20.5, 1860, 2.0), (25.5, 1860, 1.9)}
