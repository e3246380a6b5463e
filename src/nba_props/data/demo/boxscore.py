"""Drawing the box scores from their laws.

Given a player's node and workload, his events are independent Poisson counts, exactly as in
`nba_props.data.truth`. Between team mates they are not independent: one man's basket is a possession that
another does not get. Workloads and baskets are therefore drawn by inverting uniforms that are stratified
within the team (a Latin hypercube): each player's law is untouched, and the team's total varies as little as
in real box scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nba_props.core.arrays import Bools, Floats, Ints
from nba_props.data.demo.minutes import EARLY_EXIT, INTENSITY, TEAM_MINUTES
from nba_props.data.demo.pregame import Pregame
from nba_props.data.truth import EVENTS, NODES, event_values

PLAYERS_ON_COURT = 5
STRATIFIED = ("twos", "threes", "free_throws", "defensive_rebounds")
MINUTES_NOISE = 1.9
STARTERS = 5
"""The first roster slots hold the stars and starters."""
FOUL_RATE, FOUL_LIMIT = 0.083, 6
MAX_MINUTES = 48.0


@dataclass(frozen=True)
class Draw:
    """What happened. `played` (t, 15); all other arrays have one entry per played cell, in row-major order.

    `events` (n, events) as in `nba_props.data.truth.EVENTS`; `missed` (n, 3) twos, threes and free throws;
    `margin` is the team's, `plus_minus` the player's; they sum to five times the margin within a team.
    """

    played: Bools
    events: Ints
    minutes: Ints
    missed: Ints
    fouls: Ints
    margin: Ints
    plus_minus: Ints


def play(rng: np.random.Generator, pregame: Pregame, finishing: Floats) -> Draw:
    """Play all games; `finishing` (t, 15, 3) is the share of attempts that a player makes."""
    big = _big_winners(rng, pregame.big_home, pregame.big_away)
    played = rng.random(pregame.active.shape) < _chances(pregame, big)
    team, law = np.nonzero(played)[0], pregame.law(pregame.sits).take(played)
    node = _nodes(rng, big[team])
    workload = gamma_quantile(_stratified(rng, played), law.shapes)
    scale = law.scales[np.arange(len(node)), node]
    intensity = law.rates * (scale * workload)[:, None]
    events = _events(rng, intensity, played)
    missed = rng.poisson(intensity[:, :3] * (1 / finishing[played] - 1))
    minutes = _minutes(rng, scale / _INTENSITIES[node], workload, law.shapes, team)
    events[_deciders(rng, events, minutes, team), EVENTS.index("free_throws")] += 1
    margin = _margins(events, team)[team]
    fouls = np.minimum(rng.poisson(FOUL_RATE * minutes), FOUL_LIMIT)
    return Draw(played, events, minutes, missed, fouls, margin, _plus_minus(rng, margin, minutes, team))


_INTENSITIES = np.array([1.0, 1.0, 1 + INTENSITY, 1 - INTENSITY])


def _big_winners(rng: np.random.Generator, home: Floats, away: Floats) -> Ints:
    """By team-game: 1 for a big win, -1 for a big loss, 0 for a regular game."""
    draw = rng.random(len(home))
    side = np.where(draw < home, 1, np.where(draw > 1 - away, -1, 0))
    return np.stack([side, -side], axis=1).ravel()


def _chances(pregame: Pregame, big: Ints) -> Floats:
    """Return the chance of each cell to be used in the game as it went: (t, 15)."""
    regular, blowout = pregame.plays()
    return np.where((big != 0)[:, None], blowout, regular)


def _nodes(rng: np.random.Generator, big: Ints) -> Ints:
    """Return the node of each player: those of the game, and early exits from regular games."""
    regular = (rng.random(len(big)) < EARLY_EXIT).astype(int)
    return np.where(big > 0, NODES.index("big_win"), np.where(big < 0, NODES.index("big_loss"), regular))


def _stratified(rng: np.random.Generator, played: Bools) -> Floats:
    """Uniforms of the played cells, stratified among the starters of each team, and among the others."""
    halves = (played[:, :STARTERS], played[:, STARTERS:])
    return np.concatenate([_strata(rng, half) for half in halves], axis=1)[played]


def _strata(rng: np.random.Generator, played: Bools) -> Floats:
    """Return uniform for each cell: in each row one from each of the n strata of [0, 1), in random order."""
    order = np.where(played, rng.random(played.shape), 2.0).argsort(axis=1).argsort(axis=1)
    count = np.maximum(played.sum(axis=1, keepdims=True), 1)
    uniform: Floats = (order + rng.random(played.shape)) / count
    return uniform


def _events(rng: np.random.Generator, intensity: Floats, played: Bools) -> Ints:
    """Poisson counts with the means `intensity` (n, events)."""
    columns = [
        poisson_quantile(_stratified(rng, played), mean) if name in STRATIFIED else rng.poisson(mean)
        for name, mean in zip(EVENTS, intensity.T, strict=True)
    ]
    return np.stack(columns, axis=1)


def poisson_quantile(uniform: Floats, mean: Floats) -> Ints:
    """Return the smallest count whose cumulative probability exceeds `uniform`, by summing up from zero."""
    count = np.zeros(len(mean), dtype=np.int64)
    term = np.exp(-mean)
    left, rest, rate = np.flatnonzero(uniform >= term), uniform - term, mean
    rest, term, rate = rest[left], term[left], rate[left]
    step = 0
    while len(left):
        step += 1
        count[left] = step
        term = term * rate / step
        rest = rest - term
        more = (rest >= 0) & (term > 0)
        left, rest, term, rate = left[more], rest[more], term[more], rate[more]
    return count


def gamma_quantile(uniform: Floats, shapes: Ints) -> Floats:
    """Gamma variables of mean 1 and the given whole shapes."""
    out = np.empty(len(uniform))
    for shape in np.unique(shapes):
        rows = shapes == shape
        out[rows] = np.interp(uniform[rows], *_gamma_table(int(shape)))
    return out


@cache
def _gamma_table(shape: int) -> tuple[Floats, Floats]:
    """Return the cumulative distribution of Gamma(shape, 1/shape), by the trapezoidal rule, and its grid."""
    grid = np.linspace(0, 1 + 14 / np.sqrt(shape), 8001)
    density = grid ** (shape - 1) * np.exp(-shape * (grid - 1))
    total = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    return total / total[-1], grid


def _minutes(rng: np.random.Generator, expected: Floats, workload: Floats, shape: Ints, team: Ints) -> Ints:
    """Return recorded minutes: part of the workload shows in them (the rest is intensity), and some noise.

    They are scaled to the team's 240; a player's law does not depend on them.
    """
    shows = np.where(shape >= 28, 0.95, 1.0)
    noise = rng.normal(0, MINUTES_NOISE, len(team)) * np.minimum(1, expected / 8)
    raw = np.maximum(expected * (1 + shows * (workload - 1)) + noise, 0.6)
    for _ in range(3):
        share = TEAM_MINUTES / np.bincount(team, raw)
        raw = np.minimum(raw * share[team], MAX_MINUTES)
    return np.rint(raw).astype(np.int64)


def _margins(events: Ints, team: Ints) -> Ints:
    """Return the final margin of each team-game."""
    points = np.bincount(team, events @ event_values(["points"]).astype(int)).astype(np.int64).reshape(-1, 2)
    margin = points[:, 0] - points[:, 1]
    return np.stack([margin, -margin], axis=1).ravel()


def _deciders(rng: np.random.Generator, events: Ints, minutes: Ints, team: Ints) -> Ints:
    """Rows of the players who win tied games with a free throw: the least used of a random team.

    This is the only departure from the laws: one more point in about 2 % of games, for a player without
    lines.
    """
    tied = np.flatnonzero(_margins(events, team)[::2] == 0)
    order = np.lexsort((minutes, team))
    least_used = order[np.unique(team[order], return_index=True)[1]]
    chosen: Ints = least_used[2 * tied + rng.integers(2, size=len(tied))]
    return chosen


def _plus_minus(rng: np.random.Generator, margin: Ints, minutes: Ints, team: Ints) -> Ints:
    """Return margin while each player was on court: his share, luck, and sums of five times the margin."""
    raw = margin * minutes / 48 + rng.normal(0, 1.5, len(team)) * np.sqrt(minutes)
    total = PLAYERS_ON_COURT * margin[np.unique(team, return_index=True)[1]]
    raw += minutes * ((total - np.bincount(team, raw)) / np.bincount(team, minutes))[team]
    out = np.rint(raw).astype(np.int64)
    order = np.lexsort((-minutes, team))
    most_used = order[np.unique(team[order], return_index=True)[1]]
    out[most_used] += total - np.bincount(team, out).astype(np.int64)
    return out
