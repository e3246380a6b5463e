"""The simulated books' spreads, totals and moneylines.

In the morning the books know the chances of game-time decisions, at the close who plays. A book believes the
expected points of both teams by the laws of their players, with an error of its own.
"""

from __future__ import annotations

import datetime as dt
from statistics import NormalDist

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.data.demo.injuries import SITS
from nba_props.data.demo.minutes import Plan
from nba_props.data.demo.names import TEAMS
from nba_props.data.demo.pregame import Pregame
from nba_props.data.demo.tables import Fixtures
from nba_props.data.truth import Law

BOOKS = ("Alpha", "Bravo", "Circle")
OPINION = 1.2
"""Standard deviation of a book's error on a team's points."""
MARGIN_SPREAD = 15.0
"""Standard deviation of the simulated league's final margins around the spread."""
OVERROUND = 0.045
BEFORE_TIP_OFF = dt.timedelta(minutes=30)


def game_lines(rng: np.random.Generator, fixtures: Fixtures, pregame: Pregame) -> pl.DataFrame:
    """Return the table of all books' lines on all games, in the morning and at the close."""
    parts = []
    for points, quoted_at in (
        (_morning(pregame), fixtures.opening),
        (_closing(pregame), fixtures.tip_off.dt.offset_by(f"-{int(BEFORE_TIP_OFF.total_seconds())}s")),
    ):
        parts += [_quotes(rng, book, points, fixtures, quoted_at) for book in BOOKS]
    return pl.concat(parts).sort("game_id", "quoted_at", "book")


def _closing(pregame: Pregame) -> Floats:
    """Return the expected points of each side once it is known who plays: (games, 2)."""
    present, absent = _expected(pregame)
    return np.where(pregame.sits, absent, present).reshape(-1, 2)


def _morning(pregame: Pregame) -> Floats:
    """Return the expected points of each side, game-time decisions weighed by their chances: (games, 2)."""
    present, absent = _expected(pregame)
    return ((1 - SITS) * present + SITS * absent).reshape(-1, 2)


def _expected(pregame: Pregame) -> tuple[Floats, Floats]:
    """Return each team's expected points if its game-time decision plays, and if he sits: (t,) each."""
    blowout = (pregame.big_home + pregame.big_away).repeat(2)[:, None]

    def total(law: Law, plan: Plan) -> Floats:
        plays = (1 - blowout) * plan.plays + blowout * plan.plays_blowout
        expected: Floats = (law.mean(("points",)) * plays).sum(axis=1)
        return expected

    return total(pregame.present, pregame.plan_present), total(pregame.absent, pregame.plan_absent)


def _quotes(
    rng: np.random.Generator, book: str, points: Floats, fixtures: Fixtures, quoted_at: pl.Series
) -> pl.DataFrame:
    believed = points + rng.normal(0, OPINION, points.shape)
    margin = believed[:, 0] - believed[:, 1]
    law = NormalDist(0, MARGIN_SPREAD)
    win = np.clip([law.cdf(each) for each in margin], 0.01, 0.99)
    number = np.arange(len(points))
    return pl.DataFrame(
        {
            **fixtures.columns(number),
            "home": pl.Series(TEAMS).gather(fixtures.schedule.home),
            "book": pl.repeat(book, len(points), eager=True),
            "spread": -np.round(2 * margin) / 2,
            "total": np.round(2 * believed.sum(axis=1)) / 2,
            "home_price": np.round(1 / (win * (1 + OVERROUND)), 3).clip(1.005),
            "away_price": np.round(1 / ((1 - win) * (1 + OVERROUND)), 3).clip(1.005),
            "quoted_at": quoted_at,
            "tip_off": fixtures.tip_off,
        }
    )
