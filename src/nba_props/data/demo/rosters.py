"""Players: who they are, how good they are, how that drifts, and which team they play for.

A team has 15 roster slots, each with a role. Between seasons some players retire and leave their slot to a
newcomer, and some change teams within their role; in mid-season some are traded for each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Floats, Ints
from nba_props.data.demo.schedule import ROUNDS, Schedule
from nba_props.data.truth import EVENTS

ROLES = ("star",) * 2 + ("starter",) * 3 + ("rotation",) * 5 + ("bench",) * 5
SLOTS = len(ROLES)
TALENT = {"star": (1.85, 0.35), "starter": (0.9, 0.35), "rotation": (0.0, 0.4), "bench": (-1.1, 0.4)}
"""Mean and standard deviation of talent by role."""
POSITIONS = ("G", "F", "C")
SLOT_POSITIONS = tuple("GFGFCGFGFCGFGFC")

RATES = {
    # events per minute of an average player of each position:
    #                      G      F      C
    "twos":               (0.092, 0.100, 0.150),
    "threes":             (0.056, 0.050, 0.022),
    "free_throws":        (0.056, 0.056, 0.070),
    "offensive_rebounds": (0.020, 0.041, 0.092),
    "defensive_rebounds": (0.100, 0.138, 0.194),
    "assists":            (0.117, 0.072, 0.077),
    "steals":             (0.035, 0.030, 0.026),
    "blocks":             (0.010, 0.021, 0.045),
    "turnovers":          (0.058, 0.050, 0.058),
}  # fmt: skip
SPREAD = (0.26, 0.31, 0.40, 0.40, 0.26, 0.39, 0.22, 0.45, 0.20)
"""Standard deviation of log rates between players of one position, by event."""
TALENT_SHARE = (0.24, 0.17, 0.33, 0.05, 0.11, 0.24, 0.02, 0.02, 0.10)
"""How much a unit of talent adds to the log rate, by event."""

RETIRE, MOVE, TRADES = 0.16, 0.18, 14
"""Share of players who retire, share who change teams in summer, pairs traded in mid-season."""
DRIFT = 0.12
"""How far a log rate moves between seasons, in shares of `SPREAD` and more for young players."""


@dataclass(frozen=True)
class League:
    """All players of all seasons. P players, S seasons, T teams.

    `talent` (S, P), `rates` (S, P, events) per minute, `position` (P,) index into `POSITIONS`, `finishing`
    (P, 3): share of two-point, three-point and free-throw attempts that are made, `age` (S, P) in years,
    `slots` (S, 2, T, 15): the player in each roster slot before and after the trades, `trade_round` (S,).
    """

    talent: Floats
    rates: Floats
    position: Ints
    finishing: Floats
    age: Floats
    slots: Ints
    trade_round: Ints

    def roster(self, schedule: Schedule) -> Ints:
        """Return the players of both teams of each game: (games, 2, 15), home team first."""
        phase = (schedule.round >= self.trade_round[schedule.season]).astype(int)
        sides = [self.slots[schedule.season, phase, team] for team in (schedule.home, schedule.away)]
        return np.stack(sides, axis=1)


def make_league(rng: np.random.Generator, seasons: int, teams: int) -> League:
    """Draw players and rosters for every season."""
    slots, age = _careers(rng, seasons, teams)
    players = age.shape[1]
    slot_of = np.zeros(players, dtype=np.int64)
    for season in slots[::-1]:
        slot_of[season[0]] = np.arange(SLOTS)
    position = np.array([POSITIONS.index(p) for p in SLOT_POSITIONS])[slot_of]
    talent = _talent(rng, slot_of, seasons)
    return League(
        talent=talent,
        rates=_rates(rng, talent, position),
        position=position,
        finishing=np.clip(rng.normal((0.55, 0.36, 0.77), (0.04, 0.03, 0.06), (players, 3)), 0.2, 0.95),
        age=age,
        slots=slots,
        trade_round=rng.integers(50, 58, size=seasons),
    )


def _careers(rng: np.random.Generator, seasons: int, teams: int) -> tuple[Ints, Floats]:
    """Roster slots (S, 2, T, 15) and ages (S, P)."""
    current = np.arange(teams * SLOTS).reshape(teams, SLOTS)
    ages = list(rng.uniform(19, 35, teams * SLOTS))
    out = np.empty((seasons, 2, teams, SLOTS), dtype=np.int64)
    for season in range(seasons):
        if season:
            current = _summer(rng, current, ages, season)
        out[season] = current, _traded(rng, current)
    return out, np.array(ages)[None, :] + np.arange(seasons)[:, None]


def _summer(rng: np.random.Generator, slots: Ints, ages: list[float], season: int) -> Ints:
    """Newcomers take the slots of those who retire; others change teams. Appends the newcomers' ages."""
    after = slots.copy()
    years = np.array(ages)[slots] + season
    retire = rng.random(slots.shape) < RETIRE * np.where(years > 33, 2.5, 0.75)
    after[retire] = len(ages) + np.arange(retire.sum())
    ages.extend(rng.uniform(19, 23, retire.sum()) - season)
    for slot in range(SLOTS):
        movers = np.flatnonzero(rng.random(len(slots)) < MOVE)
        after[movers, slot] = after[np.roll(movers, 1), slot]
    return after


def _traded(rng: np.random.Generator, slots: Ints) -> Ints:
    """Return the rosters after the trade deadline: pairs of players with the same slot swap teams."""
    after = slots.copy()
    for _ in range(min(TRADES, len(slots) // 2)):
        one, other = rng.choice(len(slots), 2, replace=False)
        slot = rng.integers(SLOTS)
        after[[one, other], slot] = after[[other, one], slot]
    return after


def _talent(rng: np.random.Generator, slot_of: Ints, seasons: int) -> Floats:
    """Talent (S, P): a first draw by role, then a walk that is pulled back to the role's mean."""
    mean, spread = np.array([TALENT[role] for role in ROLES]).T[:, slot_of]
    out = np.empty((seasons, len(slot_of)))
    out[0] = rng.normal(mean, spread)
    for season in range(1, seasons):
        pulled = mean + 0.85 * (out[season - 1] - mean)
        out[season] = pulled + rng.normal(0, spread * np.sqrt(1 - 0.85**2))
    return out


def _rates(rng: np.random.Generator, talent: Floats, position: Ints) -> Floats:
    """Events per minute (S, P, events): position, talent, style, and the drift of style over the years."""
    seasons, players = talent.shape
    base = np.log(np.array([RATES[event] for event in EVENTS]).T)[position]
    spread = np.array(SPREAD)
    style = rng.normal(0, 1, (players, len(EVENTS)))
    walk = np.cumsum(rng.normal(0, DRIFT, (seasons, players, len(EVENTS))), axis=0)
    shown = (style + walk) / np.sqrt(1 + DRIFT**2 * np.arange(1, seasons + 1))[:, None, None]
    log_rates = base + shown * spread - spread**2 / 2 + talent[:, :, None] * np.array(TALENT_SHARE)
    out: Floats = np.exp(log_rates)
    return out


def form(rng: np.random.Generator, players: int, seasons: int, spread: float, persistence: float) -> Floats:
    """Return a player's ups and downs by round, (S, P, 82): an AR(1) process of mean 0."""
    shocks = rng.normal(0, spread * np.sqrt(1 - persistence**2), (ROUNDS, seasons, players))
    out = np.empty_like(shocks)
    out[0] = rng.normal(0, spread, (seasons, players))
    for r in range(1, ROUNDS):
        out[r] = persistence * out[r - 1] + shocks[r]
    return np.ascontiguousarray(out.transpose(1, 2, 0))
