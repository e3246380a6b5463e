"""What the pictures of the explanations claim, against known truths and independent computations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from tools.docs.figures import bootstrap, calibration, catalogue, league, leakage, marginals, style, way

from nba_props.data.demo import DemoLeague
from nba_props.data.schemas import POSTGAME_COLUMNS
from nba_props.errors import LeakageError
from nba_props.features.perturb import Perturbation
from nba_props.features.proof import prove
from tests.conftest import ROOT
from tests.docs.blocks import blocks
from tests.leagues import PRA, random_league

EXPLANATIONS = ROOT / "docs/explanations"
LEAGUE = random_league(5)
NIGHT = sorted(set(LEAGUE.player_games.drop_nulls("minutes")["date"]))[20]


def test_the_peeking_feature_changes_with_the_night_and_the_honest_one_does_not() -> None:
    found = leakage.nulled(LEAGUE, PRA, NIGHT)
    tonight = LEAGUE.player_games.filter(LEAGUE.player_games["date"] == NIGHT)
    assert len(found["peeking"].before) == tonight.height
    assert found["honest"].changed == 0
    assert found["peeking"].changed > tonight.height / 2


def test_the_peeking_mean_is_that_of_the_last_five_games_with_tonights() -> None:
    outcome = PRA.outcome().alias("pra")
    rows = LEAGUE.player_games.with_columns(outcome)
    player = rows.filter((rows["date"] == NIGHT) & rows["minutes"].is_not_null())["player_id"][0]
    own = rows.filter((rows["player_id"] == player) & (rows["date"] <= NIGHT))["pra"].to_list()
    tonight = rows.filter(rows["date"] == NIGHT)["player_id"].to_list()
    last = [value for value in own[-5:] if value is not None]
    place = len(tonight) - 1 - tonight[::-1].index(player)
    assert leakage.nulled(LEAGUE, PRA, NIGHT)["peeking"].before[place] == pytest.approx(np.mean(last))


def test_the_proof_names_the_peeking_block() -> None:
    only = [Perturbation.nulled]
    assert prove(LEAGUE, PRA, {"honest": leakage.BLOCKS["honest"]}, only=only).compared
    with pytest.raises(LeakageError, match=r"^features\.blocks\.peeking: peeking_mean_5 changes with"):
        prove(LEAGUE, PRA, leakage.BLOCKS, only=only)


def test_nulling_leaves_no_outcome_of_the_night() -> None:
    """What the picture compares with: the features of a league whose night has no box score."""
    blank = LEAGUE.player_games.clone()
    known = blank["date"] < NIGHT
    for name in POSTGAME_COLUMNS:
        blank = blank.with_columns(blank[name].zip_with(known, blank[name].clear(blank.height)))
    after = leakage.nulled(LEAGUE.with_player_games(blank), PRA, NIGHT)
    expected = leakage.nulled(LEAGUE, PRA, NIGHT)["peeking"].after
    np.testing.assert_array_equal(after["peeking"].before, expected)


def test_intervals_by_bets_fall_short_as_the_design_effect_says_and_those_by_dates_do_not() -> None:
    even = np.full((60, 10), 0.5)
    shared = bootstrap.coverage(even, 0.2, repetitions=300, seed=3)
    assert shared.covered["bets"] == pytest.approx(bootstrap.covered_by_bets(0.2), abs=0.06)
    assert shared.covered["bets"] < 0.88
    assert shared.covered["dates"] > 0.9
    assert shared.width["dates"] > 1.3 * shared.width["bets"]


def test_without_shared_luck_both_intervals_are_the_same_and_as_wide_as_the_normal_one() -> None:
    even = np.full((60, 10), 0.5)
    alone = bootstrap.coverage(even, 0.0, repetitions=100, seed=3)
    normal = 2 * 1.96 * bootstrap.PRICE * np.sqrt(0.25 / even.size)
    assert alone.width["bets"] == pytest.approx(normal, rel=0.05)
    assert alone.width["dates"] == pytest.approx(normal, rel=0.05)
    assert bootstrap.covered_by_bets(0.0) == pytest.approx(0.95)


def test_the_correlation_of_outcomes_is_the_arcsines() -> None:
    rng, r = np.random.default_rng(1), 0.3
    shared, own = rng.normal(size=200_000), rng.normal(size=(2, 200_000))
    won = (np.sqrt(r) * shared + np.sqrt(1 - r) * own < 0).astype(float)
    c = np.corrcoef(won)[0, 1]
    z = bootstrap.NORMAL.inv_cdf(0.975) / np.sqrt(1 + 9 * c)
    assert bootstrap.covered_by_bets(r) == pytest.approx(2 * bootstrap.NORMAL.cdf(z) - 1, abs=0.005)


def test_the_truth_is_on_the_diagonal_and_loses_nothing() -> None:
    p = np.linspace(0.2, 0.8, 400)
    found = calibration.against_truth(p, p)
    np.testing.assert_allclose(found.said, found.true)
    assert len(found.said) == calibration.BINS
    assert found.loss == 0


def test_the_loss_is_the_expected_log_loss_beyond_the_truths() -> None:
    truth, said = np.array([0.3, 0.6]), np.array([0.5, 0.7])

    def expected(p: np.ndarray) -> float:
        return float(np.mean(-truth * np.log(p) - (1 - truth) * np.log(1 - p)))

    loss = calibration.against_truth(said, truth, bins=1).loss
    assert loss == pytest.approx(1000 * (expected(said) - expected(truth)))


def test_every_box_of_the_way_is_reached_and_every_idea_is_in_it() -> None:
    touched = {name for pair in way.ARROWS for name in pair}
    assert touched == set(way.BOXES)
    ideas = {box.idea for box in way.BOXES.values()} - {0}
    told = (EXPLANATIONS / "ideas.md").read_text(encoding="utf-8")
    assert ideas == set(range(1, 8))
    assert all(f"\n## {idea}. " in told for idea in ideas)


def test_a_picture_is_the_same_bytes_each_time_with_the_colours_of_each_page() -> None:
    first, second = (style.svg(way.figure(), "way") for _ in range(2))
    assert first == second
    light, dark = first["light"].decode(), first["dark"].decode()
    for drawn, shown in style.SCHEMES["dark"].items():
        assert drawn.lower() not in dark, drawn
        assert (shown in dark) == (style.SCHEMES["light"].get(drawn, drawn.lower()) in light), drawn
    assert str(dt.datetime.now(tz=dt.UTC).year) not in light.split("<defs>")[0]


def test_pictures_are_drawn_once_for_one_state_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def figure() -> Figure:
        drawn.append("drawn")
        return style.panels(1, 1, 1)[0]

    monkeypatch.setattr(catalogue, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(catalogue, "FIGURES", {"some": figure})
    monkeypatch.setattr(catalogue, "_fingerprint", lambda: "one")
    first = catalogue.pictures()
    assert catalogue.pictures() == first
    assert set(first) == {f"explanations/pictures/some-{scheme}.svg" for scheme in ("light", "dark")}
    monkeypatch.setattr(catalogue, "_fingerprint", lambda: "two")
    catalogue.pictures()
    assert len(drawn) == 2
    assert [folder.name for folder in (tmp_path / "cache").iterdir()] == ["two"]


def test_each_picture_is_shown_on_a_page_in_both_schemes() -> None:
    told = "".join(page.read_text(encoding="utf-8") for page in EXPLANATIONS.glob("*.md"))
    for name in catalogue.FIGURES:
        for scheme in style.SCHEMES:
            assert f"](pictures/{name}-{scheme}.svg#only-{scheme})" in told


@pytest.mark.slow
def test_the_pictures_are_small() -> None:
    sizes = {name: len(content) for name, content in catalogue.pictures().items()}
    assert {name: size for name, size in sizes.items() if size > 60_000} == {}


@pytest.mark.slow
def test_calibration_and_pool_do_what_their_page_says() -> None:
    naive, sharp = (calibration.reliabilities(efficiency) for efficiency in (0.0, 1.0))
    assert naive["price"].loss > 1.8 * naive["calibrated"].loss
    assert abs(naive["pooled"].loss - naive["calibrated"].loss) < 5
    assert np.ptp(sharp["raw"].said) > 0.4
    assert np.ptp(sharp["raw"].true) < 0.02
    assert sharp["raw"].loss > 30
    assert sharp["calibrated"].loss < 2
    assert sharp["calibrated"].loss > sharp["pooled"].loss > sharp["price"].loss


@pytest.mark.slow
def test_the_models_weight_falls_as_the_books_get_better() -> None:
    found = list(calibration.weights().values())
    assert [each.value for each in found] == sorted((each.value for each in found), reverse=True)
    assert found[0].low <= 1 <= found[0].high
    assert found[-1].low < 0 < found[-1].high
    assert abs(found[-1].value) < 0.1


@pytest.mark.slow
def test_the_line_that_the_proof_says_is_the_one_on_the_page() -> None:
    data, market = league.books(1).tables, league.experiment().market
    with pytest.raises(LeakageError) as caught:
        prove(data, market, leakage.BLOCKS, dates=1, only=[Perturbation.nulled])
    told = [" ".join(block.text.split()) for block in blocks(EXPLANATIONS / "leakage.md")]
    assert str(caught.value) in told


@pytest.mark.slow
def test_outcomes_follow_their_exact_law_and_sharp_books_price_it() -> None:
    data, market = DemoLeague(seasons=1).load(2), league.experiment().market
    found = marginals.outcomes(data, market)
    gap = np.abs(np.cumsum(found.seen) - np.cumsum(found.expected)).max()
    assert gap < 1.63 / np.sqrt(marginals.ROWS)  # Kolmogorov's 1 %
    sharp, dull = marginals.price_errors(1.0), marginals.price_errors(marginals.DULL)
    assert sharp.std() < 1
    assert dull.std() > 8
