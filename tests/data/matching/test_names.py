"""Whom a spelling means, and when nobody can tell."""

from __future__ import annotations

import pytest

from nba_props.data.matching.names import match, parse
from nba_props.data.vocabulary.words import plain

ROSTER = {
    1: "Jón Åsgard",
    2: "Rio Blankenship Jr.",
    3: "Tavion Okoro-Vance",
    4: "Cameron Dellrose",
    5: "Jalen Winterbourne",
    6: "Jaylin Winterbourne",
    7: "P.J. Quill",
    8: "De'Ron Łukic",
    9: "Moritz van der Holm",
    10: "Keegan Ashdown",
    11: "Kris Ashdown",
}


@pytest.mark.parametrize(
    ("written", "player", "level"),
    [
        ("Jón Åsgard", 1, "same"),
        ("jon  asgard", 1, "same"),
        ("Rio Blankenship Jr", 2, "same"),
        ("Rio Blankenship", 2, "without suffix"),
        ("Cameron Dellrose III", 4, "without suffix"),
        ("Tavion Okoro Vance", 3, "same"),
        ("Asgard, Jon", 1, "same"),
        ("Winterbourne Jalen", 5, "swapped order"),
        ("Cam Dellrose", 4, "short first name"),
        ("Moe van der Holm", 9, "short first name"),
        ("Cameron Bell Dellrose", 4, "middle names"),
        ("Paul James Quill", 7, "middle names"),
        ("PJ Quill", 7, "same"),
        ("P J Quill", 7, "same"),
        ("P. J. Quill", 7, "same"),
        ("DeRon Lukic", 8, "same"),
        ("T Okoro-Vance", 3, "initial"),
        ("R. Blankenship Jr.", 2, "initial"),
        ("Okoro-Vance T.", 3, "initial"),
        ("Tavion Okoro-Vanse", 3, "near spelling"),
        ("Camaron Dellrose", 4, "near spelling"),
        ("Jalen Winterbourne (DEN)", 5, "same"),
    ],
)
def test_a_spelling_means_a_player(written: str, player: int, level: str) -> None:
    hit = match(written, ROSTER)
    assert (hit.player_id, hit.level) == (player, level)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("J. Winterbourne", "two players fit (initial)"),
        ("K Ashdown", "two players fit (initial)"),
        ("Jaylen Winterbourne", "two players fit (near spelling)"),
        ("Kurt Ashdown", "nobody fits"),
        ("Jalen Somebody", "nobody fits"),
        ("Dellrose", "nobody fits"),
        ("", "nobody fits"),
        ("Rio Blankenship Sr.", "nobody fits"),
    ],
)
def test_a_doubtful_spelling_means_nobody(written: str, why: str) -> None:
    hit = match(written, ROSTER)
    assert (hit.player_id, hit.level) == (None, why)


def test_father_and_son_are_two_people() -> None:
    family = {1: "Ted Harrow Sr.", 2: "Ted Harrow Jr."}
    assert match("Ted Harrow Jr", family).player_id == 2
    assert match("Ted Harrow", family).level == "two players fit (without suffix)"


def test_a_name_without_suffix_means_the_one_without() -> None:
    assert match("Ted Harrow", {1: "Ted Harrow", 2: "Ted Harrow Jr."}).player_id == 1


def test_a_twin_is_not_taken_for_his_brother() -> None:
    assert match("Keegan Ashdown", {11: "Kris Ashdown"}).player_id is None


def test_no_candidates_no_match() -> None:
    assert match("Jón Åsgard", {}).player_id is None


def test_plain_text_has_no_accents_punctuation_or_case() -> None:
    assert plain("  Đorđe O'Ñeil-Šaric, Jr. ") == "dorde oneil saric jr"


def test_a_first_name_that_looks_like_a_suffix_stays_a_first_name() -> None:
    name = parse("V Holm")
    assert (name.first, name.surname, name.suffix) == ("v", "holm", "")
