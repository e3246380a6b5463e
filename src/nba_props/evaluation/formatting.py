"""Figures in words: percentages, numbers, intervals and counts, the same in every sentence and table."""

from __future__ import annotations

from collections.abc import Callable

from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.catalogue import Unit, metric_of

Format = Callable[[float], str]
DASH = "\N{EN DASH}"
"""The mark of a figure that is not known."""
MOST_DIGITS = 9
"""Digits behind the point up to which it is looked for one that is no zero."""


def percent(value: float, digits: int = 1) -> str:
    """Return a share as a signed percentage: `+4.2 %`."""
    return f"{100 * value:+.{digits}f} %"


def share(value: float, digits: int = 1) -> str:
    """Return a share as a percentage without a sign: `4.2 %`."""
    return f"{100 * value:.{digits}f} %"


def number(digits: int) -> Format:
    """Return a number with so many digits and thousands apart."""
    return lambda value: f"{value:,.{digits}f}"


def signed(digits: int) -> Format:
    """Return a number with its sign: `+1.25`."""
    return lambda value: f"{value:+,.{digits}f}"


def signed_nonzero(digits: int) -> Format:
    """Return a number with its sign, with more digits where all of them would be zeros: `-0.000004`.

    Zero has the sign `+`, from below too.
    """

    def form(value: float) -> str:
        enough = next((more for more in range(digits, MOST_DIGITS) if round(value, more)), digits)
        return f"{round(value, enough) + 0.0:+.{enough}f}"

    return form


def span(ends: Interval | None, digits: int = 1) -> str:
    """Return interval in brackets after a percentage, with a blank before it; empty where there is none."""
    if ends is None:
        return ""
    low, high = (f"{100 * end:+.{digits}f}" for end in ends)
    return f" ({low} to {high})"


def written(ends: Interval | None, form: Format) -> str:
    """Return an interval in words, the unit said once; empty where there is none."""
    if ends is None:
        return ""
    low, high = form(ends[0]), form(ends[1])
    return f"{low.removesuffix(' %')} to {high}"


def count(amount: float, thing: str, things: str | None = None) -> str:
    """Return a number of things: `1 bet`, `1,204 bets`."""
    return f"{amount:,.0f} {thing if round(amount) == 1 else things or thing + 's'}"


FORMATS: dict[Unit, Format] = {
    Unit.STAT: number(3),
    Unit.SHARE: share,
    Unit.CHANGE: percent,
    Unit.NATS: number(4),
    Unit.MILLINATS: signed(2),
    Unit.SCORE: number(4),
    Unit.SECONDS: number(1),
    Unit.COUNT: number(0),
    Unit.MONEY: number(1),
    Unit.PRICE: number(3),
    Unit.NUMBER: signed(2),
}
"""How a metric is written, by its unit."""


def format_of(metric: str) -> Format:
    """How a metric is written, those of segments and the ends of intervals too; by four digits if unknown."""
    known = metric_of(metric)
    return FORMATS[Unit.SCORE if known is None else known.unit]
