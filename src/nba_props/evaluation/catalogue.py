"""The one catalogue of metrics: name, unit, which way is better, and what each needs and may be used for.

Objectives of sweeps, promotion criteria, comparisons, segments, the report and the documentation read it. A
new metric is the function that works it out, and one line here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache

from nba_props.evaluation.scope import RunScope

ERRORS, SCORES, PROBABILITIES, BETS = (
    RunScope.ERRORS,
    RunScope.SCORES,
    RunScope.PROBABILITIES,
    RunScope.BETS,
)


class Better(Enum):
    """Which value of a metric is the better one: the `higher`, the `lower`, or the one `nearest_zero`."""

    higher = "higher"
    lower = "lower"
    nearest_zero = "nearest_zero"


ENDS = ("_low", "_high")
"""How the ends of an interval are named after their metric."""
ALL_ENDS = ("", *ENDS)
HIGHER, LOWER, NEAREST_ZERO = Better.higher, Better.lower, Better.nearest_zero


class Unit(StrEnum):
    """What a metric is counted in."""

    STAT = "stat"
    """The market's own: points, rebounds, ..."""
    SHARE = "share"
    """A fraction: 0.05 is 5 %."""
    CHANGE = "change"
    """A fraction more or less than nothing gained: 0.05 is +5 %."""
    NATS = "nats"
    MILLINATS = "millinats"
    """Thousandths of a nat."""
    SCORE = "score"
    """A mean squared distance of probabilities."""
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"
    """The unit of the bankroll."""
    PRICE = "price"
    """Decimal odds."""
    NUMBER = "number"
    """Without a unit."""


@dataclass(frozen=True)
class Metric:
    """A metric of runs.

    `better` is None where no value is better, because it describes the data, the references, a setting or a
    claim. `needs` is what of a run has to be computed for it. `is_objective` allows a sweep to be run on it,
    `has_ends` says that the ends of its 95 % interval are logged as `<name>_low` and `<name>_high`.
    `in_segments` says that it is logged for each segment of player-games, too.
    `with_suspect` are the endings under which it is logged as `with_suspect_<name>` too: for all quotes,
    those that failed hygiene included.
    A `label` makes it a row of the report's tables of probabilities and of bets, in this order; `note` says
    there what it is, `beside` is the metric of the books that stands next to it.
    """

    name: str
    unit: Unit
    better: Better | None
    needs: RunScope = ERRORS
    is_objective: bool = False
    has_ends: bool = False
    in_segments: bool = False
    with_suspect: tuple[str, ...] = ()
    label: str = ""
    note: str = ""
    beside: str | None = None


_METRICS = (
    Metric("n_features", Unit.COUNT, None),
    Metric("n_estimators", Unit.COUNT, None),
    Metric("training_time", Unit.SECONDS, LOWER),
    Metric("n_predictions", Unit.COUNT, None),
    Metric("n_priced", Unit.COUNT, None),
    Metric("train_mae", Unit.STAT, LOWER),
    Metric("train_rmse", Unit.STAT, LOWER),
    Metric("train_r2", Unit.SHARE, HIGHER),
    Metric("train_mape", Unit.SHARE, LOWER),
    Metric("val_mae", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("val_rmse", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("val_r2", Unit.SHARE, HIGHER, is_objective=True),
    Metric("val_mape", Unit.SHARE, LOWER, is_objective=True),
    Metric("val_bias", Unit.STAT, NEAREST_ZERO, in_segments=True),
    Metric("naive_mae", Unit.STAT, None, in_segments=True),
    Metric("naive_bias", Unit.STAT, None),
    Metric("naive_skill_mae", Unit.CHANGE, HIGHER, is_objective=True, has_ends=True, in_segments=True),
    Metric("line_mae", Unit.STAT, None, in_segments=True),
    Metric("line_bias", Unit.STAT, None),
    Metric("priced_mae", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("priced_bias", Unit.STAT, NEAREST_ZERO),
    Metric("priced_naive_mae", Unit.STAT, None),
    Metric("priced_naive_bias", Unit.STAT, None),
    Metric("skill_mae", Unit.CHANGE, HIGHER, is_objective=True, has_ends=True, in_segments=True),
    Metric(
        "information_gain",
        Unit.MILLINATS,
        HIGHER,
        PROBABILITIES,
        is_objective=True,
        has_ends=True,
        label="information gain",
        note="no-vig log loss less ours, in thousandths of a nat",
    ),
    Metric(
        "pool_weight",
        Unit.NUMBER,
        None,
        PROBABILITIES,
        has_ends=True,
        label="the model's weight",
        note="in the pool with the price, learnt from all dates",
    ),
    Metric(
        "log_loss",
        Unit.NATS,
        LOWER,
        PROBABILITIES,
        is_objective=True,
        in_segments=True,
        label="log loss",
        beside="novig_log_loss",
    ),
    Metric(
        "model_log_loss",
        Unit.NATS,
        None,
        PROBABILITIES,
        label="log loss of the model alone",
        beside="novig_log_loss",
    ),
    Metric("model_brier_score", Unit.SCORE, None, PROBABILITIES),
    Metric("model_calibration_error", Unit.SHARE, None, PROBABILITIES),
    Metric("novig_log_loss", Unit.NATS, None, PROBABILITIES, in_segments=True),
    Metric(
        "skill_log_loss",
        Unit.CHANGE,
        HIGHER,
        PROBABILITIES,
        is_objective=True,
        has_ends=True,
        in_segments=True,
    ),
    Metric(
        "brier_score",
        Unit.SCORE,
        LOWER,
        PROBABILITIES,
        is_objective=True,
        label="Brier score",
        beside="novig_brier_score",
    ),
    Metric("brier_reliability", Unit.SCORE, LOWER, PROBABILITIES),
    Metric("brier_resolution", Unit.SCORE, HIGHER, PROBABILITIES),
    Metric("brier_uncertainty", Unit.SCORE, None, PROBABILITIES),
    Metric("novig_brier_score", Unit.SCORE, None, PROBABILITIES),
    Metric(
        "calibration_error", Unit.SHARE, LOWER, PROBABILITIES, is_objective=True, label="calibration error"
    ),
    Metric(
        "calibration_error_debiased", Unit.SHARE, LOWER, PROBABILITIES, label="calibration error, debiased"
    ),
    Metric("crps", Unit.STAT, LOWER, SCORES, is_objective=True, label="CRPS"),
    Metric(
        "betting_n_bets", Unit.COUNT, None, BETS, with_suspect=("",), label="bets", note="won, lost or pushed"
    ),
    Metric(
        "betting_roi",
        Unit.CHANGE,
        HIGHER,
        BETS,
        is_objective=True,
        has_ends=True,
        with_suspect=ALL_ENDS,
        label="return",
        note="per unit staked",
    ),
    Metric(
        "betting_expected_roi",
        Unit.CHANGE,
        None,
        BETS,
        label="return claimed",
        note="what the model expected of them",
    ),
    Metric("betting_profit", Unit.MONEY, HIGHER, BETS, label="profit", note="units of money"),
    Metric("betting_staked", Unit.MONEY, None, BETS),
    Metric("betting_flat_roi", Unit.CHANGE, HIGHER, BETS),
    Metric(
        "betting_win_rate",
        Unit.SHARE,
        HIGHER,
        BETS,
        has_ends=True,
        with_suspect=("",),
        label="win rate",
        note="without pushes",
    ),
    Metric("betting_average_odds", Unit.PRICE, None, BETS, label="average price", note="decimal"),
    Metric(
        "betting_clv",
        Unit.CHANGE,
        HIGHER,
        BETS,
        label="closing line value",
        note="price over closing price, less 1",
    ),
    Metric(
        "betting_clv_novig",
        Unit.CHANGE,
        HIGHER,
        BETS,
        label="worth at the close",
        note="by closing prices without their margin",
    ),
    Metric(
        "betting_beat_close",
        Unit.SHARE,
        HIGHER,
        BETS,
        label="beat the close",
        note="of bets with a later quote",
    ),
    Metric(
        "betting_sharpe_ratio",
        Unit.NUMBER,
        HIGHER,
        BETS,
        has_ends=True,
        label="Sharpe ratio",
        note="daily returns, times the root of 165 game dates",
    ),
    Metric(
        "betting_max_drawdown",
        Unit.SHARE,
        LOWER,
        BETS,
        label="largest drawdown",
        note="from an earlier high, the start included",
    ),
    Metric("betting_longest_losing_run", Unit.COUNT, LOWER, BETS, label="longest losing run", note="bets"),
    Metric(
        "betting_kelly_criterion",
        Unit.SHARE,
        None,
        BETS,
        label="Kelly criterion",
        note="mean share of the bankroll advised",
    ),
    Metric(
        "betting_p_roi_above_0",
        Unit.SHARE,
        HIGHER,
        BETS,
        label="chance of a return above 0",
        note="of resampled seasons",
    ),
    Metric(
        "betting_deflated_sharpe",
        Unit.SHARE,
        HIGHER,
        BETS,
        label="deflated Sharpe ratio",
        note="chance to beat the best of as many trials",
    ),
    Metric(
        "betting_risk_of_halving",
        Unit.SHARE,
        LOWER,
        BETS,
        label="risk of halving",
        note="of simulated bankrolls",
    ),
    Metric("betting_median_growth", Unit.CHANGE, HIGHER, BETS),
    Metric(
        "betting_risk_of_ruin", Unit.SHARE, LOWER, BETS, label="risk of ruin", note="of simulated bankrolls"
    ),
    Metric(
        "betting_n_pushes", Unit.COUNT, None, BETS, label="pushes", note="stakes returned, part of the bets"
    ),
    Metric("betting_n_closed", Unit.COUNT, None, BETS),
    Metric(
        "betting_n_voids", Unit.COUNT, None, BETS, label="voids", note="stakes returned, not part of the bets"
    ),
    Metric("betting_n_pending", Unit.COUNT, None, BETS),
)

CATALOGUE = {metric.name: metric for metric in _METRICS}
"""The metrics by name, in the order of the documentation; those of segments go by their last part."""

_OWN = (
    (re.compile(r"(.*_)?skill_\w+"), HIGHER),
    (re.compile(r"(.*_)?bias"), NEAREST_ZERO),
    (re.compile(r"(.*_)?(mae|rmse|mape|log_loss|brier_score|crps|calibration_error)"), LOWER),
    (re.compile(r"(.*_)?r2"), HIGHER),
)
"""Which way metrics that a person logs by hand are better, by how their names end: `holdout_mae`."""


@cache
def names() -> frozenset[str]:
    """Return names of everything that runs log, ends of intervals included, those of segments left out."""
    return frozenset(name for metric in _METRICS for name in _logged_as(metric))


def is_logged(name: str) -> bool:
    """Whether runs log a metric of this name, in all or in a segment (`segment/tier/stars/val_mae`)."""
    segment = re.fullmatch(r"segment/[^/]+/[^/]+/([^/]+)", name)
    return (segment[1] if segment else name) in names()


def logged_for_all_quotes() -> list[str]:
    """Return the metrics that are logged as `with_suspect_<name>` too, ends of intervals included."""
    return [f"{metric.name}{end}" for metric in _METRICS for end in metric.with_suspect]


def rows(*needs: RunScope) -> list[Metric]:
    """Return the metrics that the report has rows for, of those that need one of these parts of a run."""
    return [metric for metric in _METRICS if metric.label and metric.needs in needs]


def with_ends() -> list[str]:
    """Return the metrics that are logged with the ends of their intervals."""
    return [metric.name for metric in _METRICS if metric.has_ends]


def in_segments() -> list[str]:
    """Return the metrics that segments of player-games have."""
    return [metric.name for metric in _METRICS if metric.in_segments]


def objectives() -> list[str]:
    """Return the metrics that a sweep can be run on."""
    return [metric.name for metric in _METRICS if metric.is_objective]


def better_of(name: str) -> Better | None:
    """Which way a metric is better; None where that is not known, or no value of it is.

    Metrics of segments go by their last part, the ends of intervals by what they are ends of, and
    `with_suspect_` changes nothing. Metrics that are not in the catalogue go by how their names end.
    """
    bare = re.sub("^with_suspect_|_(low|high)$", "", name.rsplit("/", 1)[-1])
    if bare in CATALOGUE:
        return CATALOGUE[bare].better
    return next((better for pattern, better in _OWN if pattern.fullmatch(bare)), None)


def _logged_as(metric: Metric) -> list[str]:
    own = ALL_ENDS if metric.has_ends else ("",)
    return [
        *(f"{metric.name}{end}" for end in own),
        *(f"with_suspect_{metric.name}{end}" for end in metric.with_suspect),
    ]
