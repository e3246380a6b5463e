"""How long ago a team-mate's absence began, of every player-game, as it was known before tip-off."""

from __future__ import annotations

import polars as pl

from nba_props.availability.roster import Rosters

GAMES = 10
"""The team's latest games that make its roster."""
LEAST_MINUTES = 12.0
"""What a player of the rotation averages at least, when he plays; as in the features of who is out."""
SIDE = ["season", "team", "date"]


def days_since_absence(games: pl.DataFrame) -> pl.DataFrame:
    """Return the days since the latest absence of a team-mate began.

    An absence begins on the date of a game that a rotation player missed, having played the team's game
    before it. The rotation is who averaged 12 minutes or more, when he played, over the team's last ten
    games, and has played for no other team since: one who was traded is missed like one who is hurt until he
    plays elsewhere. Only earlier dates of the same season count, and all that is used is who played
    on those, so it is known before tip-off. The player's own absences are left out.

    Args:
        games: canonical player-games: `season`, `date`, `game_id`, `team`, `opponent`, `player_id` and
            `minutes`, null for who did not play or has not yet.

    Returns:
        `date`, `team`, `player_id` and `absence_days`, a row for each player-game with such an absence before
        it; where none began yet that season, nothing is known and there is no row.
    """
    starts = absences(games)
    rows = games.select("season", "date", "team", "player_id").unique()
    before = rows.join(starts, on=["season", "team"], suffix="_absent").filter(
        pl.col("began") < pl.col("date"), pl.col("player_id") != pl.col("player_id_absent")
    )
    return (
        before.group_by("date", "team", "player_id")
        .agg(pl.col("began").max())
        .select("date", "team", "player_id", absence_days=(pl.col("date") - pl.col("began")).dt.total_days())
        .sort("date", "team", "player_id")
    )


def absences(games: pl.DataFrame) -> pl.DataFrame:
    """Return the absences by `season`, `team`, `player_id` and the date on which each `began`."""
    played = games.filter(pl.col("minutes").is_not_null()).sort("date", maintain_order=True)
    if "position" not in played.columns:
        played = played.with_columns(position=pl.lit(None, pl.String))
    sides = games.select(*SIDE, "opponent").unique()
    latest = _latest_dates(games.select(SIDE).unique(), played.select(SIDE).unique())
    members = Rosters.of(sides, played, GAMES).members(["minutes"])
    missed = members.filter(pl.col("minutes") >= LEAST_MINUTES, pl.col("missed_in_a_row") == 1)
    began = missed.join(latest, on=["team", "date"]).filter(pl.col("last_played") >= pl.col("season_from"))
    return began.select("season", "team", "player_id", "began").unique().sort("began", "team", "player_id")


def _latest_dates(asked: pl.DataFrame, played: pl.DataFrame) -> pl.DataFrame:
    """Add to each date of a team that of its latest game before, and that of its first one of the season."""
    first = played.group_by("season", "team").agg(season_from=pl.col("date").min())
    dates = played.select("season", "team", "date", began="date").sort("date")
    return (
        asked.sort("date")
        .join_asof(dates, on="date", by=["season", "team"], allow_exact_matches=False, check_sortedness=False)
        .drop_nulls("began")
        .join(first, on=["season", "team"])
    )
