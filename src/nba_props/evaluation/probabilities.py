"""The probability of going over the line, beside the books' no-vig one, on the same player-games."""

from __future__ import annotations

import polars as pl

from nba_props.calibration import metrics
from nba_props.core.arrays import Floats
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.estimate import Estimate


def decided(rows: pl.DataFrame) -> pl.DataFrame | None:
    """Return the rows that ended over or under their own line and have a probability, with `over`.

    `p_over` becomes P(over) given no push, by `p_push` where the rows have it. None where the rows have no
    probabilities at all.
    """
    if not {"date", "line", "y", "p_over"} <= set(rows.columns):
        return None
    push = pl.col("p_push").fill_null(0.0) if "p_push" in rows.columns else pl.lit(0.0)
    given = rows.with_columns(p_over=pl.col("p_over") / (1 - push))
    kept = given.filter(pl.col("p_over").is_finite(), pl.col("y") != pl.col("line"))
    return kept.with_columns(over=pl.col("y") > pl.col("line"))


def probability_figures(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """Return the metrics of probabilities by name; none without probabilities.

    See docs/reference/metrics.md.

    Args:
        rows: scored player-games with `date`, `y`, `line`, `p_over`, `p_push` and `novig_over`, both at the
            row's own line.
        bootstrap: resamples of a calendar that holds all their dates.
    """
    ended = decided(rows)
    if ended is None or ended.is_empty():
        return {}
    beside = ended.filter(pl.col("novig_over").is_finite())
    return {
        **_gain(beside, bootstrap),
        **_model_alone(ended, bootstrap),
        **_scores(ended, "p_over", "", bootstrap),
        **_reliability(ended),
        **_scores(beside, "novig_over", "novig_", bootstrap),
        **_skill(beside, bootstrap),
    }


def _scores(rows: pl.DataFrame, column: str, prefix: str, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """`<prefix>log_loss` and `<prefix>brier_score` of the probabilities in `column`."""
    if rows.is_empty():
        return {}
    dates = rows["date"].to_numpy()
    p, over = _asked(rows, column)
    losses = {"log_loss": metrics.log_losses(p, over), "brier_score": metrics.squared_errors(p, over)}
    return {
        f"{prefix}{name}": Estimate(float(loss.mean()), rows.height, bootstrap.mean(dates, loss))
        for name, loss in losses.items()
    }


def _reliability(rows: pl.DataFrame) -> dict[str, Estimate]:
    """Return the calibration error, plain and debiased, and the parts of the Brier score."""
    p, over = _asked(rows, "p_over")
    parts = metrics.brier_parts(p, over)
    values = {
        "calibration_error": metrics.calibration_error(p, over),
        "calibration_error_debiased": metrics.debiased_calibration_error(p, over),
        "brier_reliability": parts.reliability if parts else None,
        "brier_resolution": parts.resolution if parts else None,
        "brier_uncertainty": parts.uncertainty if parts else None,
    }
    return {name: Estimate(value, rows.height) for name, value in values.items() if value is not None}


def _skill(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """1 - the log loss / that of the no-vig probabilities, on the same rows."""
    if rows.is_empty():
        return {}
    ours, theirs = _log_losses(rows, "p_over"), _log_losses(rows, "novig_over")
    interval = bootstrap.skill(rows["date"].to_numpy(), ours, theirs)
    return {"skill_log_loss": Estimate(float(1 - ours.sum() / theirs.sum()), rows.height, interval)}


def _gain(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """Return the no-vig log loss less ours on the same rows, in thousandths of a nat."""
    if rows.is_empty():
        return {}
    gain = 1000 * (_log_losses(rows, "novig_over") - _log_losses(rows, "p_over"))
    interval = bootstrap.mean(rows["date"].to_numpy(), gain)
    return {"information_gain": Estimate(float(gain.mean()), rows.height, interval)}


def _model_alone(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """`model_*`: the model's probabilities without the price, where they are pooled with it."""
    if "model_p_over" not in rows.columns:
        return {}
    push = pl.col("p_push").fill_null(0.0) if "p_push" in rows.columns else pl.lit(0.0)
    alone = rows.with_columns(pl.col("model_p_over") / (1 - push)).filter(pl.col("model_p_over").is_finite())
    if alone.is_empty() or alone["model_p_over"].equals(alone["p_over"]):
        return {}
    scores = _scores(alone, "model_p_over", "model_", bootstrap)
    error = metrics.calibration_error(*_asked(alone, "model_p_over"))
    return scores if error is None else scores | {"model_calibration_error": Estimate(error, alone.height)}


def _log_losses(rows: pl.DataFrame, column: str) -> Floats:
    return metrics.log_losses(*_asked(rows, column))


def _asked(rows: pl.DataFrame, column: str) -> tuple[Floats, Floats]:
    """Probabilities and outcomes, 1 over and 0 under."""
    return rows[column].to_numpy(), rows["over"].cast(pl.Float64).to_numpy()
