"""The features that a model is asked with, for every player-game of frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nba_props.core.keys import PLAYER_GAME
from nba_props.pipeline.compute import design
from nba_props.pipeline.market_data import MarketData

if TYPE_CHECKING:
    import polars as pl

    from nba_props.experiment import Experiment


def feature_rows(experiment: Experiment) -> pl.DataFrame:
    """Return features of every player-game of the experiment's data, with its keys, its outcome and its line.

    Raises:
        DataError: an input cannot be used.
    """
    data = MarketData.of(experiment, experiment.source.load(experiment.seed))
    matrix = design(experiment, data)
    rows = matrix.rows.drop("minutes", *matrix.features, strict=False).hstack(matrix.X)
    lines = data.lines.select(*PLAYER_GAME, "line")
    keyed = matrix.rows.select(PLAYER_GAME).join(
        lines, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1"
    )
    return rows.with_columns(keyed["line"])
