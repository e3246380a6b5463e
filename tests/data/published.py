"""The simulated league as others would publish it: game logs in files, quotes and reports of a feed."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl

from nba_props.data.dataset import Dataset
from tests.gamelogs import collected, nba_api
from tests.leagues import SEASON_SEED, season

UNTIL = dt.date(2024, 1, 15)
SEED = SEASON_SEED


@cache
def league() -> Dataset:
    """The first months of one season."""
    data = season()
    assert data.reports is not None
    early = pl.col("date") < UNTIL
    reports = data.reports.filter(early)
    return Dataset(data.player_games.filter(early), data.prop_lines.filter(early), reports=reports)


def quotes() -> pl.DataFrame:
    """The league's lines as `nba_props.data.schemas.QUOTES`."""
    table = collected(league().prop_lines, league().player_games)
    zoned = [pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC")
             for name in ("timestamp", "game_time")]  # fmt: skip
    return table.with_columns(zoned).rename(
        {"player_name": "player", "bookmaker": "book", "timestamp": "quoted_at", "game_time": "tip_off"}
    )


def injury_reports() -> pl.DataFrame:
    """The league's reports as `nba_props.data.schemas.INJURY_REPORTS`."""
    reports = league().reports
    assert reports is not None
    return reports.drop("game_id")


def write(folder: Path) -> dict[str, Path]:
    """Write each table as a file, by the name of its table."""
    tables = {
        "game_logs": nba_api(league().player_games),
        "prop_lines": collected(league().prop_lines, league().player_games),
        "reports": injury_reports(),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, table in tables.items():
        table.write_parquet(paths[name])
    return paths
