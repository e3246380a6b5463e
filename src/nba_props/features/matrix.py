"""The design matrix: every player-game's features, outcome and references, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.errors import NBAPropsError
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.prices import Prices
from nba_props.market import Market

KEYS = ("season", "date", "game_id", "player_id", "player_name", "team", "opponent", "home")
OUTCOMES = ("y", "minutes")
"""The columns of `Matrix.rows` that are known after the game only."""
NAIVE_HALF_LIFE = 20.0
"""Half-life, in games, of the exponentially weighted mean that serves as the naive reference."""
SPREAD_GAMES = 20
"""The number of a player's latest games that say how much the target and the minutes vary."""
OPPONENT_GAMES = 20
"""The number of an opponent's latest games that say how much of the target it allows."""


@dataclass(frozen=True)
class Matrix:
    """Rows with and without an outcome, in canonical order (by date).

    `rows` holds the keys, `y` (the market's outcome, null where there is none), `minutes` (as they were
    played), `naive` (the naive reference) and what segments are cut by, known before tip-off: `past_minutes`
    and `past_possessions` (of the player, per game), `team_rest_days` (days since the team's last game) and
    `opponent_allowed` (the target that all who played against the opponent added up to, per game); `X` the
    features, float32, null where unknown.
    `key` names what it was built from; two matrices of one key are the same. Empty: nothing is known of it.
    """

    rows: pl.DataFrame
    X: pl.DataFrame
    key: str = ""

    @property
    def features(self) -> list[str]:
        """The feature names, in column order."""
        return self.X.columns

    @property
    def never_known(self) -> list[str]:
        """The names of the features that are unknown in every row."""
        return [c.name for c in self.X.iter_columns() if c.null_count() == len(c)]

    @property
    def dates(self) -> np.ndarray:
        """The date of each row, datetime64[D], ascending."""
        return self.rows["date"].to_numpy()

    @property
    def y(self) -> np.ndarray:
        """The outcomes, float64, NaN where there is none."""
        return self.rows["y"].fill_null(float("nan")).to_numpy()

    @property
    def minutes(self) -> np.ndarray:
        """The minutes played, float64, NaN where unknown."""
        return self.rows["minutes"].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    @cached_property
    def values(self) -> np.ndarray:
        """The features as a float32 array [rows, features], NaN where unknown; read-only."""
        found = self.X.fill_null(float("nan")).to_numpy(order="fortran")
        found.flags.writeable = False
        return found


def compute_features(history: History, blocks: dict[str, Block]) -> pl.DataFrame:
    """Return the features of all blocks side by side, float32, one row per row of `history.pregame`.

    Raises:
        NBAPropsError: two blocks make a feature of the same name, or a block returns a wrong number of rows
            or an infinite feature.
    """
    frames: dict[str, pl.DataFrame] = {}
    owner: dict[str, str] = {}
    for name, block in blocks.items():
        frame = block.features(history).cast(pl.Float32)
        if frame.height != history.pregame.height:
            raise NBAPropsError(
                f"features.blocks.{name}: {frame.height} rows for {history.pregame.height} player-games"
            )
        for column in frame.columns:
            if column in owner:
                raise NBAPropsError(f"features.blocks.{name}: {column} is already made by {owner[column]}")
            owner[column] = name
        _check_finite(name, frame)
        frames[name] = frame
    return pl.concat(frames.values(), how="horizontal")


def _check_finite(name: str, frame: pl.DataFrame) -> None:
    """Refuse infinite features, such as a share of nothing: no model takes them."""
    counts = frame.select(pl.all().is_infinite().sum()).row(0) if frame.width else ()
    for column, count in zip(frame.columns, counts, strict=True):
        if count:
            raise NBAPropsError(
                f"features.blocks.{name}: {column} is infinite in {count:,} of {frame.height:,} rows; "
                "must be a number, or null where it is unknown"
            )


def build_matrix(
    data: Dataset,
    market: Market,
    blocks: dict[str, Block],
    out: pl.DataFrame | None = None,
    prices: Prices | None = None,
) -> Matrix:
    """Return the design matrix of a data set: one row per player-game, in canonical order.

    Args:
        data: the canonical tables.
        market: the stat to predict.
        blocks: the feature blocks by name.
        out: who may sit out (see `nba_props.availability.base`), for blocks that need it.
        prices: what the books say before a bet is made, for blocks that need it.
    """
    history = History.of(data.player_games, market, data.positions, out, prices)
    past = history.by("player_id").latest(
        pl.col(market.name).ewm_mean(half_life=NAIVE_HALF_LIFE).forward_fill().alias("naive"),
        pl.col("minutes").rolling_mean(10, min_samples=1).alias("past_minutes"),
        pl.col("possessions").rolling_mean(10, min_samples=1).alias("past_possessions"),
        pl.col(market.name).rolling_std(SPREAD_GAMES, min_samples=5).alias("past_std"),
        pl.col("minutes").rolling_std(SPREAD_GAMES, min_samples=5).alias("past_minutes_std"),
    )
    rows = data.player_games.select(*KEYS, market.outcome().alias("y"), "minutes")
    rows = pl.concat([rows, past, _schedule_and_opponent(history, market)], how="horizontal")
    return Matrix(rows, compute_features(history, blocks))


def _schedule_and_opponent(history: History, market: Market) -> pl.DataFrame:
    """Columns `team_rest_days` and `opponent_allowed`, for segments."""
    last = history.by("team").latest(pl.col("date").alias("last"))["last"]
    allowed = pl.col(market.name).rolling_mean(OPPONENT_GAMES, min_samples=5)
    return history.pregame.select(
        (pl.col("date") - last).dt.total_days().cast(pl.Int32).alias("team_rest_days"),
        history.by("opponent").latest(allowed.alias("allowed"))["allowed"].alias("opponent_allowed"),
    )
