"""Ids of events that name the match-up, not the game: each game's quotes are an event of their own."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.data.matching.events import EVENT
from nba_props.data.matching.own_events import SEVERAL_GAMES, with_own_events
from nba_props.data.quality import QualityReport

Row = tuple[str, str, str, str, dt.datetime, dt.datetime | None, dt.date | None]
FIRST = dt.date(2024, 3, 1)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def noon(day: int) -> dt.datetime:
    """Noon in New York of a day counted from the first."""
    return dt.datetime.combine(FIRST + day * DAY, dt.time(17), dt.UTC)


def row(
    day: int,
    event: str = "LAL@DEN",
    *,
    tip: int | None = None,
    written: int | None = None,
    book: str = "Alpha",
    hour: int = 12,
) -> Row:
    """A quote of a day, of which a tip-off or a written day may tell the game's."""
    tip_off = None if tip is None else noon(tip) + 7 * HOUR
    quoted_at = noon(day) + (hour - 12) * HOUR
    return event, "DEN", "LAL", book, quoted_at, tip_off, None if written is None else FIRST + written * DAY


def events(*rows: Row, games: tuple[int, ...] = ()) -> list[str]:
    """The id of the event of each quote, where the teams play on these days."""
    columns = [*EVENT, "book", "quoted_at", "tip_off", "event_date"]
    utc, day = pl.Datetime("us", "UTC"), pl.Date()
    quotes = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None).cast(
        {"quoted_at": utc, "tip_off": utc, "event_date": day}
    )
    played = [("DEN", "LAL", FIRST + day * DAY) for day in games]
    known = pl.DataFrame(played, schema={"home": pl.String, "away": pl.String, "date": pl.Date}, orient="row")
    quality = QualityReport()
    found = with_own_events(quotes, "prop_lines", known, quality)
    assert found.drop("event_id").equals(quotes.drop("event_id"))
    moved = [a for a, b in zip(found["event_id"], quotes["event_id"], strict=True) if a != b]
    assert [(s.reason, s.rows, s.dropped) for s in quality.steps] == (
        [(SEVERAL_GAMES, len(moved), False)] if moved else []
    )
    return [name.removeprefix("LAL@DEN ") for name in found["event_id"]]


def test_each_tip_off_of_an_id_that_names_the_teams_is_a_game_of_its_own() -> None:
    """The last keeps the id: a game to come has the same whatever of earlier ones is there."""
    assert events(row(0, tip=0), row(1, tip=1), row(40, tip=40)) == ["2024-03-01", "2024-03-02", "LAL@DEN"]
    assert events(row(-2, tip=0), row(-1, tip=0), row(0, tip=0)) == ["LAL@DEN"] * 3


def test_quotes_of_an_id_that_names_the_teams_more_than_three_days_apart_are_on_two_games() -> None:
    assert events(row(0), row(4)) == ["2024-03-01", "LAL@DEN"]
    assert events(row(0), row(3)) == ["LAL@DEN"] * 2
    assert events(row(0, written=0), row(0, written=10)) == ["2024-03-01", "LAL@DEN"]
    assert events(row(0), row(2, tip=2), row(9, tip=9)) == ["2024-03-03"] * 2 + ["LAL@DEN"]


@pytest.mark.parametrize("games", [(), (5,)])
def test_an_id_with_a_digit_is_of_one_game_where_nothing_else_is_known(games: tuple[int, ...]) -> None:
    assert events(row(0, "4f"), row(5, "4f"), games=games) == ["4f"] * 2
    assert events(row(3, "4f", tip=4), row(4, "4f", tip=5), games=games) == ["4f"] * 2
    assert events(row(0, "4f"), row(15, "4f"), games=games) == ["4f 2024-03-01", "4f"]


def test_quotes_before_a_known_game_are_on_it_up_to_the_game_before() -> None:
    assert events(row(0), row(5), games=(5,)) == ["LAL@DEN"] * 2
    for event in ("LAL@DEN", "4f"):
        parted = events(row(0, event), row(5, event), row(9, event), games=(0, 9))
        assert [name != event for name in parted] == [True, False, False]
        upcoming = events(row(0, event), row(4, event), games=(0,))
        assert [name != event for name in upcoming] == [True, False]


@pytest.mark.parametrize("written", [True, False])
def test_of_two_games_within_three_days_each_has_the_quotes_of_its_day_and_its_eve(written: bool) -> None:
    rows = [row(day, written=day if written else None) for day in (-1, 0, 1, 2)]
    assert events(*rows, games=(0, 2)) == ["2024-03-01"] * 2 + ["LAL@DEN"] * 2
    assert events(*rows, games=(2,)) == ["LAL@DEN"] * 4


def test_quotes_after_midnight_are_on_the_game_before() -> None:
    rows = [row(0), row(1, hour=0), row(1), row(2)]
    assert events(*rows, games=(0, 2)) == ["2024-03-01"] * 2 + ["LAL@DEN"] * 2


def test_an_id_of_one_game_stays_whole_though_it_is_quoted_on_the_day_of_an_earlier_one() -> None:
    assert events(row(0, "a"), row(0, "b"), row(2, "b"), games=(0, 2)) == ["a", "b", "b"]


def test_ids_of_another_book_do_not_keep_an_id_whole() -> None:
    others = [row(0, "a1", book="Beta"), row(2, "a2", book="Beta")]
    assert events(row(0), row(2), *others, games=(0, 2)) == ["2024-03-01", "LAL@DEN", "a1", "a2"]
