"""Figures as words, the same in every sentence."""

from __future__ import annotations

from nba_props.findings.evidence import Interval


def percent(value: float, digits: int = 1) -> str:
    """A share as a signed percentage: `+4.2 %`."""
    return f"{100 * value:+.{digits}f} %"


def share(value: float, digits: int = 1) -> str:
    """A share as a percentage without a sign: `4.2 %`."""
    return f"{100 * value:.{digits}f} %"


def span(ends: Interval | None, digits: int = 1) -> str:
    """An interval in brackets after a percentage, with a blank before it; empty where there is none."""
    if ends is None:
        return ""
    low, high = (f"{100 * end:+.{digits}f}" for end in ends)
    return f" ({low} to {high})"


def count(number: float, thing: str, things: str | None = None) -> str:
    """A number of things: `1 bet`, `1,204 bets`."""
    return f"{number:,.0f} {thing if round(number) == 1 else things or thing + 's'}"
