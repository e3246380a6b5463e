"""A challenger beside the model in production, on the same nights: who is better, as paired e-values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from nba_props.live.watch.evidence import better_evidence
from nba_props.tracking.comparison.paired import JUDGED, paired_log_losses, shared_rows
from nba_props.tracking.registry.shadow import BETTER


@dataclass(frozen=True)
class Shadow:
    """A challenger on the nights of a champion, as it was run on them, or by its `backtest`.

    `gains` hold by how much its MAE and log loss are lower, `e_values` the evidence for each. `e` is their
    mean, which is an e-value too.
    """

    champion: str
    challenger: str
    dates: int
    rows: int
    gains: Mapping[str, float]
    e_values: Mapping[str, float]
    e: float
    backtest: bool = False
    path: Mapping[dt.date, float] = field(default_factory=dict, repr=False)

    @property
    def better(self) -> bool:
        """Whether the challenger is better beyond doubt."""
        return self.e >= BETTER


def shadow(
    champion: str, first: pl.DataFrame, challenger: str, second: pl.DataFrame, *, backtest: bool = False
) -> Shadow:
    """Compare two models on the player-games that both predicted.

    Args:
        champion: the run of the model in production.
        first: its scored nights: `date`, `y`, `judged`, and where known `line` and `p_over`.
        challenger: the run of the other.
        second: the same of it.
        backtest: whether that is of its own run.

    Raises:
        TrackingError: they have no player-game in common, or other outcomes of them.
    """
    both = shared_rows(first, second).sort("date")
    error, other = ((pl.col(name) - pl.col("y")).abs() for name in (JUDGED, f"{JUDGED}_2"))
    losses = {"mae": both.select("date", first=error, second=other)}
    priced = paired_log_losses(both)
    if priced is not None and priced.height:
        losses["log_loss"] = priced.sort("date")
    paths = {name: _path(each) for name, each in losses.items()}
    dates = both["date"].unique().sort().to_list()
    return Shadow(
        champion=champion,
        challenger=challenger,
        dates=len(dates),
        rows=both.height,
        gains={
            name: float((each["first"] - each["second"]).to_numpy().mean()) for name, each in losses.items()
        },
        e_values={name: list(path.values())[-1] for name, path in paths.items()},
        e=sum(list(path.values())[-1] for path in paths.values()) / len(paths),
        backtest=backtest,
        path=_mean(paths, dates),
    )


def _path(losses: pl.DataFrame) -> dict[dt.date, float]:
    """Return the e-value of a gain after each date, whose score is the sum by the root of its rows."""
    gain = (pl.col("first") - pl.col("second")).sum() / pl.len().sqrt()
    found = losses.group_by("date").agg(gain=gain).sort("date")
    evidence = better_evidence(found["gain"].to_numpy()).tolist()
    return dict(zip(found["date"].to_list(), evidence, strict=True))


def _mean(paths: Mapping[str, Mapping[dt.date, float]], dates: list[dt.date]) -> dict[dt.date, float]:
    now, found = dict.fromkeys(paths, 1.0), {}
    for date in dates:
        now |= {name: path[date] for name, path in paths.items() if date in path}
        found[date] = sum(now.values()) / len(now)
    return found
