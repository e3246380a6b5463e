"""The terms of a bet as a person writes them on the command line."""

from __future__ import annotations

import argparse
import math

from nba_props.core.plain_text import strange_character

LARGEST_DECIMAL = 100
"""A price without a sign is decimal up to it; above, nobody can tell."""


def _number(text: str, low: float, high: float) -> float:
    """Return a number as a person writes it: no `1_0.5`, no digits of other scripts, which Python takes."""
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {low:g} to {high:g}")
    return value


def line(text: str) -> float:
    """Return a line."""
    return _number(text, 0, 150)


def money(text: str) -> float:
    """Return an amount of money, or none."""
    return _number(text, 0, 1e9)


def stake(text: str) -> float:
    """Return an amount of money that is bet."""
    from nba_props.live.bets import LEAST_STAKE

    return _number(text, LEAST_STAKE, 1e9)


def price(text: str) -> float:
    """Return a price as a decimal one; one with a sign is American."""
    if not text.startswith(("+", "-")):
        return _number(text, 1.001, LARGEST_DECIMAL)
    from nba_props.errors import DataError
    from nba_props.pricing.odds import american_to_decimal

    try:
        return float(american_to_decimal(_number(text, -100_000, 100_000)))
    except DataError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def word(text: str) -> str:
    """Return a text in one line that is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return remark(text)


def remark(text: str) -> str:
    """Return a text in one line."""
    stripped = text.strip()
    strange = strange_character(stripped)
    if strange is not None:
        raise argparse.ArgumentTypeError(f"{stripped!a} holds {strange}; it must be one line of UTF-8 text")
    return stripped


def book(text: str) -> str:
    """Return a book under the spelling that its quotes have in a store."""
    from nba_props.data.vocabulary.books import spelling_of

    return spelling_of([word(text)])[text.strip()]


def team(text: str) -> str:
    """Return a team's abbreviation; of a team that is none of the league's, what was written, in capitals."""
    from nba_props.data.vocabulary.teams import team_codes
    from nba_props.data.vocabulary.words import joined

    return team_codes({}, ()).get(joined(word(text)), text.strip().upper())
