"""How well `availability=expected` tells who of the rotation sits out: Brier score and log loss, out of fold.

    python benchmarks/availability.py [WORD ...]

The words are those of the main job (`data=files data.game_logs=...`); without any it is the simulated league.
Two simpler rules stand beside it, each with the shares of all earlier dates: how often anybody sits out, and
how often who missed his team's last game, or played in it, does. Counted is who averages 12 minutes or more
and has missed fewer than 10 games in a row; the first season is left out, in which all three still learn.
"""

from __future__ import annotations

import argparse

import polars as pl

from nba_props.availability.candidates import candidates
from nba_props.availability.expected import Expected
from nba_props.configuration.compose import load

LEAST_MINUTES, MOST_MISSED = 12.0, 10
RULES = {"a constant": [], "the last game": ["missed"]}
LEVELS = 10


def judged(words: list[str]) -> pl.DataFrame:
    """Candidates with an outcome: `season`, `sat`, and the probability that each rule gives."""
    experiment = load(words)
    data = experiment.source.load(experiment.seed)
    rows = candidates(data)
    seasons = data.player_games.group_by("date").agg(pl.col("season").max())
    rows = (
        rows.with_columns(pl.Series("expected", Expected().probabilities(rows)))
        .join(seasons, on="date", maintain_order="left")
        .with_columns(pl.col("missed_in_a_row").gt(0).alias("missed"), pl.col("sat").cast(pl.Float64))
        .filter(
            pl.col("sat").is_not_null(),
            pl.col("minutes") >= LEAST_MINUTES,
            pl.col("missed_in_a_row") < MOST_MISSED,
        )
    )
    for name, keys in RULES.items():
        rows = rows.join(share_before(rows, name, keys), on=["date", *keys], how="left")
    return rows.filter(pl.col("season") > pl.col("season").min())


def share_before(rows: pl.DataFrame, name: str, keys: list[str]) -> pl.DataFrame:
    """The share of those of a kind who sat out on earlier dates."""
    days = rows.group_by("date", *keys).agg(pl.col("sat").sum(), pl.len().alias("n")).sort("date")
    sat, n = (pl.col(column).cum_sum().shift(1) for column in ("sat", "n"))
    share = (sat / n).over(keys) if keys else sat / n
    return days.select("date", *keys, share.alias(name))


def scores(rows: pl.DataFrame) -> pl.DataFrame:
    """Brier score and log loss of each rule."""
    return pl.concat(
        rows.drop_nulls(rule).select(
            pl.lit(rule).alias("rule"),
            (pl.col(rule) - pl.col("sat")).pow(2).mean().alias("brier"),
            -pl.when(pl.col("sat") == 1)
            .then(pl.col(rule))
            .otherwise(1 - pl.col(rule))
            .log()
            .mean()
            .alias("log_loss"),
            pl.len().alias("n"),
        )
        for rule in (*RULES, "expected")
    )


def levels(rows: pl.DataFrame) -> pl.DataFrame:
    """What was expected and what came true, by tenths of the expectation."""
    level = (pl.col("expected") * LEVELS).floor().clip(0, LEVELS - 1)
    return (
        rows.group_by(level.alias("level"))
        .agg(pl.col("expected").mean(), pl.col("sat").mean(), pl.len().alias("n"))
        .sort("level")
        .drop("level")
    )


def main() -> None:
    """Print the scores of all seasons but the first and of the last, and how often expectations came true."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("words", nargs="*")
    rows = judged(parser.parse_args().words)
    last = str(rows["season"].max())
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=4):
        print(f"all seasons but the first\n{scores(rows)}")
        print(f"{last}\n{scores(rows.filter(season=last))}\n{levels(rows.filter(season=last))}")


if __name__ == "__main__":
    main()
