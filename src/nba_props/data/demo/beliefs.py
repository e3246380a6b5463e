"""What the betting market believes about each lined player-game, in the morning and at the close.

In an efficient market (`efficiency=1`) it believes the truth given what is known at the time: at the close it
is known who plays; in the morning the two laws of the team's game-time decision are mixed by their chances.
In a less efficient one the belief is pulled towards the player's mean over the season so far, and it errs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nba_props.core.arrays import Bools, Floats, Ints
from nba_props.data.demo.boxscore import Draw
from nba_props.data.demo.injuries import SITS
from nba_props.data.demo.names import MARKETS
from nba_props.data.demo.pregame import Pregame
from nba_props.data.truth import Law, event_values

MIN_MEAN = {"pra": 14.0, "points": 7.0, "rebounds": 3.0, "assists": 2.2, "threes": 1.1}
"""A market is offered for players who are expected to reach this."""
LINED_PER_TEAM, LINED_SHARE = 5, 0.87
"""The five players of a team who are expected to do most may have lines, and this share of them has."""
ERROR = 0.12
"""Standard deviation of the log error of the belief where efficiency is 0."""
PRIOR_GAMES = 5
"""The naive view starts the season as if it had seen this many games at today's expectation."""


@dataclass(frozen=True)
class Lined:
    """The n player-games with lines, in row-major order of the cells.

    `cells` (t, 15) marks them, `known` are their laws at tip-off. `unsettled` are the numbers of those whose
    law hangs on a team mate's game-time decision, `other` their laws had it gone the other way,
    `other_chance` (m,) the chance of that in the morning. `scratched` (n,) are game-time decisions who sit in
    the end.
    """

    cells: Bools
    known: Law
    other: Law
    unsettled: Ints
    other_chance: Floats
    scratched: Bools


def line_up(rng: np.random.Generator, pregame: Pregame) -> Lined:
    """Choose who has lines. Settled in the morning: the doubtful player may have them and then sit."""
    certain = pregame.plan_present.plays == 1
    expected = np.where(certain, pregame.present.mean(MARKETS["pra"]), 0.0)
    rank = (-expected).argsort(axis=1).argsort(axis=1)
    chosen = rng.random(rank.shape) < LINED_SHARE
    cells = chosen & (rank < LINED_PER_TEAM) & (expected >= MIN_MEAN["pra"])
    hangs = pregame.doubted.any(axis=1, keepdims=True) & ~pregame.doubted
    sits = np.broadcast_to(pregame.sits[:, None], cells.shape)[cells & hangs]
    return Lined(
        cells=cells,
        known=pregame.law(pregame.sits).take(cells),
        other=pregame.law(~pregame.sits).take(cells & hangs),
        unsettled=np.flatnonzero(hangs[cells]),
        other_chance=np.where(sits, 1 - SITS, SITS),
        scratched=pregame.scratched[cells],
    )


def without_news(lined: Lined, pregame: Pregame) -> Lined:
    """Return the player-games as books see them that ignore injuries.

    Everybody is thought to play, at a level that is right on average: absences are known to happen, not when.
    """
    healthy = pregame.healthy.take(lined.cells)
    level = lined.known.mean(MARKETS["pra"]).mean() / healthy.mean(MARKETS["pra"]).mean()
    known = healthy.scaled(np.full(len(healthy.shapes), level))
    nobody = np.empty(0, dtype=np.intp)
    return replace(lined, known=known, other=known.take(nobody), unsettled=nobody, other_chance=np.empty(0))


@dataclass(frozen=True)
class Seen:
    """What happened in all games, to look back on; `season` (t,) of each team-game."""

    pregame: Pregame
    draw: Draw
    season: Ints

    def season_so_far(self, stats: tuple[str, ...]) -> Floats:
        """Return the naive view of every cell, (t, 15).

        The player's mean over his earlier games of the season.
        """
        played, roster = self.draw.played, self.pregame.roster
        scored = np.zeros(played.shape)
        scored[played] = self.draw.events @ event_values(stats)
        player = (self.season[:, None] * (roster.max() + 1) + roster).ravel()
        total, games = (_before(values.ravel(), player) for values in (scored, played.astype(float)))
        prior = self.pregame.law(self.pregame.sits).mean(stats).ravel()
        mean: Floats = (total + PRIOR_GAMES * prior) / (games + PRIOR_GAMES)
        return mean.reshape(played.shape)


def _before(values: Floats, group: Ints) -> Floats:
    """Return the sum of the earlier values of the same group, in order of appearance."""
    order = np.argsort(group, kind="stable")
    running = np.cumsum(values[order]) - values[order]
    first = np.r_[True, np.diff(group[order]) != 0]
    out = np.empty_like(values)
    out[order] = running - running[first][np.cumsum(first) - 1]
    return out


def believed(lined: Lined, stats: tuple[str, ...], factor: Floats) -> tuple[Floats, Floats]:
    """Mass functions of laws whose counts are scaled by `factor` (n,).

    At the close (n, K), and in the morning.

    In the morning only those of the `unsettled` differ: (m, K).
    """
    closing = lined.known.scaled(factor).pmf(stats)
    other = lined.other.scaled(factor[lined.unsettled]).pmf(stats)
    size = max(closing.shape[1], other.shape[1])
    closing, other = (np.pad(pmf, ((0, 0), (0, size - pmf.shape[1]))) for pmf in (closing, other))
    weight = lined.other_chance[:, None]
    return closing, (1 - weight) * closing[lined.unsettled] + weight * other


def belief_factor(rng: np.random.Generator, known: Floats, naive: Floats, efficiency: float) -> Floats:
    """How far the belief is off the truth, (n,): 1 in an efficient market.

    `known` and `naive` (n,) are the true and the naive mean.
    """
    error = rng.normal(0, ERROR, len(known)) - ERROR**2 / 2
    pull = efficiency + (1 - efficiency) * naive / known
    factor: Floats = pull * np.exp((1 - efficiency) * error)
    return factor
