"""A source's own id tells a player where no exact name does, once earlier quotes have shown whose it is."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nba_props.data.files.prop_lines import LineOptions, read_quotes
from nba_props.data.matching.source_ids import SHOWN, Written, known_by_id
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Given
from tests.data.matching.test_rosters import (
    JAN,
    LOGS,
    NOON,
    RIVAL,
    STAYS,
    TRADED,
    linked,
    logs,
    lost,
    quotes,
)
from tests.properties import quick

HOUR = dt.timedelta(hours=1)


def told(name: str, source_id: str | None, at: dt.datetime = NOON, event: str = "e1") -> pl.DataFrame:
    """One quote on a player of DEN or LAL with the source's id of him, by a book of the event's name."""
    return quotes(name, at=at).with_columns(
        source_player_id=pl.lit(source_id, pl.String), event_id=pl.lit(event), book=pl.lit(event)
    )


def players(*lines: pl.DataFrame, games: pl.DataFrame = LOGS) -> dict[str, int]:
    """Book -> the player of its quote."""
    found, _ = linked(pl.concat(lines), games=games)
    return dict(found.prop_lines.select("book", "player_id").iter_rows())


def test_an_id_that_an_exact_name_has_shown_tells_a_nickname_later() -> None:
    shown, later = told("Sam Stays", "x7"), told("Slim Stayz", "x7", NOON + HOUR, "e2")
    assert players(shown, later) == {"e1": STAYS, "e2": STAYS}
    assert players(shown, told("Slim Stayz", None, NOON + HOUR, "e2")) == {"e1": STAYS}


def test_a_later_quote_shows_nothing_of_an_earlier_one() -> None:
    shown, before = told("Sam Stays", "x7"), told("Slim Stayz", "x7", NOON - HOUR, "e0")
    assert players(shown, before) == {"e1": STAYS}


def test_an_id_of_two_players_tells_neither() -> None:
    every = [told("Sam Stays", "x7"), told("Ron Rival", "x7", event="e2")]
    assert players(*every, told("Slim Stayz", "x7", NOON + HOUR, "e3")) == {"e1": STAYS, "e2": RIVAL}


def test_a_player_who_is_known_by_his_id_must_be_of_one_of_the_two_teams() -> None:
    away = quotes("Tom Traded", home="MIA").with_columns(source_player_id=pl.lit("x2"))
    night = told("Thomas T.", "x2", NOON + HOUR, "e2")
    found, quality = linked(pl.concat([away, night]))
    assert found.prop_lines["player_id"].to_list() == [TRADED]
    assert lost(quality) == {"Thomas T.": "plays for another team in the logs"}


def test_two_of_one_name_are_told_apart_where_the_ids_are_those_of_the_logs() -> None:
    team = [(100 + n, f"Man {chr(65 + n)}{chr(65 + n)}", "DEN", "MIA", JAN) for n in range(SHOWN)]
    twins = [(number, "Cy Cole", "DEN", "MIA", JAN) for number in (201, 202)]
    games = pl.concat([LOGS, logs(*team, *twins)])
    exact = [told(name, str(player), event=f"m{player}") for player, name, *_ in team]
    twin = told("Cy Cole", "202", NOON + HOUR, "e9")
    assert players(*exact, twin, games=games)["e9"] == 202
    assert "e9" not in players(*exact[1:], twin, games=games)
    assert "e9" not in players(*exact, told("Sam Stays", "77", event="e7"), twin, games=games)


written = st.builds(
    Written,
    row=st.integers(0, 99),
    moment=st.integers(0, 5).map(lambda hours: NOON + hours * HOUR),
    source_id=st.sampled_from(["1", "2", "x", None]),
    player_id=st.sampled_from([1, 2]),
    level=st.sampled_from(["same", "nickname"]),
)


@settings(quick, max_examples=30)
@given(every=st.lists(written, unique_by=lambda each: each.row), hours=st.integers(0, 5))
def test_what_is_known_at_a_moment_follows_from_quotes_up_to_it(every: list[Written], hours: int) -> None:
    cut = NOON + hours * HOUR
    seen = [each for each in every if each.moment is not None and each.moment <= cut]
    rows = {each.row for each in seen}
    assert dict(known_by_id(seen)) == {row: who for row, who in known_by_id(every) if row in rows}


@pytest.mark.parametrize("name", ["player_id", "source_player_id"])
def test_a_file_of_lines_may_tell_the_ids(name: str) -> None:
    row = {
        "event_id": "e1", "commence_time": "2024-03-02T00:30:00Z", "home_team": "Denver Nuggets",
        "away_team": "Los Angeles Lakers", "bookmaker": "a", "player_name": "Nikola Jokic",
        "market": "points", "line": "25.5", "over_price": "-115", "under_price": "-105",
    }  # fmt: skip
    table = pl.DataFrame([row | {name: " 203999"}, row | {name: ""}])
    found = read_quotes([Given("lines", table)], LineOptions(), QualityReport())
    assert found["source_player_id"].to_list() == ["203999", None]
