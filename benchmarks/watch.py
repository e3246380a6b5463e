"""How often the watch raises a false alarm, and how soon it finds what was planted.

    python benchmarks/watch.py [--seasons 100] [--leagues 20] [--planted 20] [WORD ...]

One model is fitted on the simulated league: a season before, a season as its run (the reference), a season at
work. Outcomes of both are then drawn anew, from the laws of the league, for each simulated season: the
figures. Inputs, features and feeds are those of `--leagues` leagues, each simulated whole; there a column is
broken, a feature comes out too low, and the report goes stale. Changes are planted on the date `PLANTED` of
the season at work.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.simulated import MARKET, Walked, one_market, walked

from nba_props.configuration.compose import load
from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague
from nba_props.data.demo.names import MARKETS
from nba_props.errors import DataError
from nba_props.experiment import Experiment
from nba_props.features.matrix import build_matrix
from nba_props.live.watch import inputs
from nba_props.live.watch.figures import settled
from nba_props.live.watch.watch import (
    Span,
    Watched,
    alarms,
    watch_features,
    watch_feeds,
    watch_figures,
    watch_inputs,
)
from nba_props.market import STATS
from nba_props.pipeline.feature_reference import calendar_features, feature_quantiles, ranks_by_date

PLANTED = 40
"""The date of the season at work before which a change is planted, of about 140."""
SETTINGS = (
    "data.seasons=3",
    "model=ridge",
    "validation.first_test='2022-10-01'",
    "validation.refit_days=28",
    "validation.warmup=2",
)
LEVELS = (1.03, 1.05, 1.1)
FEATURE, TOO_LOW = "minutes_mean_10", 0.8
"""The feature that is planted too low, and by how much."""


@dataclass(frozen=True)
class Draws:
    """Player-games of the run and of the season at work with their predictions, and P(outcome <= j) of each.

    `shifted` holds the same of a league whose level is another, by the factor.
    """

    rows: pl.DataFrame
    live: pl.Series
    planted: pl.Series
    below: Floats
    shifted: dict[float, Floats]

    def season(self, rng: np.random.Generator, level: float | None = None) -> list[Watched]:
        """Draw the outcomes of both seasons, and watch the second; with a level, a change is planted."""
        chance = rng.random(self.rows.height)
        y = (chance[:, None] > self.below).sum(axis=1)
        if level is not None:
            other = (chance[:, None] > self.shifted[level]).sum(axis=1)
            y = np.where(self.planted.to_numpy(), other, y)
        rows = self.rows.with_columns(y=pl.Series(y, dtype=pl.Float64))
        return watch_figures(rows.filter(~self.live), rows.filter(self.live))


def draws(found: Walked) -> Draws:
    """The predictions of a walk, and the laws that outcomes are drawn from."""
    made = found.forecast()
    rows = made.predictions.rows.filter(pl.col("y").is_not_null(), ~pl.col("warmup"))
    lines = made.price(found.lines).select("game_id", "player_id", "line", "novig_over", "p_over", "p_push")
    rows = rows.join(lines, on=["game_id", "player_id"], how="left", maintain_order="left")
    rows = settled(rows.with_columns(mean=pl.col("prediction")), found.data.player_games)
    last = rows["season"] == rows["season"].max()
    dates = rows.filter(last)["date"].unique().sort()
    truth = found.data.truth
    assert truth is not None
    law = truth.law.take(truth.rows_of(rows))
    stats = MARKETS[MARKET]

    def below(factor: float) -> Floats:
        return np.cumsum(law.scaled(np.full(rows.height, factor)).pmf(stats), axis=1).astype(np.float32)

    return Draws(
        rows, last, rows["date"] >= dates[PLANTED], below(1.0), {level: below(level) for level in LEVELS}
    )


def days_to(found: Sequence[Watched], dates: Sequence[dt.date]) -> int | None:
    """How many dates with the change it took to find it; None if it was not found, or before it was there."""
    first = next(alarms(found), None)
    if first is None or first.since is None or first.since < dates[PLANTED]:
        return None
    return sum(dates[PLANTED] <= date <= first.since for date in dates)


Break = Callable[[Dataset, dt.date], Dataset]


def broken_column(data: Dataset, since: dt.date) -> Dataset:
    """Field goals attempted that are zero, as a feed has them that does not know."""
    wrong = pl.when(pl.col("date") >= since).then(pl.col("fga") * 0).otherwise(pl.col("fga")).alias("fga")
    return data.with_player_games(data.player_games.with_columns(wrong))


def stale_reports(data: Dataset, since: dt.date) -> Dataset:
    """Reports that are not there any more."""
    assert data.reports is not None
    return replace(data, reports=data.reports.filter(pl.col("date") < since))


@dataclass(frozen=True)
class Given:
    """What a model is given of quoted player-games, and the quantiles of the season before the last."""

    features: pl.DataFrame
    quantiles: pl.DataFrame

    def low(self, since: dt.date) -> Given:
        """Return the same with one feature too low from a date on, as where it is made in another way."""
        wrong = pl.when(pl.col("date") >= since).then(pl.col(FEATURE) * TOO_LOW).otherwise(FEATURE)
        return replace(self, features=self.features.with_columns(wrong.alias(FEATURE)))


def given(data: Dataset, made: Experiment, quantiles: pl.DataFrame | None = None) -> Given:
    """Make the features of a league's quoted player-games; quantiles are those of its first season."""
    matrix = build_matrix(data, made.market, made.blocks)
    rows = pl.concat([matrix.rows.select("season", "date", *PLAYER_GAME), matrix.X], how="horizontal")
    quoted = rows.join(data.prop_lines, on=PLAYER_GAME, how="semi").drop(PLAYER_GAME)
    if quantiles is None:
        past = quoted.filter(pl.col("season") == quoted["season"].min()).drop("season", "date")
        quantiles = feature_quantiles(past.drop(calendar_features(made, data)))
    return Given(quoted, quantiles)


def watched_features(given: Given, games: pl.DataFrame) -> list[Watched]:
    """Watch what a model is given: the last season beside the one before it."""
    judged = settled(given.features, games)
    last = pl.col("season") == judged["season"].max()
    before, live = (judged.filter(side)["date"].unique().sort().to_list() for side in (~last, last))
    return watch_features(ranks_by_date(given.features, given.quantiles), Span(before, live))


def feeds_and_inputs(data: Dataset) -> tuple[list[Watched], list[dt.date]]:
    """Watch what goes into a model: the last season beside the one before it."""
    games = data.player_games
    seasons = games["season"].unique().sort()
    before, live = (
        games.filter(pl.col("season") == s)["date"].unique().sort().to_list() for s in seasons[-2:]
    )
    assert data.reports is not None
    shares = {"reports": inputs.reported_share(games, data.reports, data.team_reports)}
    shares["lines"] = inputs.quoted_share(games, data.prop_lines)
    span = Span(before, live)
    return [*watch_feeds(shares, span), *watch_inputs(inputs.column_means(games, STATS), span)], live


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seasons", type=int, default=100)
    parser.add_argument("--planted", type=int, default=20)
    parser.add_argument("--leagues", type=int, default=20)
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    drawn = draws(walked(*SETTINGS, *options.words))
    dates = drawn.rows.filter(drawn.live)["date"].unique().sort().to_list()
    print(f"reference {drawn.rows.filter(~drawn.live)['date'].n_unique()} dates, at work {len(dates)}")
    found = [list(alarms(drawn.season(rng))) for _ in range(options.seasons)]
    names = sorted({each.name for one in found for each in one})
    print(f"no change, figures: {sum(map(bool, found))} of {len(found)} seasons with an alarm {names}")
    for level in LEVELS:
        took = [days_to(drawn.season(rng, level), dates) for _ in range(options.planted)]
        tell(f"scoring level x {level}", took)
    leagues(options.leagues, load([*SETTINGS, *options.words]))


def sound_leagues() -> Iterator[tuple[int, Dataset]]:
    """Simulated leagues by their seeds; a few draw a box score that no player ever had, and are left out."""
    for seed in itertools.count():
        with one_market(), suppress(DataError):
            yield seed, DemoLeague(seasons=2).load(seed)


def leagues(count: int, made: Experiment) -> None:
    """Print what comes of whole leagues: without a change, and with each of those that are planted."""
    quiet, raised, took = 0, list[str](), defaultdict[str, list[int | None]](list)
    for seed, data in islice(sound_leagues(), count):
        games = data.player_games
        found, live = feeds_and_inputs(data)
        asked = given(data, made)
        found += watched_features(asked, games)
        quiet += not any(alarms(found))
        raised += [f"{seed}: {each.name}" for each in alarms(found)]
        since = live[PLANTED]
        for change in (broken_column, stale_reports):
            took[change.__name__].append(days_to(*feeds_and_inputs(change(data, since))))
        broken = given(broken_column(data, since), made, asked.quantiles)
        took["broken_column, by features alone"].append(days_to(watched_features(broken, games), live))
        took["feature too low"].append(days_to(watched_features(asked.low(since), games), live))
    print(f"no change, feeds, inputs and features: {count - quiet} of {count} seasons with an alarm {raised}")
    for name, days in took.items():
        tell(name, days)


def tell(what: str, took: Sequence[int | None]) -> None:
    """Print in how many dates a change was found."""
    known = [days for days in took if days is not None]
    middle, most = (float(np.median(known)), max(known)) if known else (float("nan"), 0)
    print(f"{what}: found in {len(known)} of {len(took)} seasons; dates: median {middle:.0f}, most {most}")


if __name__ == "__main__":
    main()
