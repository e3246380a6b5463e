"""One vocabulary of teams, markets and books."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.data.vocabulary.books import asked_for, spelling_of
from nba_props.data.vocabulary.markets import COMBINED, is_on_game, market_of
from nba_props.data.vocabulary.teams import TEAMS, as_codes, league_codes, team_codes
from nba_props.errors import ConfigError

CODES = team_codes({}, [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Phoenix Suns", "PHX"), ("PhoenixSuns", "PHX"), ("suns", "PHX"), ("PHO", "PHX"), ("Phoenix", "PHX"),
        ("LA Clippers", "LAC"), ("L.A. Lakers", "LAL"), ("Golden State", "GSW"), ("GS", "GSW"),
        ("Trail Blazers", "POR"), ("76ers", "PHI"), ("Sixers", "PHI"), ("T-Wolves", "MIN"), ("BRK", "BKN"),
        ("UTAH", "UTA"), ("New Jersey Nets", "NJN"),
        ("NewJersey", "NJN"), ("NJ", "NJN"), ("Seattle", "SEA"), ("Sonics", "SEA"), ("Vancouver", "VAN"),
        ("NOH", "NOH"),
    ],
)  # fmt: skip
def test_a_team_is_known_by_all_its_names(written: str, code: str) -> None:
    assert as_codes(pl.Series([written]), CODES).to_list() == [code]


LOGGED = {
    2001: ("CHH", "NJN", "SEA", "MEM"), 2007: ("CHA", "NOH", "NJN", "SEA", "MEM"),
    2023: ("CHA", "NOP", "BKN", "OKC", "MEM"),
}  # fmt: skip
"""The first year of some seasons -> the league's abbreviations of teams that had another name or town."""


@pytest.mark.parametrize(
    ("year", "written", "code"),
    [
        (2001, "Charlotte Hornets", "CHH"), (2007, "Charlotte Bobcats", "CHA"), (2007, "Hornets", "NOH"),
        (2007, "New Orleans", "NOH"), (2007, "Nets", "NJN"), (2007, "Seattle", "SEA"),
        (2023, "Hornets", "CHA"),
        (2023, "Charlotte Hornets", "CHA"), (2023, "New Orleans", "NOP"), (2023, "NJ", "BKN"),
        (2023, "Thunder", "OKC"), (2007, "Grizzlies", "MEM"), (2005, "Hornets", "NOH"), (2005, "Nets", "BKN"),
    ],
)  # fmt: skip
def test_a_name_means_the_team_that_the_logs_of_its_season_have(year: int, written: str, code: str) -> None:
    codes = team_codes({"Charlotte Hornets": "CHA"}, {"CHA", "CHH"}, LOGGED)
    days = pl.Series([dt.date(year + 1, 1, 15)])
    assert as_codes(pl.Series([written]), codes, days).to_list() == [code]


@pytest.mark.parametrize("written", ["Los Angeles", "LA", "Team LeBron", ""])
def test_what_names_no_single_team_is_none(written: str) -> None:
    assert as_codes(pl.Series([written]), CODES).to_list() == [None]


def test_no_two_teams_share_a_spelling() -> None:
    spellings = [f"{city} {nickname}" for city, nickname in TEAMS.values()] + [n for _, n in TEAMS.values()]
    assert len({CODES["".join(s.lower().split())] for s in spellings}) == len(TEAMS)


def test_codes_of_other_publishers_become_the_leagues() -> None:
    assert league_codes(pl.Series(["BRK", "sa", "BOS", "NJN"])).to_list() == ["BKN", "SAS", "BOS", "NJN"]


@pytest.mark.parametrize(
    ("written", "market"),
    [
        ("player_points_rebounds_assists", "pra"), ("Points + Rebounds + Assists", "pra"), ("PRA", "pra"),
        ("Pts+Rebs+Asts", "pra"), ("PLAYER_POINTS", "points"), ("Points", "points"), ("reb", "rebounds"),
        ("Points and Assists", "pa"), ("Rebounds & Assists", "ra"), ("3-Pointers Made", "threes"),
        ("player_threes", "threes"), ("player_blocks_steals", "stocks"), ("Total Rebounds", "rebounds"),
        ("turnovers", "turnovers"), ("player_minutes", "minutes"), ("Minutes Played", "minutes"),
    ],
)  # fmt: skip
def test_a_market_is_known_by_all_its_names(written: str, market: str) -> None:
    assert market_of(written, {}) == (market, False)
    assert market_of(f"{written}_alternate", {}) == (market, True)


@pytest.mark.parametrize(
    "written", ["Double Double", "player_first_basket", "Fantasy Score", "player_points_q1"]
)
def test_another_market_is_none_of_ours(written: str) -> None:
    assert market_of(written, {})[0] is None


def test_a_persons_own_names_come_first() -> None:
    assert market_of("Points", {"Points": "pra"}) == ("pra", False)
    assert set(COMBINED) >= {market_of(market, {})[0] for market in COMBINED}


@pytest.mark.parametrize(
    ("written", "on_game"),
    [
        ("h2h", True), ("h2h_lay", True), ("h2h_3_way", True), ("h2h_3_way_q1", True), ("h2h_h1", True),
        ("spreads_p1", True), ("alternate_totals_q4", True), ("team_totals", True), ("outrights", True),
        ("alternate_team_totals_h2", True), ("player_points", False), ("totals_x", False),
    ],
)  # fmt: skip
def test_markets_of_games_are_known(written: str, on_game: bool) -> None:
    assert is_on_game(written, {}) is on_game
    assert not is_on_game(written, {written: "points"})


def test_one_book_has_one_spelling() -> None:
    assert spelling_of(["draftkings", "DraftKings", "Draft Kings"]) == dict.fromkeys(
        ["draftkings", "DraftKings", "Draft Kings"], "DraftKings"
    )
    assert spelling_of(["book_a", "Book A", "Book B"]) == {
        "book_a": "Book A",
        "Book A": "Book A",
        "Book B": "Book B",
    }


def test_books_are_asked_for_in_any_spelling_and_unknown_ones_are_named() -> None:
    assert asked_for(["alder", "BIRCH"], ["Alder", "Birch"], "bets.books") == ["Alder", "Birch"]
    with pytest.raises(
        ConfigError, match=r"bets\.books: aldr: no such book in the lines; did you mean Alder"
    ):
        asked_for(["aldr"], ["Alder", "Birch"], "bets.books")
