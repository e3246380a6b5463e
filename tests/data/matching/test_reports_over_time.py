"""What a report says counts from its own time on: each change is kept, and a moment sees the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nba_props.data.matching.reports import link_reports, link_submissions
from nba_props.data.quality import QualityReport
from nba_props.data.said import last_said
from nba_props.data.schemas import INJURY_REPORTS, PLAYER_GAMES, PROP_LINES, SUBMISSIONS, UNNAMED
from nba_props.data.sources import Games, InjuryReports
from nba_props.data.store import DataStore
from nba_props.data.store.source import Stored
from tests.data.store.tables import NIGHT, NOON, TIP_OFF, player_games, quotes
from tests.properties import quick

HOUR = dt.timedelta(hours=1)
Told = Sequence[tuple[int, str]]
"""Reports on one player: hours after noon, status."""


def published(told: Told) -> pl.DataFrame:
    rows = [
        {"date": NIGHT, "team": "DEN", "status": status, "known_at": NOON + hours * HOUR, "player_id": 1}
        for hours, status in told
    ]
    return INJURY_REPORTS.conform(pl.DataFrame(rows, schema_overrides={"player_id": pl.Int64}))


def submitted(at: Sequence[int], waiting: Sequence[int] = ()) -> pl.DataFrame:
    """Return reports so many hours after noon that hold all that the team says, and those without it."""
    rows = [
        {"report_at": NOON + hours * HOUR, "date": NIGHT, "team": "DEN", "submitted": hours not in waiting}
        for hours in [*at, *waiting]
    ]
    return SUBMISSIONS.conform(pl.DataFrame(rows)) if rows else SUBMISSIONS.empty()


def linked(told: Told, submissions: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the canonical reports; the game begins 7.5 hours after noon."""
    return linked_with_quality(told, submissions)[0]


def linked_with_quality(
    told: Told, submissions: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, QualityReport]:
    return link_table(published(told), SUBMISSIONS.empty() if submissions is None else submissions)


def link_table(reports: pl.DataFrame, submissions: pl.DataFrame) -> tuple[pl.DataFrame, QualityReport]:
    games = Games(PLAYER_GAMES.conform(player_games([1])))
    line = {
        "game_id": "1", "date": NIGHT, "player_id": 1, "market": "points", "book": "a", "line": 10.5,
        "quoted_at": NOON, "over_price": 1.9, "under_price": 1.9, "one_sided": False, "tip_off": TIP_OFF,
    }  # fmt: skip
    lines = PROP_LINES.conform(pl.DataFrame([line], schema_overrides=PROP_LINES.schema))
    quality = QualityReport()
    return link_reports(InjuryReports(reports, submissions), games, lines, quality), quality


def said_at(told: Told, hours: int) -> list[str]:
    """Return the status that is known so many hours after noon."""
    known = linked(told).filter(pl.col("known_at") <= NOON + hours * HOUR)
    return last_said(known)["status"].to_list()


def test_a_status_that_changes_later_leaves_the_earlier_one_to_who_looks_before() -> None:
    told = [(0, "questionable"), (1, "questionable"), (3, "out"), (6, "available")]
    assert linked(told).select("status", "known_at").rows() == [
        ("questionable", NOON), ("out", NOON + 3 * HOUR), ("available", NOON + 6 * HOUR),
    ]  # fmt: skip
    assert [said_at(told, hours) for hours in (0, 2, 3, 7)] == [
        ["questionable"], ["questionable"], ["out"], ["available"],
    ]  # fmt: skip


def test_of_who_is_named_no_more_by_a_later_submission_of_his_team_nothing_is_said() -> None:
    """Until somebody names him again; a report without the team's submission leaves nobody out."""
    told = [(0, "out"), (1, "out"), (5, "doubtful")]
    assert linked(told, submitted([0, 1, 3, 4, 5], waiting=[2])).select("status", "known_at").rows() == [
        ("out", NOON), (UNNAMED, NOON + 3 * HOUR), ("doubtful", NOON + 5 * HOUR),
    ]  # fmt: skip
    assert last_said(linked([(0, "out")], submitted([0, 3]))).is_empty()
    _, quality = linked_with_quality(told, submitted([3]))
    assert (quality.read["reports"], quality.kept["reports"]) == (3, 2)
    assert [(step.rows, step.assumed) for step in quality.steps] == [(1, False), (1, True)]


def test_a_report_that_names_somebody_who_is_not_found_leaves_nobody_out() -> None:
    """He may be the player, misspelt."""
    named = published([(0, "out")])
    strange = published([(3, "out")]).with_columns(
        player_id=pl.lit(None, pl.Int64), player_name=pl.lit("Zx Qwert")
    )
    found, _ = link_table(pl.concat([named, strange]), submitted([0, 3]))
    assert found.select("status", "known_at").rows() == [("out", NOON)]
    found, _ = link_table(pl.concat([named, strange]), submitted([0, 3, 4]))
    assert found["known_at"].to_list() == [NOON, NOON + 4 * HOUR]


def test_what_is_not_known_to_be_all_that_a_team_said_takes_nobody_off() -> None:
    """Reports of a file may tell changes alone, and one after tip-off comes too late."""
    for submissions in (None, submitted([], waiting=[3]), submitted([8])):
        assert linked([(0, "out")], submissions)["status"].to_list() == ["out"]


def test_of_two_reports_of_one_moment_the_last_one_counts() -> None:
    assert linked([(0, "out"), (0, "available")])["status"].to_list() == ["available"]


@settings(quick, max_examples=12)
@given(
    told=st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(["out", "doubtful", "available"])), min_size=1
    ),
    cutoff=st.integers(0, 7),
)
def test_what_comes_after_a_moment_never_changes_what_it_sees(
    told: list[tuple[int, str]], cutoff: int
) -> None:
    before = [each for each in told if each[0] <= cutoff]
    last = [status for _, status in sorted(before, key=lambda each: each[0])][-1:]
    assert said_at(told, cutoff) == last
    if before:
        assert said_at(before, cutoff) == last


def test_a_team_that_submits_later_is_still_seen_waiting_before() -> None:
    said = SUBMISSIONS.conform(
        pl.DataFrame(
            {
                "report_at": [NOON, NOON + HOUR, NOON + 2 * HOUR],
                "date": NIGHT,
                "team": "DEN",
                "submitted": [False, False, True],
            }
        )
    )
    games = Games(PLAYER_GAMES.conform(player_games([1])))
    teams = link_submissions(InjuryReports(INJURY_REPORTS.empty(), said), games, PROP_LINES.empty())
    assert teams.select("submitted", "known_at").rows() == [(False, NOON), (True, NOON + 2 * HOUR)]
    assert last_said(teams)["submitted"].to_list() == [True]


@pytest.mark.parametrize(
    ("as_of", "statuses"),
    [
        ("2024-03-01T16:00Z", []),
        ("2024-03-01T18:00Z", ["out"]),
        ("2024-03-01T22:00Z", ["available"]),
        (None, ["available"]),
    ],
)
def test_a_store_keeps_each_status_with_its_time(
    as_of: str | None, statuses: list[str], store: DataStore
) -> None:
    found = Stored(str(store.root), as_of=as_of).load(0).reports
    assert found is not None
    assert last_said(found)["status"].to_list() == statuses


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DataStore:
    """A store with two reports on one player, fetched as they came out."""
    made = DataStore.open(tmp_path_factory.mktemp("reports") / "store", create=True)
    played = player_games([1]).with_columns(game_id=pl.lit("0"), date=dt.date(2024, 2, 28))
    made.upsert("player_games", played)
    made.append("quotes", quotes(["A B"], quoted_at=NOON - 4 * HOUR), NOON - 4 * HOUR)
    made.append("injury_reports", published([(0, "out")]), NOON)
    made.append("injury_reports", published([(4, "available")]), NOON + 4 * HOUR)
    return made
