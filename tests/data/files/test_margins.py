"""Prices of both sides that no book could offer are refused, and what they may be instead is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.files.game_lines import GameLineOptions, read_game_lines
from nba_props.data.quality import QualityReport
from nba_props.data.raw.margins import ODD
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, WriteRows, quote

Prices = tuple[float, float]


def load(
    write: WriteRows,
    prices: Prices,
    odds: OddsFormat = OddsFormat.american,
    pairs: int = 6,
    sides: bool = False,
) -> Dataset:
    rows = []
    for book in range(pairs):
        about = quote("Jon Asgard", bookmaker=f"B{book}", over_price=prices[0], under_price=prices[1])
        if not sides:
            rows.append(about)
            continue
        later = {"timestamp": "2023-10-24T18:00:07Z"}
        over, under = about.pop("over_price"), about.pop("under_price")
        rows += [about | {"side": "Over", "price": over}, about | later | {"side": "Under", "price": under}]
    logs, lines = write("logs.csv", list(ROSTER)), write("lines.csv", rows)
    return Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra", odds_format=odds).load(0)


@pytest.mark.parametrize(
    ("prices", "odds", "meant"),
    [
        ((110, 110), OddsFormat.american, "none is below zero: their minus signs seem to be lost"),
        ((120, 100), OddsFormat.american, "minus signs seem to be lost"),
        ((52.4, 52.4), OddsFormat.decimal, "probabilities in per cent: a decimal price is 100 divided by"),
        ((110, 110), OddsFormat.decimal, "American prices whose minus signs are lost"),
        ((1.02, 1.01), OddsFormat.decimal, "Hong Kong odds, without the stake: a decimal price is 1 more"),
    ],
)
def test_impossible_prices_are_refused(
    write: WriteRows, prices: Prices, odds: OddsFormat, meant: str
) -> None:
    with pytest.raises(DataError, match=rf"lines\.csv, prices of over and under: .* 6 pairs, .*{meant}"):
        load(write, prices, odds)
    with pytest.raises(DataError, match=meant):
        load(write, prices, odds, sides=True)


@pytest.mark.parametrize(
    ("prices", "odds"),
    [((-110, -110), OddsFormat.american), ((100, 100), OddsFormat.american), ((1.6, 1.6), OddsFormat.decimal),
     ((-137, -137), OddsFormat.american), ((500, -900), OddsFormat.american)],
)  # fmt: skip
def test_a_books_prices_are_taken(write: WriteRows, prices: Prices, odds: OddsFormat) -> None:
    assert load(write, prices, odds).prop_lines.height == 6


@pytest.mark.parametrize(
    ("prices", "odds", "implied"),
    [((1.3, 1.45), OddsFormat.decimal, "146%"), ((1.2, 1.2), OddsFormat.decimal, "167%"),
     ((2.1, 2.1), OddsFormat.decimal, "95%"), ((-105, 120), OddsFormat.american, "97%"),
     ((3.0, 3.0), OddsFormat.decimal, "67%")],
)  # fmt: skip
def test_promotions_and_multipliers_of_pickem_games_are_taken_and_told(
    write: WriteRows, prices: Prices, odds: OddsFormat, implied: str
) -> None:
    data = load(write, prices, odds)
    assert data.prop_lines.height == 6
    (step,) = [step for step in data.quality.steps if step.reason == ODD]
    assert (step.rows, step.assumed, step.examples[0][-4:].strip()) == (6, True, implied)


def test_of_few_pairs_nothing_follows(write: WriteRows) -> None:
    assert load(write, (110, 110), pairs=4).prop_lines.height == 4


def test_percentages_are_called_so_where_american_prices_are_expected(write: WriteRows) -> None:
    with pytest.raises(DataError, match=r"'52\.4' is no American price: .* in per cent the decimal price is"):
        load(write, (52.4, 52.4))


def test_moneylines_without_their_minus_signs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    rows = [f"2023-11-0{day},DEN,LAL,229,5,180,150" for day in range(1, 7)]
    path.write_text("\n".join(["Date,Home,Away,OU,Spread,ML_Home,ML_Away", *rows]) + "\n")
    with pytest.raises(DataError, match=r"lines\.csv, moneylines: both sides imply 76% .* minus signs"):
        read_game_lines([path], GameLineOptions(), QualityReport())
