"""The law that each player-game of a simulated league was drawn from, computed exactly.

Before tip-off a player-game is fixed by a rate per minute for each kind of event, a shape `k`, and a few
*nodes* (a regular game, an early exit, a big win, a big loss), each with a probability `w_j` and a scale
`s_j`: the minutes expected in it times its intensity. Nature picks a node and a workload `g`, Gamma with mean
1 and variance `1/k`; given both, events are independent Poisson counts with means `s_j * g * rate`. A stat
such as PRA adds up events of several values `v` (a made three counts 3), so its characteristic function is

    phi(t) = sum_j w_j * (1 - s_j * psi(t) / k) ** -k,    psi(t) = sum_e rate_e * (exp(i t v_e) - 1),

and the inverse Fourier transform of phi over K points is its probability mass function. Shapes are whole
numbers, so that the power needs multiplications only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from nba_props.core.arrays import Bools, Floats, Integers, Ints
from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import ConfigError, DataError, did_you_mean

_Complex = npt.NDArray[np.complex128]

EVENTS = (
    "twos",
    "threes",
    "free_throws",
    "offensive_rebounds",
    "defensive_rebounds",
    "assists",
    "steals",
    "blocks",
    "turnovers",
)
"""What is counted: made two-pointers, made three-pointers, made free throws, and so on."""

NODES = ("regular", "early_exit", "big_win", "big_loss")

VALUES: dict[str, dict[str, int]] = {
    "points": {"twos": 2, "threes": 3, "free_throws": 1},
    "rebounds": {"offensive_rebounds": 1, "defensive_rebounds": 1},
    "assists": {"assists": 1},
    "threes": {"threes": 1},
    "steals": {"steals": 1},
    "blocks": {"blocks": 1},
    "turnovers": {"turnovers": 1},
}
"""What one event adds to a stat."""

_CHUNK = 1024
_TAIL = 8.0
"""The transform covers the mean and this many standard deviations; the mass beyond is below 1e-6."""


def event_values(stats: Sequence[str]) -> Floats:
    """Return what one event of each kind adds to the sum of the stats: shape (events,).

    Raises:
        ConfigError: a stat is unknown.
    """
    unknown = [stat for stat in stats if stat not in VALUES]
    if unknown:
        raise ConfigError(f"stat {unknown[0]} has no simulated law: {did_you_mean(unknown[0], VALUES)}")
    return np.array([sum(VALUES[stat].get(event, 0) for stat in stats) for event in EVENTS], dtype=float)


@dataclass(frozen=True)
class Law:
    """The parameters of n player-games (see the module's formula).

    `rates`: events per minute, (n, events). `shapes`: whole numbers, (n,). `weights` (rows sum to 1) and
    `scales` (minutes): (n, nodes).
    """

    rates: Floats
    shapes: Ints
    weights: Floats
    scales: Floats

    def take(self, rows: Integers | Bools) -> Law:
        """Return the laws of some player-games, in the given order."""
        return Law(self.rates[rows], self.shapes[rows], self.weights[rows], self.scales[rows])

    def scaled(self, factor: Floats) -> Law:
        """Return the laws with every expected count multiplied by `factor`, shape (n,)."""
        return Law(self.rates * factor[:, None], self.shapes, self.weights, self.scales)

    def mean(self, stats: Sequence[str]) -> Floats:
        """Return the expected sum of the stats: (n,), or (t, 15) for laws laid out so."""
        values: Floats = self.rates @ event_values(stats)
        scale: Floats = (self.weights * self.scales).sum(axis=-1)
        return values * scale

    def variance(self, stats: Sequence[str]) -> Floats:
        """Return variance of the sum of the stats: Poisson variance plus that of the common scale: (n,)."""
        values = event_values(stats)
        first = (self.weights * self.scales).sum(axis=1)
        second = (self.weights * self.scales**2).sum(axis=1) * (1 + 1 / self.shapes)
        out: Floats = (self.rates @ values**2) * first + (self.rates @ values) ** 2 * (second - first**2)
        return out

    def pmf(self, stats: Sequence[str]) -> Floats:
        """P(sum of the stats = j) for j = 0 … K-1, shape (n, K), with K such that the rest is below 1e-6."""
        parts = list(self.chunks(stats))
        out = np.zeros((len(self.shapes), max((part.shape[1] for _, part in parts), default=1)))
        for rows, part in parts:
            out[rows, : part.shape[1]] = part
        return out

    def p_over(self, stats: Sequence[str], lines: Floats) -> Floats:
        """P(sum of the stats > line), shape (n,)."""
        out = np.empty(len(self.shapes))
        for rows, part in self.chunks(stats):
            at_most = np.floor(lines[rows]).astype(int)
            below = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(part, axis=1)], axis=1)
            out[rows] = 1 - below[np.arange(len(rows)), np.clip(at_most + 1, 0, part.shape[1])]
        return np.clip(out, 0.0, 1.0)

    def chunks(self, stats: Sequence[str]) -> Iterator[tuple[Ints, Floats]]:
        """Rows of similar reach and their mass functions; small enough to stay in a processor's cache."""
        values = event_values(stats)
        reach = self.mean(stats) + _TAIL * np.sqrt(self.variance(stats)) + 8
        order = np.argsort(reach, kind="stable")
        for start in range(0, len(order), _CHUNK):
            rows = order[start : start + _CHUNK]
            size = 16 * int(np.ceil(reach[rows[-1]] / 16))
            phi = self.take(rows)._characteristic(values, size)
            yield rows, np.maximum(np.fft.irfft(phi, n=size, axis=1), 0.0)

    def _characteristic(self, values: Floats, size: int) -> _Complex:
        """Phi at the frequencies 0 … size/2 of a transform of `size` points, shape (n, size/2 + 1)."""
        angle = -2 * np.pi / size * np.arange(size // 2 + 1)
        psi = np.zeros((len(self.rates), len(angle)), dtype=np.complex128)
        for value in np.unique(values[values > 0]):
            rate = self.rates[:, values == value].sum(axis=1) / self.shapes
            psi += rate[:, None] * (np.exp(1j * value * angle) - 1)
        phi: _Complex = np.zeros_like(psi)
        for node in range(self.weights.shape[1]):
            base = 1 - self.scales[:, node, None] * psi
            phi += self.weights[:, node, None] / _whole_power(base, self.shapes)
        return phi


def _whole_power(base: _Complex, exponents: Ints) -> _Complex:
    """Each row of `base` to its own whole power, by repeated squaring."""
    out = np.ones_like(base)
    left = exponents.copy()
    while True:
        odd = left % 2 == 1
        if odd.any():
            np.multiply(out, base, out=out, where=odd[:, None])
        left //= 2
        if not left.any():
            return out
        base = base * base


@dataclass(frozen=True)
class Truth:
    """The laws of a data set's player-games: row i belongs to row i of `Dataset.player_games`.

    `frame` holds game_id and player_id, `shape`, `weight_<node>`, `scale_<node>` and `rate_<event>`. The law
    of a row is conditional on the player playing; rows of players who sat hold what it would have been.
    """

    frame: pl.DataFrame

    @classmethod
    def of(cls, keys: pl.DataFrame, law: Law) -> Truth:
        """Return the truth of the player-games named by `keys` (game_id, player_id), in their order."""
        columns: dict[str, Floats | Ints] = {"shape": law.shapes}
        columns |= {f"weight_{node}": law.weights[:, j] for j, node in enumerate(NODES)}
        columns |= {f"scale_{node}": law.scales[:, j] for j, node in enumerate(NODES)}
        columns |= {f"rate_{event}": law.rates[:, j] for j, event in enumerate(EVENTS)}
        return cls(keys.select(PLAYER_GAME).with_columns(**{n: pl.Series(c) for n, c in columns.items()}))

    @cached_property
    def law(self) -> Law:
        """The parameters as arrays."""

        def columns(prefix: str, names: Sequence[str]) -> Floats:
            return self.frame.select(f"{prefix}_{name}" for name in names).to_numpy()

        shapes = self.frame["shape"].to_numpy().astype(np.int64)
        return Law(columns("rate", EVENTS), shapes, columns("weight", NODES), columns("scale", NODES))

    def pmf(self, stats: Sequence[str], rows: npt.ArrayLike | None = None) -> Floats:
        """P(sum of the stats = j), shape (len(rows), K), for some rows by number (all by default)."""
        return self._at(rows).pmf(stats)

    def p_over(self, stats: Sequence[str], rows: npt.ArrayLike | None, lines: npt.ArrayLike) -> Floats:
        """P(sum of the stats > line), shape (len(rows),); a row may come more than once."""
        law = self._at(rows)
        return law.p_over(stats, np.broadcast_to(np.asarray(lines, dtype=float), law.shapes.shape))

    def mean(self, stats: Sequence[str], rows: npt.ArrayLike | None = None) -> Floats:
        """Return the expected sum of the stats, shape (len(rows),)."""
        return self._at(rows).mean(stats)

    def rows_of(self, keys: pl.DataFrame) -> Ints:
        """Return the row number of each (game_id, player_id) in `keys`, in their order.

        Raises:
            DataError: a player-game has no law.
        """
        known = self.frame.select(PLAYER_GAME).with_row_index("row")
        found = keys.select(PLAYER_GAME).join(known, on=PLAYER_GAME, how="left", maintain_order="left")
        if found["row"].null_count():
            missing = found.filter(pl.col("row").is_null()).row(0, named=True)
            raise DataError(f"no law for game_id={missing['game_id']}, player_id={missing['player_id']}")
        return found["row"].to_numpy().astype(np.int64)

    def _at(self, rows: npt.ArrayLike | None) -> Law:
        return self.law if rows is None else self.law.take(np.asarray(rows, dtype=np.int64))
