"""Expected minutes: what a coach does with whoever is available.

Every available player has a claim `a`. He gets `CAP * sigmoid(a + c)` minutes, where `c` is the same for the
whole team and chosen such that the minutes add up to 240. So when somebody is missing, all others get more:
stars, who are near the cap, little; the bench a lot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Bools, Floats, Ints

CAP = 38.5
TEAM_MINUTES = 240.0
SAFE = 8
"""The first eight always play."""
DEPTH, DEPTH_BLOWOUT, BLUR = 11.1, 13.5, 0.9
"""How deep a coach goes on average, in a regular game and in a blow-out, and how much that varies."""
FLATTEN = 0.6
"""Claims shrink by this share towards their mean in a blow-out: starters sit, the bench plays."""
EARLY_EXIT, EXIT_SHARE = 0.02, 0.4
"""Chance to leave a game early (foul trouble, a knock), and the share of the usual minutes played then."""
INTENSITY = 0.09
"""In a blow-out the winners produce this much more a minute, the losers this much less."""


@dataclass(frozen=True)
class Plan:
    """Per team-game and slot, (t, 15): expected minutes if he plays, and the chance that he plays.

    `regular` and `blowout` are expected minutes in the two kinds of game.
    """

    regular: Floats
    blowout: Floats
    plays: Floats
    plays_blowout: Floats


def plan_minutes(claims: Floats, active: Bools) -> Plan:
    """Share out the minutes of each team-game (t, 15) among its active players."""
    rank = np.where(active, -claims, np.inf).argsort(axis=1).argsort(axis=1)
    plays = _plays(rank, DEPTH) * active
    plays_blowout = _plays(rank, DEPTH_BLOWOUT) * active
    centre = (claims * plays).sum(axis=1, keepdims=True) / plays.sum(axis=1, keepdims=True)
    flat = claims + FLATTEN * (centre - claims)
    return Plan(_share_out(claims, plays), _share_out(flat, plays_blowout), plays, plays_blowout)


def _plays(rank: Ints, depth: float) -> Floats:
    """Return the chance of playing at all by rank within the team."""
    return np.where(rank < SAFE, 1.0, 1 / (1 + np.exp((rank + 1 - depth) / BLUR)))


def _share_out(claims: Floats, plays: Floats) -> Floats:
    """Minutes if he plays such that their expected sum is 240 in each row, by Newton's method."""
    shift = np.zeros((len(claims), 1))
    for _ in range(8):
        share = 1 / (1 + np.exp(-(claims + shift)))
        gap = TEAM_MINUTES - CAP * (share * plays).sum(axis=1, keepdims=True)
        slope = CAP * (share * (1 - share) * plays).sum(axis=1, keepdims=True)
        shift += np.clip(gap / slope, -1.5, 1.5)
    minutes: Floats = CAP / (1 + np.exp(-(claims + shift)))
    return minutes


def nodes(plan: Plan, big_win: Floats, big_loss: Floats) -> tuple[Floats, Floats]:
    """Weights and scales, (t, 15, 4), of the nodes of `nba_props.data.truth.NODES`, given that he plays.

    `big_win` and `big_loss` (t,) are the chances of the team. A deep-bench player who plays is more likely to
    be in a blow-out: the weights are conditional on playing.
    """
    win, loss = big_win[:, None], big_loss[:, None]
    regular = 1 - win - loss
    weights = np.stack(
        [
            regular * plan.plays * (1 - EARLY_EXIT),
            regular * plan.plays * EARLY_EXIT,
            win * plan.plays_blowout,
            loss * plan.plays_blowout,
        ],
        axis=2,
    )
    total = weights.sum(axis=2, keepdims=True)
    scales = np.stack(
        [
            plan.regular,
            plan.regular * EXIT_SHARE,
            plan.blowout * (1 + INTENSITY),
            plan.blowout * (1 - INTENSITY),
        ],
        axis=2,
    )
    return weights / np.where(total > 0, total, 1.0), scales


def shapes(expected: Floats) -> Ints:
    """Return the shape of the workload's Gamma law: starters' workload varies least. Whole numbers."""
    steps = np.searchsorted((7.0, 14.0, 22.0, 30.0), expected)
    return np.array([8, 12, 20, 32, 48])[steps]
