"""Injuries and the report on them.

Long absences are known the evening before. At most one player a team and game is a *game-time decision*: he
is listed as questionable in the morning, and whether he plays is announced 75 minutes before tip-off — after
the opening lines, before the closing ones. The last report does not always say it: some stay questionable on
it and play, some stay questionable and sit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nba_props.core.arrays import Bools, Ints
from nba_props.data.demo.rosters import League
from nba_props.data.demo.schedule import ROUNDS, Schedule

HAZARD = 0.028
"""Chance that a healthy player is hurt between two games."""
MEAN_SPELL = 5.5
"""Mean number of games missed."""
LONG_SHARE, LONG_SPELL = 0.08, 30.0
"""Share of injuries that are serious, and the mean number of games that those take."""
REST_AGE, REST_CHANCE = 32.0, 0.18
"""Players of this age are rested in some back-to-backs."""
DECISIONS = 0.35
"""Share of team-games with a game-time decision."""
SITS = 0.40
"""Chance that a game-time decision does not play, known to everybody in the morning."""
ANNOUNCED = 75
"""Minutes before tip-off at which a game-time decision is announced."""


@dataclass(frozen=True)
class Absences:
    """Who is missing, by game, side (home first) and roster slot.

    `out` (n, 2, 15): known to miss the game since the evening before. `decision` (n, 2): the slot of the
    game-time decision, -1 for none. `sits` (n, 2): that player does not play.
    """

    out: Bools
    decision: Ints
    sits: Bools

    @property
    def doubted(self) -> Bools:
        """Where the game-time decisions are: (n, 2, 15)."""
        slots = np.arange(self.out.shape[2])
        found: Bools = self.decision[:, :, None] == slots
        return found

    @property
    def scratched(self) -> Bools:
        """The game-time decisions who do not play: (n, 2, 15)."""
        gone: Bools = self.doubted & self.sits[:, :, None]
        return gone


def make_absences(rng: np.random.Generator, league: League, schedule: Schedule, roster: Ints) -> Absences:
    """Draw who misses which game."""
    hurt = _spells(rng, *league.talent.shape)
    season, number = schedule.season[:, None, None], schedule.round[:, None, None]
    out = hurt[season, roster, number]
    old = league.age[season, roster] > REST_AGE
    rested = old & schedule.back_to_back[:, :, None] & (rng.random(out.shape) < REST_CHANCE)
    out = _keep_nine(rng, out | rested)
    return Absences(out, *_decisions(rng, out))


def _spells(rng: np.random.Generator, seasons: int, players: int) -> Bools:
    """Which round each player misses through injury: (S, P, 82)."""
    shape = (ROUNDS, seasons, players)
    struck = rng.random(shape) < HAZARD
    length = rng.geometric(1 / np.where(rng.random(shape) < LONG_SHARE, LONG_SPELL, MEAN_SPELL))
    left = np.where(rng.random(shape[1:]) < 0.12, rng.geometric(1 / 12, shape[1:]), 0)
    hurt = np.empty(shape, dtype=bool)
    for r in range(ROUNDS):
        left = np.where((left == 0) & struck[r], length[r], left)
        hurt[r] = left > 0
        left = np.maximum(left - 1, 0)
    return hurt.transpose(1, 2, 0)


def _keep_nine(rng: np.random.Generator, out: Bools) -> Bools:
    """Nobody is without players: the injured come back early where fewer than nine would be left."""
    keys = np.where(out, rng.random(out.shape), -1.0)
    rank = keys.argsort(axis=2).argsort(axis=2)
    return out & (rank >= 10)


def _decisions(rng: np.random.Generator, out: Bools) -> tuple[Ints, Bools]:
    """Return the slot of the game-time decision of each team (-1 for none), and whether he sits."""
    chance = np.where(np.arange(out.shape[2]) < 10, rng.random(out.shape), 0.0)
    slot = np.where(out, -1.0, chance).argmax(axis=2)
    decision = np.where(rng.random(slot.shape) < DECISIONS, slot, -1)
    return decision, (decision >= 0) & (rng.random(slot.shape) < SITS)


def statuses(rng: np.random.Generator, absences: Absences) -> tuple[npt.NDArray[np.str_], Bools]:
    """Return the status on each slot's last report ("" where it does not name him), and which are late.

    Late entries were made when the game-time decision was announced, all others the evening before.
    """
    draw = rng.random(absences.out.shape)
    status = np.where(draw < 0.02, "probable", "").astype("<U12")
    status[absences.out] = np.where(draw < 0.06, "doubtful", "out")[absences.out]
    plays = absences.doubted & ~absences.scratched
    silent = draw < 0.35
    status[plays] = np.where(silent, "questionable", "available")[plays]
    status[absences.scratched] = np.where(silent, "questionable", "out")[absences.scratched]
    return status, absences.doubted & ~silent
