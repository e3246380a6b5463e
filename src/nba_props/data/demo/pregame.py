"""The laws that are settled before tip-off, with and without the doubtful player.

Cells are laid out as (team-games, roster slots); team-game 2g is the home team of game g, 2g + 1 the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from nba_props.core.arrays import Bools, Floats, Ints
from nba_props.data.demo.injuries import Absences
from nba_props.data.demo.minutes import Plan, nodes, plan_minutes, shapes
from nba_props.data.demo.rosters import League, form
from nba_props.data.demo.schedule import ROUNDS, Schedule
from nba_props.data.truth import EVENTS, VALUES, Law

T = TypeVar("T", bound=np.generic)

CLAIM_LEVEL, CLAIM_TALENT = -0.2, 1.36
"""A player's claim on minutes is level + slope * talent + his place in the coach's favour."""
FAVOUR_SPREAD, FAVOUR_PERSISTENCE = 0.86, 0.95
FORM_PERSISTENCE = 0.95
FORM_EVENTS = {"all": EVENTS, "threes": ("threes",), "assists": ("assists",)}
FORM_SPREADS = {"all": 0.065, "threes": 0.18, "assists": 0.16}
HOME_EDGE, TIRED = 0.0095, 0.015
"""Added to the log of all rates at home (taken away from home), taken away on the second of two nights."""
PACE_SPREAD, DEFENCE_SPREAD, POSITION_SPREAD = 0.03, 0.015, 0.05
"""Standard deviations of the logs of pace, of what a defence allows, and of that by position and event."""
SHARED = 0.97
"""How much of a team's surplus of producers is lost because there is one ball: 1 would be all of it."""
BLOWOUT, BLOWOUT_SLOPE = 0.062, 0.3
"""Chance of a big win between equals, and how its log moves with a standard deviation of strength."""


@dataclass(frozen=True)
class Pregame:
    """All arrays start with (t, 15): `roster` players, `active` whether available in the end.

    `present` and `absent` are the laws if the team's game-time decision plays and if he does not; without one
    they are equal. `plan_present`, `plan_absent` are the minutes behind them. `big_home`, `big_away`
    (games,). `claims` on minutes, `skills` per event and the `rates` of the night, before it is known who
    shares the ball.
    """

    roster: Ints
    doubted: Bools
    scratched: Bools
    active: Bools
    plan_present: Plan
    plan_absent: Plan
    present: Law
    absent: Law
    big_home: Floats
    big_away: Floats
    claims: Floats
    skills: Floats
    rates: Floats

    @cached_property
    def healthy(self) -> Law:
        """The laws (t, 15) as if everybody on the rosters were available: what those see who read no news."""
        plan = plan_minutes(self.claims, np.ones(self.roster.shape, np.bool_))
        sides = _by_team(np.stack([self.big_home, self.big_away], 1))
        others = _by_team(np.stack([self.big_away, self.big_home], 1))
        return _law(self.rates * _one_ball(self.skills, plan), plan, sides, others)

    @property
    def sits(self) -> Bools:
        """Which team-games lost their game-time decision: (t,)."""
        return np.asarray(self.scratched.any(axis=1))

    def law(self, sits: Bools) -> Law:
        """Return the laws (t, 15.

        …) if the game-time decisions of these team-games (t,) sit, those of all others play.

        A game-time decision's own law is always that of his playing.
        """
        gone = sits[:, None] & ~self.doubted
        pairs = zip(vars(self.present).values(), vars(self.absent).values(), strict=True)
        return Law(*(np.where(gone.reshape(gone.shape + (1,) * (a.ndim - 2)), b, a) for a, b in pairs))

    def plays(self) -> tuple[Floats, Floats]:
        """Return the chances of being used in a regular game and in a blow-out, known at tip-off.

        (t, 15) each.
        """
        sits = self.sits[:, None]
        present, absent = self.plan_present, self.plan_absent
        return (
            np.where(sits, absent.plays, present.plays),
            np.where(sits, absent.plays_blowout, present.plays_blowout),
        )


def prepare(
    rng: np.random.Generator, league: League, schedule: Schedule, roster: Ints, absences: Absences
) -> Pregame:
    """Work out the laws of all player-games."""
    seasons, players = league.talent.shape
    season, number = np.repeat(schedule.season, 2)[:, None], np.repeat(schedule.round, 2)[:, None]
    flat = _by_team(roster)
    favour = form(rng, players, seasons, FAVOUR_SPREAD, FAVOUR_PERSISTENCE)
    claims = CLAIM_LEVEL + CLAIM_TALENT * league.talent[season, flat] + favour[season, flat, number]
    there, doubted = ~_by_team(absences.out), _by_team(absences.doubted)
    log_factor = _circumstances(rng, league, schedule)[:, None, None] + _defence(rng, league, schedule, flat)
    skills = league.rates[season, flat]
    rates = skills * np.exp(log_factor + _forms(rng, players, seasons)[season, flat, number])
    big_home, big_away = _blowouts(league, schedule, roster)
    chances = _by_team(np.stack([big_home, big_away], 1)), _by_team(np.stack([big_away, big_home], 1))
    present, absent = plan_minutes(claims, there), plan_minutes(claims, there & ~doubted)
    scratched = _by_team(absences.scratched)
    return Pregame(
        roster=flat,
        doubted=doubted,
        scratched=scratched,
        active=there & ~scratched,
        plan_present=present,
        plan_absent=absent,
        present=_law(rates * _one_ball(skills, present), present, *chances),
        absent=_law(rates * _one_ball(skills, absent), absent, *chances),
        big_home=big_home,
        big_away=big_away,
        claims=claims,
        skills=skills,
        rates=rates,
    )


def _by_team(array: npt.NDArray[T]) -> npt.NDArray[T]:
    """(games, 2, …) as (team-games, …)."""
    return array.reshape(-1, *array.shape[2:])


def _forms(rng: np.random.Generator, players: int, seasons: int) -> Floats:
    """Hot and cold form: the log factor of each rate, (S, P, 82, events)."""
    out = np.zeros((seasons, players, ROUNDS, len(EVENTS)))
    for name, events in FORM_EVENTS.items():
        spread = FORM_SPREADS[name]
        hot = form(rng, players, seasons, spread, FORM_PERSISTENCE) - spread**2 / 2
        out[..., [EVENTS.index(event) for event in events]] += hot[..., None]
    return out


def _circumstances(rng: np.random.Generator, league: League, schedule: Schedule) -> Floats:
    """Return the log factor of all rates of a team: pace, home court, tiredness. (t,)."""
    pace = rng.normal(0, PACE_SPREAD / np.sqrt(2), (len(league.slots), league.slots.shape[2]))
    both = pace[schedule.season, schedule.home] + pace[schedule.season, schedule.away]
    sides: Floats = both[:, None] + np.array([HOME_EDGE, -HOME_EDGE]) - TIRED * schedule.back_to_back
    return sides.ravel()


def _defence(rng: np.random.Generator, league: League, schedule: Schedule, roster: Ints) -> Floats:
    """Return log factor of each rate by the opponent's defence, overall and by position: (t, 15, events)."""
    seasons, teams = len(league.slots), league.slots.shape[2]
    overall = rng.normal(0, DEFENCE_SPREAD, (seasons, teams, 1, 1))
    special = rng.normal(0, POSITION_SPREAD, (seasons, teams, 3, len(EVENTS)))
    opponent = np.stack([schedule.away, schedule.home], axis=1).ravel()
    season = np.repeat(schedule.season, 2)
    out: Floats = (overall + special)[season[:, None], opponent[:, None], league.position[roster]]
    return out


def _blowouts(league: League, schedule: Schedule, roster: Ints) -> tuple[Floats, Floats]:
    """Return the chances of a big home win and of a big away win, by the talent of the first ten.

    (games,) each.
    """
    talent = league.talent[schedule.season[:, None, None], roster]
    strength = (talent * np.exp(0.6 * talent)).sum(axis=2)
    gap = strength[:, 0] - strength[:, 1]
    gap = gap / gap.std() + 0.15
    chances = BLOWOUT * np.exp(BLOWOUT_SLOPE * np.stack([gap, -gap]))
    home, away = np.minimum(chances, 0.4)
    return home, away


def _law(rates: Floats, plan: Plan, big_win: Floats, big_loss: Floats) -> Law:
    """Return the laws (t, 15) of players with these rates under a plan of minutes."""
    weights, scales = nodes(plan, big_win, big_loss)
    return Law(rates, shapes(plan.regular), weights, scales)


def _one_ball(skills: Floats, plan: Plan) -> Floats:
    """Return the factor on each rate by how much the available players would produce in all: (t, 1, events).

    There is one ball: the more the team mates take, the less is left, and an absence leaves more.
    """
    expected = (plan.regular * plan.plays)[:, :, None]
    factors = np.ones((len(skills), 1, len(EVENTS)))
    for stat in ("points", "rebounds", "assists"):
        values = np.array([VALUES[stat].get(event, 0) for event in EVENTS], dtype=float)
        total = (expected * skills)[:, :, values > 0].sum(axis=1) @ values[values > 0]
        usual = total.mean()
        factors[:, 0, values > 0] = ((usual / total) ** SHARED)[:, None]
    return factors
