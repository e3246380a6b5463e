"""The checks of games to come: each triggers on its own fault, and on no other."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from nba_props.findings.base import Status, Topic, check_all, check_night
from nba_props.findings.night import NightInputs

from .cases import night, sound

SPOILED = [
    ("NBP030", {"last_logged": dt.date(2024, 3, 18)}, "lines on games of 2024-03-19"),
    ("NBP030", {"last_logged": dt.date(2024, 3, 12), "last_quoted": None}, "8 days before"),
    ("NBP031", {"quote_age": 61.0}, "61 minutes old"),
    ("NBP031", {"in_play": 151}, "151 are of games that have begun"),
    ("NBP032", {"silent_teams": ["BOS", "NYK"]}, "BOS, NYK"),
    ("NBP033", {"trained_until": dt.date(2024, 2, 18)}, "31 days ago"),
    ("NBP033", {"trained_until": dt.date(2024, 3, 21)}, "those of 2024-03-20 among them"),
    ("NBP034", {"calibrated": False}, "pra was fitted without lines"),
    ("NBP035", {"claimed": 2.09}, r"claim \+209.0 %"),
    ("NBP035", {"realised": None}, "never made a bet"),
    ("NBP036", {"rookies": ["Victor Wembanyama"]}, "Victor Wembanyama"),
]


@pytest.mark.parametrize(("code", "changed", "told"), SPOILED)
def test_a_fault_raises_its_own_finding_and_no_other(code: str, changed: dict[str, Any], told: str) -> None:
    found = [finding for finding in check_night(sound(night=night(**changed))) if finding.raised]
    assert [finding.code for finding in found] == [code]
    assert found[0].topic is Topic.NIGHT
    assert re.search(told, found[0].reason)


@pytest.mark.parametrize(
    ("code", "changed", "told"),
    [
        ("NBP030", {"last_logged": dt.date(2024, 3, 19)}, ", 1 day before 2024-03-20"),
        (
            "NBP031",
            {"quotes": 1, "quote_age": 1.0, "in_play": 1},
            "the latest of 1 quote is 1 minute old; 1 is of",
        ),
        ("NBP033", {"trained_until": dt.date(2024, 3, 19)}, ", 1 day ago"),
    ],
)
def test_one_of_a_thing_is_told_in_the_singular(code: str, changed: dict[str, Any], told: str) -> None:
    (found,) = [finding for finding in check_night(sound(night=night(**changed))) if finding.code == code]
    assert told in found.reason


def test_what_is_not_known_of_a_night_never_passes() -> None:
    unknown = check_night(sound(night=NightInputs(night=dt.date(2024, 3, 20))))
    assert {finding.status for finding in unknown} == {Status.NOT_APPLICABLE}


def test_a_run_without_games_to_come_is_not_asked_about_them() -> None:
    assert not {finding.topic for finding in check_all(sound(night=None))} & {Topic.NIGHT}
