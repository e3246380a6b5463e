"""The bookmakers: two-way quotes in five markets, at 09:00 US/Eastern and shortly before tip-off.

All books share the market's belief (`nba_props.data.demo.beliefs`). Each picks a line at or next to the even
one, errs a little about its probability, and adds its margin to both sides in equal proportion.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nba_props.core.arrays import Bools, Floats, Ints
from nba_props.data.demo.beliefs import (
    MIN_MEAN,
    Lined,
    Seen,
    belief_factor,
    believed,
    without_news,
)
from nba_props.data.demo.injuries import ANNOUNCED
from nba_props.data.demo.names import BOOKS, MARKETS

COVERAGE = {"pra": 0.75, "points": 0.65, "rebounds": 0.5, "assists": 0.45, "threes": 0.4}
"""Chance that a book quotes a player in the market at the close."""
EARLY = 0.45
"""The same in the morning, relative to the close."""
PULLED = 0.5
"""Share of the books whose last quote on a player who was ruled out late is on record."""
NOISE, NOISE_LIMIT = 0.004, 0.01
"""Standard deviation and bound of a book's error in P(over) at an even line; less at a lopsided one."""
OTHER_LINE = 0.1
"""Chance of a line one above the even one, and of one below."""
MIN_CHANCE = 0.15
"""No line is so far off that either side has less than this."""
OPENING, CLOSING = 0, 1


@dataclass(frozen=True)
class Market:
    """How good the books are.

    `efficiency` from 0 to 1, whose lines are shifted by a share `bias`, and whether the books read the news.
    Of `markets` (all where there are none) alone they have lines: the same as among others.
    """

    efficiency: float = 1.0
    biased_book: str | None = None
    bias: float = 0.0
    ignores_injuries: bool = False
    markets: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Offer:
    """The common belief about one market, by number, for each lined cell and moment.

    `even` (n, moments): the whole number below the most even line. `over` (n, moments, 3): P(over) at the
    line before it, at it and after it.
    """

    market: int
    even: Ints
    over: Floats


def make_quotes(rng: np.random.Generator, market: Market, lined: Lined, seen: Seen) -> Quotes:
    """All quotes on the lined cells, given what has been `seen` of the players."""
    streams = rng.spawn(len(MARKETS))
    told = without_news(lined, seen.pregame) if market.ignores_injuries else lined

    def one_market(number: int) -> Quotes:
        return _market_quotes(streams[number], number, market, told, seen)

    with ThreadPoolExecutor(max_workers=2) as pool:
        quoted = [number for number, name in enumerate(MARKETS) if name in (market.markets or MARKETS)]
        parts = list(pool.map(one_market, quoted))
    merged = {field: np.concatenate([vars(part)[field] for part in parts]) for field in vars(parts[0])}
    order = np.argsort(merged["cell"], kind="stable")
    return Quotes(**{field: values[order] for field, values in merged.items()})


def _market_quotes(rng: np.random.Generator, number: int, market: Market, lined: Lined, seen: Seen) -> Quotes:
    name, stats = list(MARKETS.items())[number]
    known = lined.known.mean(stats)
    naive = seen.season_so_far(stats)[lined.cells] if market.efficiency < 1 else known  # of no weight at 1
    factor = belief_factor(rng, known, naive, market.efficiency)
    offer = Offer(number, *_near_even(lined, *believed(lined, stats, factor)))
    quoted = _coverage(rng, name, lined.scratched) & (known >= MIN_MEAN[name])[:, None, None]
    return _quotes(rng, market, offer, quoted, lined.scratched)


def _near_even(lined: Lined, closing: Floats, morning: Floats) -> tuple[Ints, Floats]:
    """`_around_even` of both moments: (n, moments) and (n, moments, 3)."""
    even, over = _around_even(closing)
    evens, overs = np.stack([even, even], axis=1), np.stack([over, over], axis=1)
    evens[lined.unsettled, OPENING], overs[lined.unsettled, OPENING] = _around_even(morning)
    return evens, overs


def _around_even(pmf: Floats) -> tuple[Ints, Floats]:
    """Return the whole number below the most even line (n,).

    P(over) at the line before, at it and after (n, 3).
    """
    over = np.cumsum(pmf, axis=1)
    np.subtract(1, over, out=over)
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
    rng: np.random.Generator, market: Market, offer: Offer, quoted: Bools, scratched: Bools
) -> Quotes:
    cell, book, moment = np.nonzero(quoted)
    even, chances = offer.even[cell, moment], offer.over[cell, moment]
    step = _steps(rng, even, chances)
    fair = chances[np.arange(len(step)), step + 1]
    noise = 4 * fair * (1 - fair) * np.clip(rng.normal(0, NOISE, len(fair)), -NOISE_LIMIT, NOISE_LIMIT)
    over_price, under_price = _prices(fair + noise, np.array(list(BOOKS.values()))[book])
    return Quotes(
        cell=cell,
        market=np.full(len(cell), offer.market),
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
    sound = (even + step >= 0) & (chance > MIN_CHANCE) & (chance < 1 - MIN_CHANCE)
    return np.where(sound, step, 0)


def _prices(over: Floats, overround: Floats) -> tuple[Floats, Floats]:
    """Decimal prices of both sides, of which the no-vig probability (in proportion) is `over` again."""
    over_price, under_price = 1 / (over * (1 + overround)), 1 / ((1 - over) * (1 + overround))
    return np.round(over_price, 2), np.round(under_price, 2)


def _shifted(line: npt.NDArray[np.floating], biased: Bools, bias: float) -> Floats:
    """Move the lines of the biased book by a share of themselves, to the nearest half point."""
    moved: Floats = np.maximum(np.floor(line * (1 + bias)) + 0.5, 0.5).astype(float)
    return np.where(biased, moved, line)


def _minutes(rng: np.random.Generator, moment: Ints, scratched: Bools) -> Ints:
    """Minutes after 09:00 (opening) or before tip-off (closing; earlier for players then ruled out)."""
    opening, closing = rng.integers(0, 15, len(moment)), rng.integers(2, 13, len(moment))
    return np.where(moment == OPENING, opening, np.where(scratched, closing + ANNOUNCED, closing))
