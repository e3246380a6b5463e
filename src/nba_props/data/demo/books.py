"""The bookmakers: two-way quotes in five markets, at 09:00 US/Eastern and shortly before tip-off.

All books share the market's belief (`nba_props.data.demo.beliefs`). Each picks a line at or next to the even one,
errs a little about its probability, and adds its margin to both sides in equal proportion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nba_props.data.demo.beliefs import (
    LEAST_MEAN,
    MARKETS,
    Lined,
    belief_factor,
    believed,
    season_so_far,
)
from nba_props.data.demo.boxscore import Draw
from nba_props.data.demo.injuries import ANNOUNCED
from nba_props.data.demo.pregame import Pregame

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BOOKS = {"Alpha": 0.042, "Bravo": 0.048, "Circle": 0.055, "Delta": 0.062, "Empire": 0.068, "Falcon": 0.078}
"""The books and their overround: by how much the implied probabilities of the two sides exceed 1."""
COVERAGE = {"pra": 0.8, "points": 0.7, "rebounds": 0.55, "assists": 0.55, "threes": 0.5}
"""Chance that a book quotes a player in the market at the close."""
EARLY = 0.5
"""The same in the morning, relative to the close."""
PULLED = 0.5
"""Share of the books whose last quote on a player who was ruled out late is on record."""
NOISE, NOISE_LIMIT = 0.004, 0.01
"""Standard deviation and bound of a book's error in the probability of the over."""
OTHER_LINE = 0.1
"""Chance of a line one above the even one, and of one below."""
LEAST_CHANCE = 0.15
"""No line is so far off that either side has less than this."""
OPENING, CLOSING = 0, 1


@dataclass(frozen=True)
class Market:
    """How good the books are: `efficiency` in [0, 1], and the one whose lines are shifted by a share `bias`."""

    efficiency: float = 1.0
    biased_book: str | None = None
    bias: float = 0.0


@dataclass(frozen=True)
class Quotes:
    """One entry per quote. `cell` counts the lined cells; `market` and `book` count `MARKETS` and `BOOKS`.

    `moment` is `OPENING` or `CLOSING`; `minutes` are those after 09:00 or before tip-off.
    """

    cell: Ints
    market: Ints
    book: Ints
    moment: Ints
    minutes: Ints
    line: Floats
    over_price: Floats
    under_price: Floats


def make_quotes(
    rng: np.random.Generator, market: Market, pregame: Pregame, lined: Lined, draw: Draw, season: Ints
) -> Quotes:
    """All quotes on the lined cells; `season` (t,) of each team-game."""
    parts = []
    for number, (name, stats) in enumerate(MARKETS.items()):
        naive = season_so_far(pregame, draw, season, stats)[lined.cells]
        known = lined.known.mean(stats)
        factor = belief_factor(rng, known, naive, market.efficiency)
        beliefs = [_around_even(pmf) for pmf in believed(lined, stats, factor)]
        quoted = _coverage(rng, name, lined.scratched) & (known >= LEAST_MEAN[name])[:, None, None]
        parts.append(_quotes(rng, market, number, quoted, beliefs, lined.scratched))
    merged = {field: np.concatenate([vars(part)[field] for part in parts]) for field in vars(parts[0])}
    order = np.argsort(merged["cell"], kind="stable")
    return Quotes(**{field: values[order] for field, values in merged.items()})


def _around_even(pmf: Floats) -> tuple[Ints, Floats]:
    """The whole number below the most even line, (n,), and P(over) one line lower, at it and one higher, (n, 3)."""
    over = 1 - np.cumsum(pmf, axis=1)
    even = np.abs(over - 0.5).argmin(axis=1)
    near = np.clip(even[:, None] + np.array([-1, 0, 1]), 0, pmf.shape[1] - 1)
    return even, np.take_along_axis(over, near, axis=1)


def _coverage(rng: np.random.Generator, market: str, scratched: Bools) -> Bools:
    """Which quotes exist: (n, books, moments)."""
    chance = np.full((len(scratched), len(BOOKS), 2), COVERAGE[market])
    chance[:, :, OPENING] *= EARLY
    chance[scratched, :, CLOSING] *= PULLED
    return rng.random(chance.shape) < chance


def _quotes(
    rng: np.random.Generator,
    market: Market,
    number: int,
    quoted: Bools,
    beliefs: list[tuple[Ints, Floats]],
    scratched: Bools,
) -> Quotes:
    cell, book, moment = np.nonzero(quoted)
    even = np.stack([line for line, _ in beliefs], axis=1)[cell, moment]
    chances = np.stack([over for _, over in beliefs], axis=1)[cell, moment]
    step = _steps(rng, even, chances)
    fair = chances[np.arange(len(step)), step + 1]
    noise = np.clip(rng.normal(0, NOISE, len(fair)), -NOISE_LIMIT, NOISE_LIMIT)
    over_price, under_price = _prices(fair + noise, np.array(list(BOOKS.values()))[book])
    return Quotes(
        cell=cell,
        market=np.full(len(cell), number),
        book=book,
        moment=moment,
        minutes=_minutes(rng, moment, scratched[cell]),
        line=_shifted(even + step + 0.5, np.array(list(BOOKS))[book] == market.biased_book, market.bias),
        over_price=over_price,
        under_price=under_price,
    )


def _steps(rng: np.random.Generator, even: Ints, chances: Floats) -> Ints:
    """-1, 0 or 1: how far a book's line is from the even one; 0 where the other line would be lopsided."""
    draw = rng.random(len(even))
    step = np.where(draw < OTHER_LINE, -1, np.where(draw > 1 - OTHER_LINE, 1, 0))
    chance = chances[np.arange(len(step)), step + 1]
    sound = (even + step >= 0) & (chance > LEAST_CHANCE) & (chance < 1 - LEAST_CHANCE)
    return np.where(sound, step, 0)


def _prices(over: Floats, overround: Floats) -> tuple[Floats, Floats]:
    """Decimal prices of both sides, of which the no-vig probability (in proportion) is `over` again."""
    over_price, under_price = 1 / (over * (1 + overround)), 1 / ((1 - over) * (1 + overround))
    return np.round(over_price, 2), np.round(under_price, 2)


def _shifted(line: Floats, biased: Bools, bias: float) -> Floats:
    """The lines with those of the biased book moved by a share of themselves, to the nearest half point."""
    moved = np.maximum(np.floor(line * (1 + bias)) + 0.5, 0.5)
    return np.where(biased, moved, line)


def _minutes(rng: np.random.Generator, moment: Ints, scratched: Bools) -> Ints:
    """Minutes after 09:00 (opening) or before tip-off (closing; earlier for a player who was then ruled out)."""
    opening, closing = rng.integers(0, 15, len(moment)), rng.integers(2, 13, len(moment))
    return np.where(moment == OPENING, opening, np.where(scratched, closing + ANNOUNCED, closing))
