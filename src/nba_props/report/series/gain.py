"""What the probabilities gained on the price, from the first test date to each later one."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.calibration.metrics import log_losses
from nba_props.core.arrays import Floats
from nba_props.evaluation.bootstrap import DateBootstrap, Interval
from nba_props.evaluation.probabilities import decided

RESAMPLES = 2_000
SCHEMA = pl.Schema(
    {"date": pl.Date, "gain": pl.Float64, "low": pl.Float64, "high": pl.Float64, "player_games": pl.Int64}
)


def cumulative_gain(rows: pl.DataFrame, seed: int = 0) -> pl.DataFrame:
    """Return the no-vig log loss less ours, added up to each date, in nats.

    The band of a date is what is known by then: the 95 % interval of the mean gain of the player-games so
    far, by a bootstrap over dates, times their number. On the last date it is that of `information_gain`.

    Args:
        rows: scored player-games with `date`, `y`, `line`, `p_over`, `p_push` and `novig_over`.
        seed: of the bootstrap.

    Returns:
        By `date`, ascending: `gain`, `low`, `high` and the number of `player_games` so far. The ends are null
        on the first dates, which too many resamples leave out.
    """
    ended = decided(rows)
    if ended is None or "novig_over" not in ended.columns:
        return SCHEMA.to_frame()
    days = _by_date(ended.filter(pl.col("novig_over").is_finite()))
    dates, gain, games = days["date"].to_numpy(), days["gain"].to_numpy(), days["player_games"].to_numpy()
    bootstrap = DateBootstrap.of(dates, seed, RESAMPLES)
    counts, sums = np.cumsum(games), np.cumsum(gain)
    means = [bootstrap.ratio(dates[:end], gain[:end], games[:end]) for end in range(1, len(dates) + 1)]
    low, high = _bounds(means, counts)
    columns = {"date": days["date"], "gain": sums, "low": low, "high": high, "player_games": counts}
    return pl.DataFrame(columns, SCHEMA, nan_to_null=True)


def _by_date(rows: pl.DataFrame) -> pl.DataFrame:
    over = rows["over"].cast(pl.Float64).to_numpy()
    ours, theirs = (log_losses(rows[name].to_numpy(), over) for name in ("p_over", "novig_over"))
    gains = rows.select("date", gain=pl.Series(theirs - ours, dtype=pl.Float64))
    return gains.group_by("date").agg(pl.col("gain").sum(), player_games=pl.len()).sort("date")


def _bounds(means: list[Interval | None], counts: Floats) -> tuple[Floats, Floats]:
    ends = np.array([(np.nan, np.nan) if each is None else each for each in means], np.float64).reshape(-1, 2)
    return ends[:, 0] * counts, ends[:, 1] * counts
