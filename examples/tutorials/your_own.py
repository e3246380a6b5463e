"""Your own block, model and source: 15 seconds of processor time.

python -m examples.tutorials.your_own
"""

from examples.tutorials.workplace import workplace

sh = workplace(__file__)

# %% [markdown]
# # Your own block, model, source
#
# This page tries an idea in a notebook first: a block of features, a model, a table of your own. If it
# holds, it becomes a file and an option like all others; that step is at the end.

# %% hidden
import polars as pl

from nba_props.data.demo import DemoLeague

league = DemoLeague(seasons=1, markets=["points"]).load(seed=1)
hosts = league.player_games.filter("home").group_by("game_id").first()
hosts = hosts.select("game_id", home_team="team", away_team="opponent")
players = league.player_games.select("game_id", "player_id", "player_name")
quotes = league.prop_lines.join(players, on=["game_id", "player_id"], maintain_order="left")
quotes = quotes.join(hosts, on="game_id", maintain_order="left").select(
    "player_name",
    "home_team",
    "away_team",
    "market",
    "line",
    "over_price",
    "under_price",
    event_id="game_id",
    bookmaker="book",
    timestamp=pl.col("quoted_at").dt.to_string("iso:strict"),
    game_time=pl.col("tip_off").dt.to_string("iso:strict"),
)
league.player_games.write_csv("my_games.csv")
quotes.write_csv("my_lines.csv")

# %% [markdown]
# ## Your own table
#
# Say that your collector has left two files: box scores, and lines with a row per quote. (They are the
# simulated league's, written to CSV.) Ask first what the project makes of them:

# %%
inspected = sh("nba-props data inspect my_games.csv my_lines.csv data.odds_format=decimal")

# %% [markdown]
# `data inspect` says what it took each file for, and the words of a run on them. Do this first with files of
# your own: a column that it did not understand is named here, not after an hour.
#
# ## Your own block
#
# The idea: a player who has just had his best night of the month goes on. A block is a dataclass. It reaches
# the past through `History` alone, which never shows a row its own date, so it cannot leak by accident.

# %%
from dataclasses import dataclass, replace

from nba_props import backtest
from nba_props.configuration.compose import load
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.proof import prove


@dataclass
class HotHand(Block):
    """The best of the last games of the player."""

    games: int = 5

    def features(self, history: History) -> pl.DataFrame:
        """Return one column: the best of so many games before the row's date."""
        best = pl.col(history.market).rolling_max(self.games, min_samples=1)
        return history.by("player_id").latest(best.alias(f"best_of_{self.games}"))


base = load(["debug=quick", "market=points", "model=ridge", "seed=1"])
blocks = {**base.features.blocks, "hot": HotHand()}
print(prove(league, base.market, {"hot": HotHand()}, dates=1))

# %% [markdown]
# The proof changed everything that nobody knew before a date, and no value of the block moved. Now the
# question that matters: does it help?

# %%
games, lines = league.player_games, league.prop_lines  # or frames that you have read from your files
without = backtest(games, lines, experiment=base)
hot = backtest(games, lines, experiment=replace(base, features=replace(base.features, blocks=blocks)))
for name, outcome in (("without", without), ("with", hot)):
    low, high = outcome.intervals["val_mae"]
    print(f"{name:8} MAE {outcome.metrics['val_mae']:.3f} ({low:.3f} to {high:.3f})")

# %% [markdown]
# It hardly moves: the block's news is in the averages already. Most ideas end like this. That it took a
# minute to find out is the point.
#
# ## Your own model
#
# A component makes a trainer, the trainer fits rows, what is fitted predicts. This one predicts the average
# of the player's last ten games, shrunk towards the mean of all by a share that it learns.

# %%
import json
from pathlib import Path
from typing import Self

import numpy as np

from nba_props.model.base import FittedModel, Model, Rows, Trainer, TrainingData

AVERAGE = "points_mean_10"


class ShrunkFit(FittedModel):
    """A line through the average of the last games."""

    def __init__(self, names: list[str], mean: float, slope: float, center: float) -> None:
        self.names, self.mean, self.slope, self.center = names, mean, slope, center

    def _predict(self, X: np.ndarray) -> np.ndarray:
        average = np.nan_to_num(X[:, self.names.index(AVERAGE)].astype(float), nan=self.center)
        predicted: np.ndarray = self.mean + self.slope * (average - self.center)
        return predicted

    def save(self, folder: Path) -> None:
        """Write three numbers."""
        (folder / "shrunk.json").write_text(json.dumps([self.mean, self.slope, self.center]))

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:
        """Read what `save` wrote."""
        return cls(names, *json.loads((folder / "shrunk.json").read_text()))


class ShrunkTrainer(Trainer):
    """Fits the slope by least squares."""

    def __init__(self, design: TrainingData) -> None:
        self.design = design

    def fit(self, rows: Rows) -> ShrunkFit:
        """Fit on rows whose average is known."""
        x = self.design.X[rows, self.design.names.index(AVERAGE)].astype(float)
        y, known = self.design.y[rows], np.isfinite(x)
        slope = np.cov(x[known], y[known])[0, 1] / x[known].var()
        return ShrunkFit(self.design.names, y.mean(), slope, x[known].mean())


@dataclass
class Shrunk(Model):
    """The average of the last games, shrunk."""

    def trainer(self, design: TrainingData, first_window: Rows) -> ShrunkTrainer:
        """Return what fits it."""
        return ShrunkTrainer(design)


own = backtest(games, lines, experiment=replace(base, model=Shrunk()))
fit = own.forecast.predictions.last
assert isinstance(fit, ShrunkFit)
print(
    f"slope {fit.slope:.2f}, MAE {own.metrics['val_mae']:.3f}, "
    f"naive {own.metrics['naive_mae']:.3f}, ridge {without.metrics['val_mae']:.3f}"
)

# %% [markdown]
# A slope below 1 says: a player's last ten games exaggerate. That alone beats the naive mean.
#
# ## Make it an option
#
# If it holds, give it a file. `src/nba_props/features/block/hot_hand.py` with `@component("block",
# "hot_hand")` above the class, and three lines of YAML. It is then a word on the command line, saved with
# every run, and put to the same tests as the blocks that come along. [Your own
# components](../how-to/extend.md) shows each file, `save` and `load` of a model, and presets; [your own data
# files](../how-to/data.md) the shapes that are known; [sources](../how-to/sources.md) what fills a store
# every day.

# %% hidden
assert "my_games.csv" in inspected
assert abs(hot.metrics["val_mae"] - without.metrics["val_mae"]) < 0.05
assert 0 < fit.slope < 1.05
assert own.metrics["val_mae"] < own.metrics["naive_mae"] + 0.1
