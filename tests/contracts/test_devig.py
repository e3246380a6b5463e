"""What every devig method must keep to, and what the literature and other programs say of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nba_props.core.arrays import Floats
from nba_props.core.component import declare_family, registered
from nba_props.errors import DataError
from nba_props.pricing.devig import Devig
from nba_props.pricing.devig.power import Power
from nba_props.pricing.devig.shin import Shin
from tests.properties import quick

declare_family("nba_props.pricing.devig")
NAMES = sorted(registered("devig"))


def make(name: str) -> Devig:
    method: Devig = registered("devig")[name]()
    return method


@st.composite
def fair_rows(draw: st.DrawFn, least: float = 0.02) -> Floats:
    """Probabilities of up to 20 markets of two to six outcomes, none a long shot beyond `least`."""
    shape = (draw(st.integers(1, 20)), draw(st.integers(2, 6)))
    weights = draw(arrays(np.float64, shape, elements=st.floats(1, 1 / least / shape[1])))
    fair: Floats = weights / weights.sum(axis=1, keepdims=True)
    return fair


def market(fair: Floats, margin: float) -> Floats:
    """Prices of a book that spreads its margin in proportion; an implied probability stays below 1."""
    return np.maximum(1 / (fair * (1 + margin)), 1.001)


margins = st.floats(0, 0.12)


def test_there_are_the_four_usual_methods() -> None:
    assert NAMES == ["additive", "multiplicative", "power", "shin"]


@pytest.mark.parametrize("name", NAMES)
class TestEveryMethod:
    @quick
    @given(fair=fair_rows(), margin=st.floats(-0.05, 0.12))
    def test_gives_probabilities_that_sum_to_one(self, name: str, fair: Floats, margin: float) -> None:
        result = make(name).probabilities(market(fair, margin))
        given = ~np.isnan(result).any(axis=1)
        assert given.all() or name == "additive"
        assert ((result[given] > 0) & (result[given] < 1)).all()
        np.testing.assert_allclose(result[given].sum(axis=1), 1, rtol=0, atol=1e-12)

    @quick
    @given(fair=fair_rows(), margin=margins)
    def test_keeps_the_order_of_the_prices(self, name: str, fair: Floats, margin: float) -> None:
        prices = market(fair, margin)
        result = make(name).probabilities(prices)
        order = np.argsort(-prices, axis=1, kind="stable")
        steps = np.diff(np.take_along_axis(result, order, axis=1), axis=1)
        assert (np.isnan(steps) | (steps >= -1e-12)).all()

    @quick
    @given(fair=fair_rows(), margin=margins, seed=st.integers(0, 99))
    def test_does_not_mind_the_order_of_the_outcomes(
        self, name: str, fair: Floats, margin: float, seed: int
    ) -> None:
        prices = market(fair, margin)
        order = np.random.default_rng(seed).permutation(prices.shape[1])
        one, two = make(name).probabilities(prices), make(name).probabilities(prices[:, order])
        np.testing.assert_allclose(one[:, order], two, rtol=0, atol=1e-12)

    @pytest.mark.parametrize("outcomes", [2, 3, 10])
    @pytest.mark.parametrize("price_of_two", [1.8, 1.909, 2.0, 2.05])
    def test_equal_prices_are_equal_chances(self, name: str, outcomes: int, price_of_two: float) -> None:
        result = make(name).probabilities(np.full((1, outcomes), price_of_two * outcomes / 2))
        np.testing.assert_allclose(result, 1 / outcomes, rtol=0, atol=1e-12)

    @quick
    @given(fair=fair_rows())
    def test_changes_nothing_where_there_is_no_overround(self, name: str, fair: Floats) -> None:
        np.testing.assert_allclose(make(name).probabilities(1 / fair), fair, rtol=0, atol=1e-12)

    @quick
    @given(fair=fair_rows(), margin=margins)
    def test_judges_each_market_alone(self, name: str, fair: Floats, margin: float) -> None:
        prices = market(fair, margin)
        alone = [make(name).probabilities(row[None, :])[0] for row in prices]
        np.testing.assert_allclose(make(name).probabilities(prices), alone, rtol=0, atol=1e-12)

    @pytest.mark.parametrize("prices", [[1.001, 41.0], [1.001, 1.001], [1.2, 1000.0], [1001.0, 1.001]])
    def test_can_price_a_long_shot_against_one_other(self, name: str, prices: list[float]) -> None:
        result = make(name).probabilities([prices])
        assert ((result > 0) & (result < 1)).all()
        np.testing.assert_allclose(result.sum(), 1, rtol=0, atol=1e-12)

    def test_a_market_with_a_missing_price_has_no_probabilities(self, name: str) -> None:
        result = make(name).probabilities([[1.9, np.nan], [1.9, 1.9], [np.nan, np.nan]])
        assert np.isnan(result).all(axis=1).tolist() == [True, False, True]

    def test_nothing_in_nothing_out(self, name: str) -> None:
        assert make(name).probabilities(np.empty((0, 2))).shape == (0, 2)

    def test_a_wrong_price_is_named(self, name: str) -> None:
        with pytest.raises(DataError, match=r"^price 0.95 at \(1, 0\): decimal prices are .* above 1$"):
            make(name).probabilities([[1.9, 1.9], [0.95, 1.9]])

    def test_the_over_of_quotes_is_the_first_of_two_outcomes(self, name: str) -> None:
        prices = [[1.9, 1.9], [1.5, 2.74], [2.2, 1.7]]
        quotes = pl.DataFrame(prices, ["over_price", "under_price"], orient="row")
        over = make(name).novig_over(quotes.with_columns(book=pl.lit("a")))
        assert over.name == "novig_over"
        np.testing.assert_allclose(over.to_numpy(), make(name).probabilities(prices)[:, 0], atol=1e-12)
        swapped = quotes.select(over_price="under_price", under_price="over_price")
        np.testing.assert_allclose(make(name).novig_over(swapped).to_numpy(), 1 - over.to_numpy(), atol=1e-12)

    def test_a_quote_with_a_missing_price_has_no_over(self, name: str) -> None:
        types = {"over_price": pl.Float64, "under_price": pl.Float64}
        quotes = pl.DataFrame([(1.9, None), (None, 1.9), (1.9, 1.9), (None, None)], types, orient="row")
        over = make(name).novig_over(quotes)
        assert over.is_null().to_list() == [True, True, False, True]
        assert make(name).novig_over(quotes.head(0)).dtype == pl.Float64
        nobody = make(name).novig_over(quotes.tail(1).with_columns(pl.lit(None).alias("over_price")))
        assert nobody.to_list() == [None]

    @pytest.mark.parametrize("shape", [(3,), (3, 1), (2, 2, 2)])
    def test_a_wrong_shape_is_named(self, name: str, shape: tuple[int, ...]) -> None:
        with pytest.raises(DataError, match="two or more"):
            make(name).probabilities(np.full(shape, 1.9))


# What the literature and the manuals of other programs say


def test_shin_of_the_shin_packages_manual() -> None:
    """The worked example of the manual of the `shin` package (github.com/mberk/shin)."""
    prices = [[2.6, 2.4, 4.3]]
    expected = [[0.37299406033208965, 0.4047794109200184, 0.2222265287474275]]
    np.testing.assert_allclose(Shin().probabilities(prices), expected, rtol=0, atol=1e-9)
    np.testing.assert_allclose(Shin().insiders(1 / np.array(prices)), 0.01694251276407055, atol=1e-9)


def test_shin_of_two_outcomes_of_the_shin_packages_manual() -> None:
    prices = [[1.5, 2.74]]
    expected = [[0.6508515815085157, 0.3491484184914841]]
    np.testing.assert_allclose(Shin().probabilities(prices), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(Shin().insiders(1 / np.array(prices)), 0.03172728540646625, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("multiplicative", [0.35873804, 0.42112726, 0.2201347]),
        ("additive", [0.3595618, 0.42397404, 0.21646416]),
        ("power", [0.3591711, 0.42373075, 0.21709815]),
        ("shin", [0.35934392, 0.42324385, 0.21741223]),
    ],
)
def test_the_example_of_penaltyblogs_manual(name: str, expected: list[float]) -> None:
    """docs.pena.lt/y/implied: the odds 2.7, 2.3, 4.4."""
    result = make(name).probabilities([[2.7, 2.3, 4.4]])
    np.testing.assert_allclose(result, [expected], rtol=0, atol=5e-9)


@quick
@given(fair=fair_rows(), z=st.floats(0, 0.2))
def test_shins_prices_give_back_the_probabilities_and_the_insiders(fair: Floats, z: float) -> None:
    """Shin 1993, equation 5: pi = sqrt(z p + (1 - z) p^2) sum(sqrt(z p + (1 - z) p^2))."""
    roots = np.sqrt(z * fair + (1 - z) * fair**2)
    implied = roots * roots.sum(axis=1, keepdims=True)
    possible = (implied < 0.999).all(axis=1)
    np.testing.assert_allclose(Shin().fair(implied[possible]), fair[possible], rtol=0, atol=1e-10)
    np.testing.assert_allclose(Shin().insiders(implied[possible]), z, rtol=0, atol=1e-10)


@quick
@given(fair=fair_rows(), k=st.floats(1, 1.5))
def test_power_prices_give_back_the_probabilities_and_the_power(fair: Floats, k: float) -> None:
    """Clarke, Kovalchik and Ingram 2017: pi = p^(1 / k)."""
    implied = fair ** (1 / k)
    np.testing.assert_allclose(Power().fair(implied), fair, rtol=0, atol=1e-11)
    np.testing.assert_allclose(Power().exponent(implied), k, rtol=0, atol=1e-10)


@quick
@given(fair=st.floats(0.01, 0.99), margin=st.floats(0.001, 0.12))
def test_of_two_outcomes_shin_is_additive(fair: float, margin: float) -> None:
    """Clarke, Kovalchik and Ingram 2017."""
    prices = market(np.array([[fair, 1 - fair]]), margin)
    one, two = make("shin").probabilities(prices), make("additive").probabilities(prices)
    np.testing.assert_allclose(one, two, rtol=0, atol=1e-12)


def test_additive_has_no_negative_probabilities_to_give() -> None:
    """A long shot of three at 101 with an overround of 9 %: 1 / 101 - 0.03 is below 0."""
    result = make("additive").probabilities([[1.4, 2.7, 101.0], [2.7, 2.3, 4.4]])
    assert np.isnan(result).all(axis=1).tolist() == [True, False]


@quick
@given(fair=fair_rows(), margin=st.floats(0.01, 0.12))
def test_power_and_shin_take_more_from_long_shots_than_from_favourites(fair: Floats, margin: float) -> None:
    prices = market(fair, margin)
    for name in ("power", "shin"):
        kept = make(name).probabilities(prices) * prices
        steps = np.diff(np.take_along_axis(kept, np.argsort(-prices, axis=1), axis=1), axis=1)
        assert (steps >= -1e-12).all()


# Other programs


def random_markets(outcomes: int) -> Floats:
    rng = np.random.default_rng(outcomes)
    fair = rng.dirichlet(np.full(outcomes, 3.0), 60)
    return market(np.maximum(fair, 0.01) / np.maximum(fair, 0.01).sum(axis=1, keepdims=True), 0.06)


@pytest.mark.parametrize("outcomes", [2, 3, 6])
def test_shin_agrees_with_the_shin_package(outcomes: int) -> None:
    shin: Any = pytest.importorskip("shin", reason="shin is not installed")
    prices = random_markets(outcomes)
    theirs = [
        shin.calculate_implied_probabilities(row, max_iterations=100_000, convergence_threshold=1e-14)
        for row in prices.tolist()
    ]
    np.testing.assert_allclose(make("shin").probabilities(prices), theirs, rtol=0, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["multiplicative", "additive", "power", "shin"])
@pytest.mark.parametrize("outcomes", [2, 3, 6])
def test_agrees_with_penaltyblog(name: str, outcomes: int) -> None:
    implied: Any = pytest.importorskip("penaltyblog.implied", reason="penaltyblog is not installed")
    prices = random_markets(outcomes)
    ours = make(name).probabilities(prices)
    theirs = np.array([implied.calculate_implied(row, name).probabilities for row in prices.tolist()])
    given = ~np.isnan(ours).any(axis=1)
    assert given.sum() > 30
    np.testing.assert_allclose(ours[given], theirs[given], rtol=0, atol=1e-9)
    assert (theirs[~given] <= 0).any(axis=1).all()
