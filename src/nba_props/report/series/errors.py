"""Absolute errors by what was known of a player-game before tip-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.references import MEDIAN
from nba_props.evaluation.segments import SEGMENTS

RESAMPLES = 2_000
ABSENCE = "absence_days"
"""The column of `days_since_absence` in the scored player-games."""
TIERS = ("stars", "rotation", "bench")
DAYS = {"1 to 2": 2, "3 to 4": 4, "5 to 7": 7, "8 to 14": 14, "15 and more": 10_000}
"""Days since a team-mate's absence began, in words, and the most of them."""
SCHEMA = pl.Schema(
    {
        "over": pl.String,
        "value": pl.String,
        "who": pl.String,
        "mae": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "player_games": pl.Int64,
    }
)


def mae_by_tier(rows: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return the MAE by player tier, see `mae_by`.

    A tier follows from the player's last ten games alone: `stars` averaged 30 minutes and used 16 possessions
    or more, the `rotation` 16 minutes or more, and the `bench` less. Who has no past game is in none: the
    errors of so few would set the scale for all.
    """
    if not {"past_minutes", "past_possessions"} <= set(rows.columns):
        return SCHEMA.to_frame()
    return mae_by(rows, SEGMENTS["tier"], TIERS, seed)


def without_past(rows: pl.DataFrame) -> int:
    """Count the player-games of players without a past game, which are in no tier."""
    return rows["past_minutes"].null_count() if "past_minutes" in rows.columns else 0


def mae_by_absence(rows: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return the MAE by days since a team-mate's absence began, see `mae_by` and `days_since_absence`.

    Player-games of which that is not known are in none of the values; without the column there is no row.
    """
    if ABSENCE not in rows.columns:
        return SCHEMA.to_frame()
    days = pl.coalesce(pl.when(pl.col(ABSENCE) <= most).then(pl.lit(name)) for name, most in DAYS.items())
    return mae_by(rows, days, list(DAYS), seed)


def mae_by(rows: pl.DataFrame, cut: pl.Expr, values: Sequence[str], seed: int = 0) -> pl.DataFrame:
    """Return the MAE of model, naive mean and line for each value of a cut, on the same rows each.

    Args:
        rows: scored player-games with `date`, `y`, `prediction` and where known `median`, `naive`, `line` and
            `line_median`; absolute errors are those of medians, as everywhere.
        cut: gives each row its value.
        values: those shown, in their order.
        seed: of the bootstrap over dates.

    Returns:
        `over` (`all` player-games, or those `priced`), `value`, `who` (`prediction`, `naive`, `line`), `mae`,
        the ends of its 95 % interval, null where there is none, and the number of `player_games`.
    """
    known = rows.with_columns(cut.alias("__value")).filter(pl.col("__value").is_in(values))
    bootstrap = DateBootstrap.of(known["date"].to_numpy(), seed, RESAMPLES)
    found = [
        (over, value, who, *_mae(part, column, bootstrap))
        for over, those, columns in compared(known)
        for value in values
        if (part := those.filter(pl.col("__value") == value)).height
        for who, column in columns.items()
    ]
    return pl.DataFrame(found, SCHEMA, orient="row")


def compared(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame, dict[str, str]]]:
    """Yield the sets of rows that are compared, and the column of each predictor's figure, see `mae_by`."""
    ours = {"prediction": "median" if "median" in rows.columns else "prediction"}
    naive = {"naive": "naive"} if "naive" in rows.columns and not rows["naive"].null_count() else {}
    yield "all", rows, ours | naive
    if "line" in rows.columns:
        line = {"line": MEDIAN if MEDIAN in rows.columns else "line"}
        yield "priced", rows.filter(pl.col("line").is_not_null()), ours | naive | line


def _mae(
    part: pl.DataFrame, column: str, bootstrap: DateBootstrap
) -> tuple[float, float | None, float | None, int]:
    error = (part[column] - part["y"]).abs().to_numpy()
    low, high = bootstrap.mean(part["date"].to_numpy(), error) or (None, None)
    return float(error.mean()), low, high, part.height
