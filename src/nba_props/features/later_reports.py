"""Changes of what is reported after a game's bets, for `nba_props.features.proof`: no feature may notice."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.schemas import AVAILABILITY, TEAM_REPORTS
from nba_props.features.perturb import LATER, Perturbation, known_by

REPORTS = (Perturbation.reports_removed, Perturbation.reports_added)
"""The perturbations of reports."""


def changed_reports(data: Dataset, until: pl.DataFrame, kind: Perturbation) -> Dataset:
    """Return a data set whose reports after the bets are others.

    Args:
        data: the canonical tables.
        until: up to when reports of each game count, `game_id`, `moment`.
        kind: one of `REPORTS`.
    """
    reports, teams = AVAILABILITY.empty() if data.reports is None else data.reports, data.team_reports
    if kind is Perturbation.reports_removed:
        reports, teams = _known_by(reports, until), _known_by(teams, until)
    else:
        reports = pl.concat([reports, _invented(data.player_games, reports, until)])
        teams = pl.concat([teams, _submitted(data.player_games, teams, until)])
    return replace(data, reports=AVAILABILITY.check(reports), team_reports=TEAM_REPORTS.check(teams))


def number_of_reports(data: Dataset) -> int:
    """Return the number of reports on players and teams."""
    return (0 if data.reports is None else data.reports.height) + data.team_reports.height


def _known_by(reports: pl.DataFrame, until: pl.DataFrame) -> pl.DataFrame:
    timed = reports.join(until, on="game_id", how="left", maintain_order="left")
    return known_by(timed, "known_at").drop("moment")


def _invented(games: pl.DataFrame, reports: pl.DataFrame, until: pl.DataFrame) -> pl.DataFrame:
    """Report every player as out."""
    rows = games.join(until, on="game_id", maintain_order="left")
    told = rows.with_columns(status=pl.lit("out"), known_at=pl.col("moment") + LATER)
    return _new(told, reports, ["game_id", "player_id", "known_at"])


def _submitted(games: pl.DataFrame, teams: pl.DataFrame, until: pl.DataFrame) -> pl.DataFrame:
    """Have every team submit its report."""
    rows = games.select("game_id", "date", "team").unique(maintain_order=True)
    told = rows.join(until, on="game_id", maintain_order="left").with_columns(
        submitted=pl.lit(value=True), known_at=pl.col("moment") + LATER
    )
    return _new(told, teams, ["game_id", "team", "known_at"])


def _new(told: pl.DataFrame, before: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    return told.select(before.columns).cast(before.schema).join(before, on=key, how="anti")
