"""Whether the prices of both sides can be a book's: together they imply a little more than certainty."""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.odds_formats import MIN_AMERICAN, OddsFormat
from nba_props.errors import DataError

LOWEST, HIGHEST = 0.97, 1.4
"""What both sides of a file's prices imply in the median: exchanges and the best of many books are near 1."""
ENOUGH = 5
"""Pairs of prices below which nothing follows."""
EVEN = 2.0
"""The decimal price of +100: with its minus sign no American price is higher."""
ODD = "both sides imply less than 97 % or more than 140 % together in the median of a file: taken as prices"


def check_margin(
    where: str, first: pl.Series, second: pl.Series, odds: OddsFormat, *, table: str, quality: QualityReport
) -> None:
    """Refuse decimal prices of both sides, row by row, that are no book's and what something else would be.

    Others that are no book's stay and are told: promotions, and multipliers of pick'em games.

    Args:
        where: the file and what is priced, for the message.
        first: the prices of one side; null where there is none.
        second: those of the other side.
        odds: how they were read.
        table: what they are of.
        quality: gets the count of pairs that are no book's.

    Raises:
        DataError: the sides imply less together, or far more, than a book's, and would not in another form.
    """
    both = pl.DataFrame({"first": first, "second": second}).drop_nulls()
    implied = _implied(both)
    if both.height < ENOUGH or _is_book(implied):
        return
    if not (meant := _meant(both, odds)):
        quality.note(table, ODD, both.height, [f"{where}: {implied:.0%}"], assumed=True)
        return
    raise DataError(
        f"{where}: both sides imply {implied:.0%} together in the median of {both.height:,} pairs, where "
        f"those of a book imply a little more than 100 %; {meant}"
    )


def _implied(both: pl.DataFrame) -> float:
    """Return the median over rows of the sum of both sides' implied probabilities; 0 without rows."""
    return float(both.select(pl.sum_horizontal(1 / pl.all()).median()).item() or 0)


def _meant(both: pl.DataFrame, odds: OddsFormat) -> str:
    """Return what the prices seem to be instead; nothing where no form fits."""
    lowest = both.min().min_horizontal().item()
    if odds is OddsFormat.american:
        lost = "none is below zero: their minus signs seem to be lost (in decimal form they would be taken)"
        return lost if lowest >= EVEN else ""
    if _is_book(_implied(both.select(pl.all().pow(-1) * 100))):
        return "they seem to be probabilities in per cent: a decimal price is 100 divided by them"
    if lowest >= MIN_AMERICAN:
        return "they seem to be American prices whose minus signs are lost"
    if _is_book(_implied(both.select(pl.all() + 1))):
        return "they seem to be Hong Kong odds, without the stake: a decimal price is 1 more"
    return ""


def _is_book(implied: float) -> bool:
    return LOWEST <= implied <= HIGHEST
