"""Criteria of one's own: a file in `conf/criteria/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration.compose import load
from nba_props.configuration.criteria import load_criteria
from nba_props.criteria.base import Criteria, MarketRules
from nba_props.criteria.bound import Bound
from nba_props.errors import ConfigError
from nba_props.tracking.registry.gate import loaded

ROOT = Path(__file__).resolve().parents[2]


def _write(conf: Path, rules: str) -> None:
    (conf / "criteria" / "mine.yaml").write_text(
        f"defaults:\n  - strict\n  - _self_\nname: mine\nrules: {rules}\n"
    )


def test_the_example_of_the_documentation_works(conf: Path) -> None:
    page = (ROOT / "docs/how-to/registry.md").read_text(encoding="utf-8")
    (conf / "criteria" / "mine.yaml").write_text(page.split("```yaml\n")[1].split("```")[0])
    criteria = load_criteria("mine")
    assert criteria.bounds("points")["val_mae"].below == 4.4
    assert criteria.bounds("pra")["val_mae"].below == 6.13
    assert criteria.rules["segment/tier/stars/skill_mae"].at_least == -0.02
    assert not criteria.allow_issues
    assert load(["criteria=mine"]).choices["criteria"] == "mine"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("{val_mea: {below: 3}}", "rules.val_mea: no such metric; did you mean val_mae"),
        ("{val_mae: {belw: 3}}", "rules.val_mae.belw: no such key; did you mean below"),
        ("{val_mae: {below: low}}", "rules.val_mae.below: must be a number or null"),
        ("{brier_score: {}}", "rules.brier_score.below=null: sets no limit"),
    ],
)
def test_what_is_wrong_in_it_is_named(conf: Path, rules: str, message: str) -> None:
    _write(conf, rules)
    for read in (lambda: load_criteria("mine"), lambda: load(["criteria=mine"])):
        with pytest.raises(ConfigError) as caught:
            read()
        assert message in str(caught.value)


def test_bounds_of_a_market_that_is_not_known_are_an_error_that_names_the_nearest(conf: Path) -> None:
    own = "by_market: {bloks: {rules: {val_mae: {below: 0.4}}}, dunks: {rules: {val_mae: {below: 0.4}}}}"
    _write(conf, f"{{}}\n{own}")
    market = "defaults:\n  - /schema/market@_here_\n  - _self_\nname: dunks\nstats: [fgm]\n"
    (conf / "market" / "mine.yaml").write_text(market)
    (conf / "market" / "broken.yaml").write_text("name: [")
    with pytest.raises(ConfigError) as caught:
        load_criteria("mine")
    [told] = caught.value.problems
    assert told.startswith("by_market.bloks: no such market; did you mean blocks")


def test_criteria_made_in_python_are_asked_for_their_markets_too() -> None:
    bounds = {"val_mae": Bound(below=0.4)}
    with pytest.raises(ConfigError, match=r"by_market\.bloks: no such market; did you mean blocks"):
        loaded(Criteria("mine", bounds, {"bloks": MarketRules(bounds)}))
    known = Criteria("mine", bounds, {"blocks": MarketRules(bounds)})
    assert loaded(known) is known
