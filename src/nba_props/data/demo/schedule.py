"""The schedule: 82 rounds a season, in each of which every team plays once.

A full round robin of 30 teams is 29 rounds. Two of them with swapped courts, and twelve further rounds with
theirs, make 82 games a team, 41 of them at home. Rounds follow each other in windows of two or three days, so
that no team can play twice on a day, and back-to-backs come from adjacent windows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nba_props.core.arrays import Bools, Dates, Ints

ROUNDS = 82
BREAK_AFTER = 54
"""The all-star break comes after this round."""
BREAK_DAYS = 6
LONG_WINDOWS = 8
"""How many rounds stretch over three days in place of two."""
TIP_OFFS = (19 * 60, 19 * 60 + 30, 20 * 60, 21 * 60, 22 * 60)
"""Minutes after midnight, US/Eastern."""


@dataclass(frozen=True)
class Schedule:
    """Games in order of date; every array has one entry a game.

    `season` counts from 0, `round` (0 … 81) is the number of the game for both its teams, `rest` (n, 2) the
    days since the last game of the home and the away team.
    """

    season: Ints
    round: Ints
    day: Dates
    home: Ints
    away: Ints
    tip_off: Ints
    rest: Ints

    @property
    def back_to_back(self) -> Bools:
        """Which teams played yesterday: (n, 2), home team first."""
        yesterday: Bools = self.rest == 1
        return yesterday


def make_schedule(rng: np.random.Generator, first_years: list[int], teams: int) -> Schedule:
    """Return a schedule for each season that starts in one of `first_years`, one after the other."""
    parts = [_season(rng, index, year, teams) for index, year in enumerate(first_years)]
    return Schedule(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _season(
    rng: np.random.Generator, index: int, year: int, teams: int
) -> dict[str, npt.NDArray[np.generic]]:
    home, away = _pairings(rng, teams)
    days, rest = _days(rng, home, away, teams)
    games = teams // 2
    order = np.argsort(days.ravel(), kind="stable")
    return {
        "season": np.full(days.size, index),
        "round": np.repeat(np.arange(ROUNDS), games)[order],
        "day": (np.datetime64(dt.date(year, 10, 18)) + days.ravel().astype("timedelta64[D]"))[order],
        "home": home.ravel()[order],
        "away": away.ravel()[order],
        "tip_off": rng.choice(TIP_OFFS, size=days.size, p=(0.4, 0.2, 0.2, 0.1, 0.1)),
        "rest": rest.reshape(-1, 2)[order],
    }


def _pairings(rng: np.random.Generator, teams: int) -> tuple[Ints, Ints]:
    """Home and away team of each game of each round: two arrays (82, teams / 2)."""
    home, away = _round_robin(teams)
    short = (ROUNDS - 2 * len(home)) // 2
    homes = np.concatenate([home, away, home[:short], away[:short]])
    aways = np.concatenate([away, home, away[:short], home[:short]])
    label, order = rng.permutation(teams), rng.permutation(ROUNDS)
    return label[homes[order]], label[aways[order]]


def _round_robin(teams: int) -> tuple[Ints, Ints]:
    """Return the circle method: everybody meets everybody once, everybody plays once a round."""
    circle, fixed = np.arange(teams - 1), teams - 1
    homes, aways = [], []
    for turn in range(teams - 1):
        ring = np.concatenate([[fixed], np.roll(circle, turn)])
        first, second = ring[: teams // 2], ring[teams // 2 :][::-1]
        swap = (np.arange(teams // 2) + turn) % 2 == 0
        homes.append(np.where(swap, second, first))
        aways.append(np.where(swap, first, second))
    return np.array(homes), np.array(aways)


def _days(rng: np.random.Generator, home: Ints, away: Ints, teams: int) -> tuple[Ints, Ints]:
    """Day of each game since the season's first (82, games) and days of rest of both teams (82, games, 2)."""
    length = np.full(ROUNDS, 2)
    length[rng.choice(ROUNDS, LONG_WINDOWS, replace=False)] = 3
    start = np.concatenate([[0], np.cumsum(length)[:-1]])
    start[BREAK_AFTER + 1 :] += BREAK_DAYS
    days, rest = np.empty_like(home), np.empty((*home.shape, 2), dtype=np.int64)
    last = np.full(teams, -4)
    for r in range(ROUNDS):
        tired = np.maximum(last[home[r]], last[away[r]]) == start[r] - 1
        later = rng.random(home.shape[1]) < np.where(tired, 0.62, 0.42)
        days[r] = start[r] + np.where(later, length[r] - 1, 0)
        rest[r] = np.stack([days[r] - last[home[r]], days[r] - last[away[r]]], axis=1)
        last[home[r]] = last[away[r]] = days[r]
    return days, rest
