from __future__ import annotations

import pytest

from nba_props.errors import FEW, did_you_mean

MARKETS = ["steals", "blocks", "turnovers", "rebounds"]
LONG = [*"abcdefghijklmnopqr", "rebounds", "s"]


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("rebound", MARKETS, "did you mean rebounds? known: blocks, rebounds, steals, turnovers"),
        ("xx", MARKETS, "known: blocks, rebounds, steals, turnovers"),
        ("rebound", ["rebounds"], "did you mean rebounds?"),
        ("rebound", ["rebounds", *map(str, range(FEW))], "did you mean rebounds?"),
        ("rebound", ["rebounds", *"abcdefghijklmnopqrs"], f"did you mean rebounds? known: {', '.join(LONG)}"),
    ],
)  # fmt: skip
def test_a_wrong_choice_of_few_is_told_all_of_them_after_the_nearest(
    name: str, known: list[str], hint: str
) -> None:
    assert did_you_mean(name, known, every=True) == hint


def test_what_is_no_choice_is_told_the_nearest_alone() -> None:
    assert did_you_mean("rebound", MARKETS) == "did you mean rebounds?"
    assert did_you_mean("rebound", MARKETS, "data") == "did you mean data.rebounds?"
