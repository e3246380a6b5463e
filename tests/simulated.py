"""Whole runs on the simulated league, without a store: from a configuration to what a run has found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from nba_props.configuration.build import build
from nba_props.configuration.compose import compose
from nba_props.data.dataset import Dataset
from nba_props.data.feeds import check_feeds
from nba_props.evaluation.evaluate import evaluate
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix, build_matrix
from nba_props.pipeline.betting import Terms, bet
from nba_props.pipeline.forecast import Forecast, forecast
from nba_props.pipeline.outcome import Outcome, judge
from nba_props.pricing.reference import reference_lines
from nba_props.pricing.screened import Screened
from nba_props.validation.calendar import Calendar
from nba_props.validation.predictions import Predictions
from nba_props.validation.walk import walk_forward

QUICK = (
    "data.seasons=1",
    "model=ewma",
    "validation.first_test='2024-01-01'",
    "validation.refit_days=28",
    "validation.warmup=2",
)
"""The second half of one season, after a warm-up of two folds."""


@dataclass(frozen=True)
class Walked:
    """A run up to the point where probabilities are made."""

    experiment: Experiment
    data: Dataset
    matrix: Matrix
    predictions: Predictions
    screened: Screened

    @property
    def lines(self) -> pl.DataFrame:
        """The line that the books agree on, and its no-vig probability, per player-game."""
        return reference_lines(self.screened.quotes, self.experiment.market.name, self.experiment.devig)

    def forecast(self) -> Forecast:
        """The probabilities, as the configuration says."""
        return forecast(
            self.predictions, self.experiment.distribution, self.experiment.calibration, self.lines
        )

    def outcome(self) -> Outcome:
        """Everything that the run finds."""
        experiment, data, forecasted = self.experiment, self.data, self.forecast()
        terms = Terms(
            experiment.bets, experiment.staking, experiment.hygiene.dispersion, seed=experiment.seed
        )
        betting = bet(self.screened, data.player_games, experiment.market, forecasted, terms)
        evaluation = evaluate(forecasted.predictions, forecasted.price(self.lines), experiment.seed)
        findings = judge(
            evaluation, betting, self.screened, self.matrix, self.predictions, quality=data.quality,
            lineup_label=experiment.availability.label,
        )  # fmt: skip
        return Outcome(forecasted.predictions, forecasted, self.screened, betting, evaluation, findings)


def walked(*overrides: str) -> Walked:
    """Compose, simulate, walk; with the quotes of the market alone, which saves most of the time."""
    experiment = build(compose([*overrides]))
    data = experiment.data.load(experiment.seed)
    data = replace(data, prop_lines=data.prop_lines.filter(pl.col("market") == experiment.market.name))
    screened = experiment.hygiene.screen(data.prop_lines, experiment.devig, check_feeds(data.prop_lines))
    matrix = build_matrix(data, experiment.market, experiment.blocks, experiment.availability.out(data))
    predictions = walk_forward(
        matrix,
        experiment.validation.folds(Calendar.of(matrix.rows)),
        experiment.model,
        experiment.features.selection,
        seed=experiment.seed,
        threads=1,
        levels=experiment.distribution.quantile_levels,
    )
    return Walked(experiment, data, matrix, predictions, screened)


@cache
def quick(*overrides: str) -> Walked:
    """`walked` of `QUICK`, once per session and process."""
    return walked(*QUICK, *overrides)
