"""Which markets a night is asked for."""

from __future__ import annotations

import pytest

from nba_props.live.picks.model import markets_named


@pytest.mark.parametrize(
    ("text", "markets"),
    [
        ("", []),
        ("pra, points", ["pra", "points"]),
        ("pra,,pra", ["pra"]),
        ("nba_props_pra,points,pra", ["pra", "points"]),
    ],
)
def test_a_market_is_named_once_by_whichever_name(text: str, markets: list[str]) -> None:
    assert markets_named(text) == markets
