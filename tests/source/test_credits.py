"""What paid calls take: no repetition passes what is allowed, and what was fetched is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nba_props.cli import main
from nba_props.errors import SourceError
from nba_props.source.credits import CreditBudget, PaidCall, taken
from nba_props.source.http import Answer
from nba_props.source.wire import Reply, Wire
from tests.source.folder import store
from tests.source.replay import NOW, event, game, points

ODDS = ["data", "odds", "--now", NOW, "--markets", "points"]
EVENTS = ["e1", "e2", "e3"]
COST = 6
"""Three markets of the games, one of players for each game."""
GOOD = 200
NEVER_SENT = Reply(problem="it cannot be reached", sent=False)
BROKEN_OFF = Reply(problem="the answer broke off")
TOO_FAST = Reply(429, {}, b'{"error_code": "EXCEEDED_FREQ_LIMIT"}')
BAD_GATEWAY = Reply(502, {}, b"oops")


def paid(monkeypatch: pytest.MonkeyPatch, faults: Mapping[str, Reply]) -> Counter[str]:
    """Let three games be quoted; the first call for each of some of them fails. Returns the paid calls."""
    asked: Counter[str] = Counter()

    def answered(_: Wire, url: str, *__: Any) -> Reply:
        name = url.removesuffix("/odds").rpartition("/")[2]
        asked[name] += 1
        if asked[name] == 1 and name in faults:
            return faults[name]
        contents = {"events": [event(one) for one in EVENTS], "basketball_nba": [game()]}
        content = contents.get(name) or points(name)
        return Reply(GOOD, {"x-requests-remaining": "1000"}, json.dumps(content).encode())

    monkeypatch.setattr(Wire, "get", answered)
    return asked


def quoted(folder: Path) -> list[str]:
    """The games whose prices are in the store."""
    return sorted(store(folder).read("quotes")["event_id"].unique())


@pytest.mark.parametrize("fault", [BROKEN_OFF, BAD_GATEWAY], ids=["broken off", "bad gateway"])
def test_a_call_that_broke_off_counts_as_spent(
    fault: Reply, monkeypatch: pytest.MonkeyPatch, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = paid(monkeypatch, {"e1": fault})
    assert main([*ODDS, "--max-credits", str(COST)]) == 1
    says = (
        "the_odds_api: the next call may take 1, and 6 of the 6 credits that are allowed are spent"
        + (", 1 of them by calls that broke off" if fault is BROKEN_OFF else "")
        + "; --max-credits allows more"
    )
    assert capfd.readouterr().err == f"error: {says}\n"
    assert asked == {"events": 1, "basketball_nba": 1, "e1": 2, "e2": 1}
    assert quoted(folder) == ["e1", "e2"]
    assert store(folder).notes()[-1]["said"] == says


def test_it_is_repeated_where_more_is_allowed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    asked = paid(monkeypatch, {"e1": BROKEN_OFF})
    assert main([*ODDS, "--max-credits", str(COST + 1)]) == 0
    assert asked["e1"] == 2
    assert quoted(folder) == EVENTS


@pytest.mark.parametrize("fault", [TOO_FAST, NEVER_SENT], ids=["too fast", "never sent"])
def test_what_takes_nothing_is_repeated_all_the_same(
    fault: Reply, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    paid(monkeypatch, dict.fromkeys(EVENTS, fault))
    assert main([*ODDS, "--max-credits", str(COST)]) == 0
    assert quoted(folder) == EVENTS


def test_a_tenth_of_what_is_left_bounds_repetitions_too(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Of 1,000 credits 100 are allowed, more than all calls that break off take."""
    asked = paid(monkeypatch, dict.fromkeys(EVENTS, BROKEN_OFF))
    assert main(ODDS) == 0
    assert [asked[name] for name in EVENTS] == [2, 2, 2]
    assert quoted(folder) == EVENTS


@pytest.mark.parametrize(
    ("answer", "credits_taken"),
    [
        (None, 0),
        (Answer(200, {}, b""), 4),
        (Answer(200, {"x-requests-last": "1"}, b""), 1),
        (Answer(200, {"x-requests-last": "1.0"}, b""), 1),
        *((Answer(200, {"x-requests-last": told}, b""), 4) for told in ("?", "5\u00b2", "\u0661", "9" * 400)),
        (Answer(422, {}, b""), 0),
        (Answer(503, {}, b""), 4),
        (Answer(503, {"x-requests-last": "0"}, b""), 0),
    ],
)
def test_what_a_call_took(answer: Answer | None, credits_taken: int) -> None:
    assert taken(answer, 4) == credits_taken
    budget = CreditBudget("there", 8)
    call = PaidCall(budget, 4)
    call.before()
    call.after(answer)
    assert (budget.spent, budget.unsure) == (credits_taken, 0)


def test_no_attempt_is_made_beyond_what_is_allowed() -> None:
    call = PaidCall(CreditBudget("there", 7), 4)
    call.before()
    with pytest.raises(SourceError, match="the next call may take 4, and 4 of the 7 credits"):
        call.before()
