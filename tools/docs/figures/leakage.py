"""A block that peeks beside an honest one: what becomes of their features when outcomes are taken away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.features import perturb
from nba_props.features.base import Block
from nba_props.features.block.rolling import Rolling
from nba_props.features.history import History
from nba_props.features.matrix import compute_features
from nba_props.features.perturb import Perturbation
from tools.docs.figures import league, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nba_props.data.dataset import Dataset
    from nba_props.market import Market

GAMES = 5


@dataclass
class Peeking(Block):
    """The mean of the last five games, tonight's among them: a rolling mean that was not shifted.

    No block has a public way to the outcome of its own row; this one breaks in.
    """

    def features(self, history: History) -> pl.DataFrame:
        """Return one column, `peeking_mean_5`."""
        played = history._played.select(*PLAYER_GAME, history.market)
        rows = history.pregame.join(played, on=PLAYER_GAME, how="left", maintain_order="left")
        mean = pl.col(history.market).rolling_mean(GAMES, min_samples=1).over("player_id")
        return rows.select(mean.alias(f"peeking_mean_{GAMES}"))


BLOCKS: dict[str, Block] = {"honest": Rolling(stats=["target"], windows=[GAMES]), "peeking": Peeking()}


@dataclass(frozen=True)
class Nulled:
    """A feature of the player-games of one date, with the outcomes of that date and without them."""

    before: Floats
    after: Floats

    @property
    def changed(self) -> int:
        """How many are not what they were."""
        return int(np.sum(~np.isclose(self.before, self.after, equal_nan=True)))


def nulled(data: Dataset, market: Market, date: dt.date) -> dict[str, Nulled]:
    """Return what becomes of each block's feature on a date when all outcomes from it on are taken away."""
    changes = perturb.changes(data.player_games, [date], np.random.default_rng(0))
    change = next(each for each in changes if each.kind is Perturbation.nulled)
    tonight = (data.player_games["date"] == date).to_numpy()
    before, after = (_features(tables, market) for tables in (data, perturb.in_order(data, change)))
    return {name: Nulled(before[name][tonight], after[name][tonight]) for name in BLOCKS}


def _features(data: Dataset, market: Market) -> dict[str, Floats]:
    history = History.of(data.player_games, market, data.positions)
    return {
        name: compute_features(history, {name: block}).to_series().cast(pl.Float64).to_numpy()
        for name, block in BLOCKS.items()
    }


def figure() -> Figure:
    """Draw the features of a date in the middle of the season, before and after."""
    data, market = league.books(1).tables, league.experiment().market
    dates = data.player_games["date"].unique().sort()
    return drawn(nulled(data, market, dates[len(dates) // 2]))


def drawn(found: dict[str, Nulled]) -> Figure:
    """Draw one panel a block: on the diagonal nothing changed."""
    figure, grid = style.panels(1, len(found), 2.9)
    colours = dict(zip(found, (style.MODEL, style.LINE), strict=True))
    for axes, (name, each) in zip(grid, found.items(), strict=True):
        reach = [0.0, float(np.nanmax([each.before, each.after])) + 2]
        axes.plot(reach, reach, color=style.MUTED, linewidth=1, linestyle="--")
        axes.scatter(each.before, each.after, s=11, color=colours[name], alpha=0.8, linewidths=0)
        axes.set(xlim=reach, ylim=reach, aspect="equal")
        told = f"{each.changed} of {len(each.before)} changed"
        axes.text(0.97, 0.04, told, transform=axes.transAxes, ha="right", fontsize=8.5, color=style.INK)
        style.labelled(axes, f"{name.capitalize()} block", "with the night's outcomes", "without them")
    return figure
