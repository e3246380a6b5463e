"""Where the bets pay and where they do not: the metrics of the ledger, cut by what was known at the bet."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import DataError
from nba_props.evaluation.bootstrap import DateBootstrap, Interval
from nba_props.evaluation.segments import RESAMPLES, SCHEMA
from nba_props.evaluation.segments import SEGMENTS as OF_PLAYER_GAMES
from nba_props.ledger.columns import BetResult
from nba_props.ledger.daily import counted
from nba_props.ledger.metrics import COUNTS, SUMS
from nba_props.ledger.uncertainty import interval_of_bets

SMALL_EDGE, LARGE_EDGE = 0.03, 0.06
"""Edges below the first are small, from the second on large."""

CONTEXT = ("season", "home", "team_rest_days", "past_minutes", "past_possessions")
"""What segments need of a player-game, known before tip-off; columns of `Matrix.rows`."""

SEGMENTS: dict[str, pl.Expr] = {
    **{name: OF_PLAYER_GAMES[name] for name in ("tier", "season", "venue", "back_to_back", "month")},
    "edge_size": pl.when(pl.col("edge") < SMALL_EDGE)
    .then(pl.lit("small"))
    .when(pl.col("edge") < LARGE_EDGE)
    .then(pl.lit("medium"))
    .when(pl.col("edge") >= LARGE_EDGE)
    .then(pl.lit("large")),
    "book": pl.col("book"),
    "side": pl.col("side").cast(pl.String),
    "market": pl.col("market"),
}
"""The cuts by name; bets where one is null are in none of its values."""


def with_context(ledger: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the ledger with the columns of `CONTEXT`, null for players without a row.

    Args:
        ledger: bets, in any order, which is kept.
        rows: `Matrix.rows`, one per player-game.

    Raises:
        DataError: a player-game has two rows, which would double its bets.
    """
    known = rows.select(*PLAYER_GAME, *CONTEXT)
    if known.select(PLAYER_GAME).is_duplicated().any():
        raise DataError("player-games: two rows share game_id and player_id; bets would be doubled")
    return ledger.join(known, on=PLAYER_GAME, how="left", maintain_order="left")


def segment_frame(
    ledger: pl.DataFrame, bootstrap: DateBootstrap | None = None, cuts: Mapping[str, pl.Expr] = SEGMENTS
) -> pl.DataFrame:
    """Return metrics of every segment, one row each.

    `segment`, `value`, `metric`, `n`, `figure`, `low`, `high`.

    Args:
        ledger: with the columns that the cuts need; for `SEGMENTS` those of `with_context`.
        bootstrap: resamples of a calendar that holds all its dates; without one there are no intervals.
        cuts: the segments by name.

    Returns:
        In the order of the cuts, values sorted by name, as `evaluation.segments.segment_frame` has them.
        `n` counts the bets, `low` and `high` are the ends of the 95 % intervals of ROI and win rate; where a
        segment holds all bets, those of the whole ledger.
    """
    bets = counted(ledger)
    bets = bets.with_columns(expr.alias(f"__{name}") for name, expr in cuts.items())
    return pl.concat([SCHEMA.to_frame(), *(_of_segment(bets, name, bootstrap) for name in cuts)])


def _of_segment(bets: pl.DataFrame, name: str, bootstrap: DateBootstrap | None) -> pl.DataFrame:
    value = pl.col(f"__{name}").alias("value")
    cut = bets.filter(pl.col(f"__{name}").is_not_null())
    figures = cut.group_by(value).agg(n=pl.len().cast(pl.Int64), **COUNTS, **SUMS).sort("value")
    long = (
        figures.with_columns(pl.col(*COUNTS, *SUMS).cast(pl.Float64))
        .unpivot(list(COUNTS | SUMS), index=["value", "n"], variable_name="metric", value_name="figure")
        .filter(pl.col("figure").is_finite())
        .sort("value", maintain_order=True)
    )
    ends = _intervals(cut, value, bootstrap, bets.height)
    joined = long.join(ends, on=["value", "metric"], how="left", maintain_order="left")
    return joined.select(pl.lit(name).alias("segment"), *list(SCHEMA)[1:]).cast(SCHEMA)


_RATIOS = {"betting_roi": ("profit", "stake"), "betting_win_rate": ("wins", "decided")}


def _intervals(
    cut: pl.DataFrame, value: pl.Expr, bootstrap: DateBootstrap | None, n_bets: int
) -> pl.DataFrame:
    """`value`, `metric`, `low`, `high` of ROI and win rate; `n_bets` of the whole ledger."""
    won, lost = ((pl.col("result") == result.value).sum() for result in (BetResult.WIN, BetResult.LOSS))
    records: list[tuple[str, str, float, float]] = []
    if bootstrap is not None:
        few = bootstrap.first(RESAMPLES)
        days = cut.group_by(value, "date").agg(
            pl.col("profit").sum(), pl.col("stake").sum(), wins=won, decided=won + lost, bets=pl.len()
        )
        for (name,), part in days.group_by("value"):
            resamples = bootstrap if part["bets"].sum() == n_bets else few
            records += [(str(name), metric, *ends) for metric, ends in _ends(part, resamples)]
    schema = {"value": pl.String, "metric": pl.String, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame(records, schema, orient="row")


def _ends(days: pl.DataFrame, bootstrap: DateBootstrap) -> list[tuple[str, Interval]]:
    dates = days["date"].to_numpy()
    found = {
        metric: interval_of_bets(bootstrap, dates, *(days[name].to_numpy().astype(float) for name in pair))
        for metric, pair in _RATIOS.items()
    }
    return [(metric, ends) for metric, ends in found.items() if ends is not None]
