"""Bets whose game is not where it was to be: its id in the schedule, and when the two teams meet instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

SIDES = (("home", "away"), ("away", "home"))


def with_scheduled(bets: pl.DataFrame, schedule: pl.DataFrame) -> pl.DataFrame:
    """Return the bets, those on games that the schedule does not know by their id with the id that it has.

    That is the one of the two teams on the night of the bet; a bet that names no opponent keeps its own.
    """
    own = pl.col("game_id").is_in(schedule["game_id"].to_list()).fill_null(value=False)
    sides = pl.concat(
        schedule.select(night="date", team=team, opponent=other, scheduled="game_id") for team, other in SIDES
    ).unique(["night", "team", "opponent"], keep="none")
    found = bets.join(sides, on=["night", "team", "opponent"], how="left", maintain_order="left")
    game = pl.when(own).then("game_id").otherwise(pl.coalesce("scheduled", "game_id"))
    return found.with_columns(game.alias("game_id")).drop("scheduled")


def not_logged(bets: pl.DataFrame, player_games: pl.DataFrame, schedule: pl.DataFrame | None) -> pl.DataFrame:
    """Return the bets without a game on nights that the logs reach over: `bet_id`, `reason`.

    The reason names the game of the two teams that is nearest to the night.
    """
    days = player_games["date"]
    lost = bets.filter(pl.col("night").is_between(days.min(), days.max())) if days.len() else bets.clear()
    meetings = _meetings(player_games, schedule)
    told = [(row["bet_id"], _reason(row, meetings)) for row in lost.iter_rows(named=True)]
    return pl.DataFrame(told, {"bet_id": pl.String, "reason": pl.String}, orient="row")


def _reason(bet: Mapping[str, Any], meetings: Mapping[tuple[str, str], set[dt.date]]) -> str:
    night, team, opponent = bet["night"], bet["team"], bet["opponent"]
    reason = f"no game of {team or bet['given_game']} on {night} in the logs"
    others = meetings.get((team, opponent), set()) - {night}
    if not others:
        return reason
    nearest = min(others, key=lambda day: (abs(day - night), day))
    return f"{reason}; another one of {team} and {opponent} is on {nearest}"


def _meetings(
    player_games: pl.DataFrame, schedule: pl.DataFrame | None
) -> dict[tuple[str, str], set[dt.date]]:
    """Return the days on which two teams meet, played or scheduled, by team and opponent."""
    tables = [player_games.select("team", "opponent", "date")]
    if schedule is not None:
        on = schedule.filter(pl.col("status") != "postponed")
        tables += [on.select(pl.col(one).alias("team"), opponent=other, date="date") for one, other in SIDES]
    found: dict[tuple[str, str], set[dt.date]] = {}
    for team, opponent, day in pl.concat(tables).unique().iter_rows():
        found.setdefault((team, opponent), set()).add(day)
    return found
