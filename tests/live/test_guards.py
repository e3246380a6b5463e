"""Guards of a night: they hold back the bets of the market that they speak of, and those of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nba_props.live.picks import evening as module
from nba_props.live.picks.evening import Evening, evening
from nba_props.live.picks.model import NightModel
from nba_props.live.picks.night import MarketNight
from nba_props.live.picks.view import headline, summary

from .nights import model, tables
from .test_choose import LENIENT, in_other_market, night, now


def fitted() -> NightModel:
    return model(("pooling=logit",))


def of_points(realised: float) -> NightModel:
    """The same model as if it were of another market, whose run returned so much at most."""
    own = fitted().experiment
    return replace(
        fitted(),
        name="nba_props_points",
        run_id="77aa" * 8,
        experiment=replace(own, market=replace(own.market, name="points")),
        metrics={"betting_roi_high": realised},
    )


def _night(own: NightModel, *_: object) -> MarketNight:
    """A market's night, all of them with the same quotes."""
    return replace(night() if own.market == "pra" else in_other_market(night()), model=own)


@pytest.fixture(autouse=True)
def _same_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "market_night", _night)


def of(*models: NightModel, **rules: bool) -> Evening:
    return evening(models, tables(), replace(LENIENT, **rules), now())


def test_a_finding_on_one_market_holds_back_its_bets_alone() -> None:
    found, alone = of(fitted(), of_points(-0.5)), of(fitted())
    assert [each.code for each in found.issues] == ["NBP035"]
    assert alone.picks.height > 3
    assert found.picks.equals(alone.picks)
    assert found.reasons["held back by NBP035"] > 0
    assert sum(found.reasons.values()) + found.picks.height == found.quotes
    held = found.priced.filter(reason="held back by NBP035")
    assert held["market"].unique().to_list() == ["points"]
    assert held["stake"].sum() == 0
    assert headline(found) == f"{headline(alone)}; none on points (NBP035)"


@pytest.mark.parametrize("first", ["pra", "points"])
def test_guards_are_asked_anew_of_the_bets_that_are_left(first: str) -> None:
    """Each player's best bet is on points, so that those on pra are seen only once points are held."""
    poor = replace(fitted(), metrics={"betting_roi_high": -0.5}), of_points(-0.5)
    models = poor if first == "pra" else poor[::-1]
    assert of(*models, forced=True).picks["market"].unique().to_list() == ["points"]
    found = of(*models)
    assert found.picks.is_empty()
    assert found.held_markets == {"pra": "NBP035", "points": "NBP035"}
    assert sum(found.reasons.values()) == found.quotes


@pytest.mark.parametrize("realised", [-0.5, 0.05])
def test_force_chooses_over_all_markets_as_if_nothing_forbade_any(realised: float) -> None:
    forced = of(fitted(), of_points(realised), forced=True)
    assert forced.picks.height > 3
    assert bool(forced.issues) is (realised < 0)
    assert "held back" not in summary(forced)
    assert "none on" not in headline(forced)
