"""The game of an event between two teams that meet there twice within days."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.data.matching.events import event_days, match_events
from nba_props.data.matching.game_lines import link_game_lines
from nba_props.data.matching.link import season_of
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import GAME_QUOTES
from nba_props.data.seasons import season_on
from nba_props.data.sources import Games
from tests.data.matching.test_rosters import logs

FIRST = dt.date(2024, 3, 1)
DAY = dt.timedelta(days=1)

Row = tuple[str, dt.datetime, dt.date | None, str]


def row(event: str, day: int, written: int | None = None, hour: int = 14, book: str = "Alpha") -> Row:
    """A quote at an hour of New York's day counted from the first, and the day that is written beside it."""
    moment = dt.datetime.combine(FIRST + day * DAY, dt.time(5), dt.UTC) + dt.timedelta(hours=hour)
    return event, moment, None if written is None else FIRST + written * DAY, book


def found(*rows: Row, games: tuple[int, ...]) -> dict[str, int | None]:
    """Return the day of the game of each event, where the two teams play on these days."""
    names = ["event_id", "quoted_at", "event_date", "book"]
    quotes = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("event_date").cast(pl.Date),
        home=pl.lit("DEN"), away=pl.lit("LAL"), tip_off=pl.lit(None, pl.Datetime("us", "UTC")),
    )  # fmt: skip
    known = pl.DataFrame(
        {"game_id": [str(day) for day in games], "date": [FIRST + day * DAY for day in games]}
    ).with_columns(season=pl.lit("2023-24"), home=pl.lit("DEN"), away=pl.lit("LAL"))
    matched = match_events(event_days(quotes), known)
    return {
        event: None if day is None else (day - FIRST).days
        for event, day in matched.select("event_id", "date").iter_rows()
    }


def test_of_two_games_the_written_day_tells_which() -> None:
    assert found(row("a", 1, written=0, hour=1), games=(0, 1)) == {"a": 0}
    assert found(row("a", 0, written=3), games=(0, 3)) == {"a": 3}
    assert found(row("a", 3, written=0), games=(0, 3)) == {"a": 3}
    assert found(row("a", 0), games=(0, 1)) == {"a": 0}


def test_of_two_nights_running_the_written_one_counts_where_others_of_the_book_prove_its_days() -> None:
    """Of others the quotes' own day counts: the written one may be that of UTC."""
    a, eve, late = row("a", 0, written=1), row("eve", 4, written=5), row("late", 5, written=6, hour=22)
    assert found(a, games=(0, 1)) == {"a": 0}
    assert found(a, eve, games=(0, 1, 5)) == {"a": 1, "eve": 5}
    assert found(a, late, games=(0, 1, 5)) == {"a": 0, "late": 5}
    assert found(a, row("eve", 4, written=5, book="Beta"), games=(0, 1, 5)) == {"a": 0, "eve": 5}


def test_quotes_of_the_day_between_two_games_are_on_the_second() -> None:
    assert found(row("a", 1), games=(0, 2)) == {"a": 2}
    assert found(row("a", 1), games=(0, 3)) == {"a": 0}
    assert found(row("a", 1), games=(2,)) == {"a": 2}


def test_quotes_that_go_on_into_the_night_are_on_the_game_that_is_played_in_it() -> None:
    in_play = row("a", 1, hour=0)
    assert found(row("a", 0), in_play, games=(0, 2)) == {"a": 0}
    assert found(row("a", 0), row("a", 1), games=(0, 2)) == {"a": None}
    assert found(in_play, games=(0, 2)) == {"a": None}
    assert found(in_play, row("a", 1), games=(0, 2)) == {"a": 2}


def test_a_written_day_between_two_games_is_that_of_neither() -> None:
    """It may be the day in UTC of the first one."""
    games = Games(logs(*((1, "Sam Stays", "DEN", "LAL", FIRST + day * DAY) for day in (0, 2))))
    line = pl.DataFrame({"home_team": ["DEN"], "away_team": ["LAL"], "event_date": [FIRST + DAY]})
    quality = QualityReport()
    quotes = GAME_QUOTES.conform(line.with_columns(total=pl.lit(220.5)))
    assert link_game_lines(quotes, games, quality).is_empty()
    noon = line.with_columns(quoted_at=dt.datetime.combine(FIRST + DAY, dt.time(17), dt.UTC))
    on_second = link_game_lines(GAME_QUOTES.conform(noon.with_columns(total=pl.lit(220.5))), games, quality)
    assert on_second["date"].to_list() == [FIRST + 2 * DAY]


@pytest.mark.parametrize(
    ("last", "day", "season"),
    [
        ("2024-04-14", "2024-04-16", "2023-24"),
        ("2024-06-17", "2024-10-22", "2024-25"),
        ("2021-07-20", "2021-10-19", "2021-22"),
        ("2020-10-11", "2020-12-22", "2020-21"),
        ("2020-03-11", "2020-07-30", "2019-20"),
        ("2024-06-28", "2024-07-02", "2023-24"),
    ],
)
def test_an_event_after_the_logs_is_of_the_season_that_has_begun(last: str, day: str, season: str) -> None:
    """The season of 2019-20 ended in October, that of 2020-21 in July."""
    last_day = dt.date.fromisoformat(last)
    assert season_of(dt.date.fromisoformat(day), last_day, season_on(last_day)) == season


def test_an_event_of_the_logs_season_has_its_name_after_a_long_pause() -> None:
    """Other leagues name their seasons otherwise; logs may end months before what is quoted."""
    assert season_of(dt.date(2024, 3, 20), dt.date(2024, 1, 10), "2024") == "2024"


@pytest.mark.parametrize("of_denver_alone", [False, True])
def test_lines_on_games_name_the_team_of_their_season(of_denver_alone: bool) -> None:
    """Logs of one team tell of the others as its opponents."""
    days = {"CHH": dt.date(2001, 11, 1), "CHA": FIRST}
    sides = [(team, "DEN", day) for team, day in days.items()]
    logged = [(other, team, day) for team, other, day in sides] if of_denver_alone else sides
    games = Games(logs(*((1, "Sam Stays", *row) for row in logged)))
    lines = pl.DataFrame({"home_team": "Hornets", "away_team": "Nuggets", "event_date": [*days.values()]})
    quotes = GAME_QUOTES.conform(lines.with_columns(total=pl.lit(220.5)))
    linked = link_game_lines(quotes, games, QualityReport())
    assert dict(linked.select("home", "date").iter_rows()) == days
