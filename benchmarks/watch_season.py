"""The watch on a real season: which alarms come, and in how many dates planted faults are found.

    python benchmarks/watch_season.py DATA [WORD ...]

DATA holds `game_logs/` and `odds/` as docs/how-to/tonight.md names them. Two models are put to work on what
was known then, as `nba-props picks` does it: one that was judged by the season 2022-23, where there are no
lines, works through 2023-24; one that was judged by lines up to the end of January works on from there.
Neither is fitted again. Changes are planted on a date of each one's work. The lines have one snapshot a game,
so there is no closing line value to watch.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from nba_props.configuration.compose import load
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix
from nba_props.live.watch import inputs
from nba_props.live.watch.figures import settled
from nba_props.live.watch.nights import comparable
from nba_props.live.watch.watch import (
    FEATURE,
    FEED,
    FIGURE,
    INPUT,
    Span,
    Watched,
    alarms,
    watch_features,
    watch_feeds,
    watch_figures,
    watch_inputs,
)
from nba_props.market import STATS
from nba_props.pipeline.compute import design, walk
from nba_props.pipeline.feature_reference import calendar_features, feature_quantiles, ranks_by_date
from nba_props.pipeline.forecast import forecast
from nba_props.pipeline.line_prices import LinePrices
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.model_bundle import bundle_from, input_of
from nba_props.serving.bundle import ModelBundle
from nba_props.serving.scorer import predict

LINES = "odds/pra_odds_2023-24.csv"
SETTINGS = (
    "data=files", "market=pra", "model=ridge", "features.prove=false", "validation.refit_days=28",
    "validation.final_fit=true",
)  # fmt: skip
LEVELS = (1.05, 1.1)
SHOWN = 5
"""Alarms of a family that are printed, the earliest first."""
QUANTILES = {"median": 0.5, "q10": 0.1, "q90": 0.9}


@dataclass(frozen=True)
class Work:
    """A model's run, from its first tested day on, and its nights from the first one on.

    A change is planted before the night of the number `planted`.
    """

    name: str
    tested: dt.date
    first: dt.date
    planted: int


WORKS = (
    Work("judged by 2022-23, at work in 2023-24", dt.date(2022, 10, 18), dt.date(2023, 10, 24), 60),
    Work(
        "judged by lines up to January, at work from February on",
        dt.date(2023, 10, 24),
        dt.date(2024, 2, 1),
        20,
    ),
)


@dataclass(frozen=True)
class AtWork:
    """What a model's run predicted, what it makes of the nights since, and what it was given of both."""

    past: pl.DataFrame
    live: pl.DataFrame
    bundle: ModelBundle
    given: pl.DataFrame

    @property
    def dates(self) -> list[dt.date]:
        """The nights."""
        return self.live["date"].unique().sort().to_list()


def played(data: Dataset) -> Dataset:
    """Return the tables up to the last game of the logs: the lines go on through the play-offs."""
    games = data.player_games
    last = games.filter(pl.col("minutes").is_not_null())["date"].max()
    return data.with_player_games(games.filter(pl.col("date") <= last))


def at_work(experiment: Experiment, data: MarketData, matrix: Matrix, work: Work) -> AtWork:
    """Walk up to the first night, and predict all nights by what is served then."""
    known = matrix.rows["date"] < work.first
    earlier = Matrix(matrix.rows.filter(known), matrix.X.filter(known))
    lines = data.lines.join(earlier.rows.select(PLAYER_GAME), on=PLAYER_GAME, how="semi")
    walked = walk(experiment, earlier)
    made = forecast(walked, experiment.distribution, experiment.calibration, lines)
    bundle = bundle_from(made, {})
    tested = made.predictions.rows.filter(~pl.col("warmup"), pl.col("y").is_not_null())
    prices = made.price(lines).select(*PLAYER_GAME, "line", "novig_over", "p_over", "p_push")
    past = tested.join(prices, on=PLAYER_GAME, how="left").with_columns(mean=pl.col("prediction"))
    asked = matrix.rows.filter(~known, pl.col("y").is_not_null()).select("season", "date", *PLAYER_GAME, "y")
    live = nights(bundle, matrix, asked, data.lines)
    given = both(past, live).select(*PLAYER_GAME)
    calendar = calendar_features(experiment, data.tables)
    return AtWork(past, live, bundle, given_of(bundle, matrix, given).drop(calendar, strict=False))


def nights(bundle: ModelBundle, matrix: Matrix, asked: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return what a served model makes of player-games and of the lines on them."""
    read = input_of(bundle, matrix, without_line(asked))
    predictive = predict(bundle, read)
    prices = LinePrices(asked.select(*PLAYER_GAME, "date"), predictive, bundle.lines, bundle.pool)
    at = asked.select(PLAYER_GAME).join(
        lines.select(*PLAYER_GAME, "line", "novig_over"), on=PLAYER_GAME, how="left", maintain_order="left"
    )
    priced = prices.price(at).select("line", "novig_over", "p_over", "p_push")
    told = {name: predictive.quantile(level) for name, level in QUANTILES.items()}
    return pl.concat([asked, priced], how="horizontal").with_columns(
        pl.Series("mean", predictive.mean()), *(pl.Series(name, each) for name, each in told.items())
    )


def both(past: pl.DataFrame, live: pl.DataFrame) -> pl.DataFrame:
    """Return the player-games of a run and of nights that are held against each other."""
    return pl.concat(comparable(past, live), how="diagonal_relaxed")


def without_line(asked: pl.DataFrame) -> pl.DataFrame:
    """Return player-games that are asked for no line."""
    return asked.select(*PLAYER_GAME, pl.lit(None, pl.Float64).alias("line"))


def given_of(bundle: ModelBundle, matrix: Matrix, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what a model is given of player-games: `date` and its columns."""
    return input_of(bundle, matrix, without_line(rows)).select("date", *bundle.columns)


def watch(found: AtWork, data: Dataset, work: Work, given: pl.DataFrame) -> list[Watched]:
    """Watch a model as `nba-props monitor` does."""
    games = data.player_games.filter(pl.col("date") >= work.tested)
    seasons = data.player_games.select("season", "date")
    sides = comparable(found.past, found.live)
    past, live = (settled(side, seasons) for side in sides)
    result = watch_figures(past, live)
    dates = games["date"].unique().sort()
    span = Span(dates.filter(dates < work.first).to_list(), dates.filter(dates >= work.first).to_list())
    if found.past["line"].count():
        result += watch_feeds({"lines": inputs.quoted_share(games, data.prop_lines)}, span)
    result += watch_inputs(inputs.column_means(data.player_games, STATS), span)
    judged = settled(given.select("date").unique().sort("date"), seasons)["date"]
    before = judged.filter(judged < work.first).to_list()
    quantiles = feature_quantiles(given.filter(pl.col("date").is_in(before)).drop("date"))
    after = judged.filter(judged >= work.first).to_list()
    return [*result, *watch_features(ranks_by_date(given, quantiles), Span(before, after))]


def tell(what: str, found: Sequence[Watched], since: dt.date, dates: Sequence[dt.date]) -> None:
    """Print the alarms, with how many dates each took since a date."""
    raised = [
        (each, sum(since <= date <= each.since for date in dates)) for each in alarms(found) if each.since
    ]
    for family in (FIGURE, FEED, INPUT, FEATURE):
        told = [f"{each.name} {each.since} ({days})" for each, days in raised if each.family == family]
        more = f" and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        print(f"  {what}, {family}s: {', '.join(told[:SHOWN]) or 'no alarm'}{more}", flush=True)


def months(found: AtWork) -> None:
    """Print error and bias of each month of the nights that are held against the run."""
    _, live = comparable(found.past, found.live)
    errors = {
        "mae": (pl.col("median") - pl.col("y")).abs().mean(),
        "bias": (pl.col("mean") - pl.col("y")).mean(),
    }
    month = pl.col("date").dt.truncate("1mo")
    for row in live.group_by(month).agg(pl.len(), **errors).sort("date").iter_rows(named=True):
        print(f"    {row['date']:%Y-%m}: {row['len']} rows, mae {row['mae']:.2f}, bias {row['bias']:+.2f}")


def planted(found: AtWork, data: MarketData, work: Work, broken: Matrix) -> None:
    """Print what the watch makes of planted changes."""
    since = found.dates[work.planted]
    late = pl.col("date") >= since
    for level in LEVELS:
        shifted = found.live.with_columns(y=pl.when(late).then(pl.col("y") * level).otherwise("y"))
        tell(
            f"outcomes x {level}",
            watch(replace(found, live=shifted), data.tables, work, found.given),
            since,
            found.dates,
        )
    rows = both(found.past, found.live).select(*PLAYER_GAME)
    given = given_of(found.bundle, broken, rows).select(found.given.columns)
    wrong = data.tables.with_player_games(broken_box_scores(data.tables, since))
    tell("fga are zero", watch(found, wrong, work, given), since, found.dates)


def broken_box_scores(data: Dataset, since: dt.date) -> pl.DataFrame:
    """Return player-games whose field goals attempted are zero from a date on."""
    wrong = pl.when(pl.col("date") >= since).then(pl.col("fga") * 0).otherwise("fga").alias("fga")
    return data.player_games.with_columns(wrong)


def main() -> None:
    """Print what the watch finds of both models."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    files = (f"data.game_logs={asked.data / 'game_logs'}", f"data.prop_lines={asked.data / LINES}")
    data = None
    for work in WORKS:
        experiment = load([*SETTINGS, *files, f"validation.first_test='{work.tested}'", *asked.words])
        if data is None:
            data = MarketData.of(experiment, played(experiment.source.load(experiment.seed)))
            matrix = design(experiment, data)
        found = at_work(experiment, data, matrix, work)
        print(f"{work.name}: {found.past['date'].n_unique()} dates, then {len(found.dates)}")
        whole = watch(found, data.tables, work, found.given)
        for each in whole:
            if each.family == FIGURE:
                most = max(each.path.values())
                print(f"    {each.name}: run {each.reference:.4g}, last {each.live:.4g}, most e {most:.3g}")
        months(found)
        tell("as it was", whole, work.first, found.dates)
        wrong = data.tables.with_player_games(broken_box_scores(data.tables, found.dates[work.planted]))
        planted(found, data, work, design(experiment, replace(data, tables=wrong)))


if __name__ == "__main__":
    main()
