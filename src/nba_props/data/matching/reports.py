"""Injury reports as they were published -> the canonical `availability`."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.eastern import LATEST_HOUR, start_of
from nba_props.data.matching.events import schedule
from nba_props.data.matching.names import SAME
from nba_props.data.matching.rosters import Meeting, Rosters
from nba_props.data.matching.source_ids import BY_ID
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import AVAILABILITY, TEAM_REPORTS, UNNAMED
from nba_props.data.sources import Games, InjuryReports
from nba_props.data.vocabulary.words import plain

TABLE = "reports"

NO_NAME, UNKNOWN_ID = "name not matched", "id not in the logs"
NO_LONGER_NAMED = "no longer named by the next report of the team: what was said before counts no more"
JUST_BEFORE = "1m"
"""So long before the tip-off a report without a time is taken as known."""


def link_reports(
    reports: InjuryReports, games: Games, prop_lines: pl.DataFrame, quality: QualityReport
) -> pl.DataFrame:
    """One row for each change of what reports said of a player before a game, `known_at` since when.

    The lines tell the tip-off where they can, then the reports. Where nothing tells it, reports
    count up to `LATEST_HOUR`. Whom a later submission of his team names no more is `UNNAMED` from then on.

    Args:
        reports: as they were published.
        games: with canonical player-games, those that only the lines know of included.
        prop_lines: canonical.
        quality: gets the counts.
    """
    quality.read.setdefault(TABLE, reports.table.height)
    with_game = _with_games(reports.table, games.player_games, quality)
    before = _before_tip_off(with_game, prop_lines, quality)
    found = _with_players(before, games, quality)
    known = found.drop_nulls("player_id")
    left_out = _left_out(found, _submissions(reports, games.player_games, prop_lines))
    told = _changes(pl.concat([known, left_out], how="diagonal"), "status", PLAYER_GAME)
    read = told.filter(pl.col("status") != UNNAMED).height
    quality.note(TABLE, "says of a player and game what the report before said", known.height - read)
    quality.note(TABLE, NO_LONGER_NAMED, told.height - read, assumed=True)
    quality.kept[TABLE] = read
    return AVAILABILITY.conform(told.sort(AVAILABILITY.key))


def _left_out(reports: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """Return the players whom a later submission of their team does not name, as `UNNAMED`.

    Only of what is known to be all that a team said can be told whom it leaves out: not where it names
    somebody for whom nobody was found, who may be the player.

    Args:
        reports: as `_with_players` returns them.
        submissions: as `_submissions` returns them.
    """
    report = ["game_id", "team", "known_at"]
    second = pl.col("known_at").dt.truncate("1s")
    told = reports.with_columns(second)
    nobody = told.filter(pl.col("player_id").is_null())
    whole = submissions.filter("submitted").with_columns(second).join(nobody, on=report, how="anti")
    since = (
        told.drop_nulls("player_id")
        .group_by(*PLAYER_GAME, "date", "team")
        .agg(since=pl.col("known_at").min())
    )
    asked = since.join(whole.select(report).unique(), on=["game_id", "team"])
    later = asked.filter(pl.col("known_at") > pl.col("since")).drop("since")
    gone = later.join(told, on=[*PLAYER_GAME, "known_at"], how="anti")
    return gone.with_columns(status=pl.lit(UNNAMED))


def _changes(reports: pl.DataFrame, what: str, key: Sequence[str]) -> pl.DataFrame:
    """Return what was said of each key, at the first of the reports in a row that say the same.

    Each hour's report repeats the one before: what was known in the morning was known then. Of two reports of
    one moment the last one counts.
    """
    ordered = reports.sort("known_at", maintain_order=True)
    once = ordered.unique([*key, "known_at"], keep="last", maintain_order=True)
    run = pl.col(what).rle_id().over(key).alias("run")
    return once.with_columns(run).unique([*key, "run"], keep="first", maintain_order=True).drop("run")


def link_submissions(reports: InjuryReports, games: Games, prop_lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each change of whether reports before a game said that a team had submitted.

    Args:
        reports: as they were published; where the lines do not tell a tip-off, they do.
        games: with canonical player-games, those that only the lines know of included.
        prop_lines: canonical.
    """
    in_time = _submissions(reports, games.player_games, prop_lines)
    told = _changes(in_time, "submitted", ["game_id", "team"])
    return TEAM_REPORTS.conform(told.sort(TEAM_REPORTS.key))


def _submissions(
    reports: InjuryReports, player_games: pl.DataFrame, prop_lines: pl.DataFrame
) -> pl.DataFrame:
    """Return what each report said of a team's submission before its game, `known_at` when."""
    sides = _sides(player_games)
    told = reports.table.drop_nulls("tip_off").join(sides, on=["date", "team"])
    tips = told.group_by("game_id").agg(pl.col("tip_off").max())
    of_games = reports.submissions.join(sides, on=["date", "team"]).join(tips, on="game_id", how="left")
    timed = _with_start(of_games.rename({"report_at": "known_at"}), prop_lines)
    return timed.filter(pl.col("known_at") < pl.col("start"))


def _sides(player_games: pl.DataFrame) -> pl.DataFrame:
    """Return each game once for each of its teams."""
    games = schedule(player_games)
    return pl.concat(
        games.select("date", "game_id", "season", team=own, opponent=other)
        for own, other in (("home", "away"), ("away", "home"))
    )


def _with_games(reports: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    sides = _sides(player_games)
    joined = reports.join(sides, on=["date", "team"], how="left", maintain_order="left")
    quality.note(TABLE, "game not in the logs", joined["game_id"].null_count(), lost=True)
    return joined.filter(pl.col("game_id").is_not_null())


def _before_tip_off(reports: pl.DataFrame, prop_lines: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Without reports that came too late to be known before the game; those without a time came in time."""
    just_before = pl.col("start").dt.offset_by(f"-{JUST_BEFORE}")
    told = _with_start(reports, prop_lines).with_columns(known_at=pl.coalesce("known_at", just_before))
    unsure, is_late = pl.col("unsure"), pl.col("known_at") >= pl.col("start")
    late, in_time = told.filter(is_late), told.filter(~is_late)
    quality.note(TABLE, "known only after tip-off", late.filter(~unsure).height, lost=True)
    hour = f"{LATEST_HOUR}:00 US/Eastern of a game whose tip-off nothing tells"
    quality.note(TABLE, f"after {hour}", late.filter(unsure).height, lost=True)
    quality.note(TABLE, f"by {hour}: taken as known before it", in_time.filter(unsure).height, assumed=True)
    return in_time.drop("tip_off", "start", "unsure")


def _with_start(reports: pl.DataFrame, prop_lines: pl.DataFrame) -> pl.DataFrame:
    """Return the reports with `start`, up to which they count, and whether that is `unsure`."""
    quoted = prop_lines.group_by("game_id").agg(pl.col("tip_off").max().alias("quoted"))
    timed = reports.join(quoted, on="game_id", how="left", maintain_order="left")
    tip_off = pl.coalesce("quoted", "tip_off")
    start = start_of(tip_off, pl.col("date"))
    return timed.with_columns(start=start, unsure=tip_off.is_null()).drop("quoted")


def _with_players(reports: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the reports with `player_id`, by the id or the name among those of both teams; else null."""
    rosters = Rosters.of(games.player_games, reports["season"].unique(), games.rosters)
    who = reports.select("season", "date", "team", "opponent", "known_at", "player_id", "player_name")
    ids = [
        _player(rosters, Meeting(season, season, day, (team, other), known_at), player, name)
        for season, day, team, other, known_at, player, name in who.iter_rows()
    ]
    found = reports.with_columns(told=pl.col("player_id"), player_id=pl.Series(ids, dtype=pl.Int64))
    lost = found.filter(pl.col("player_id").is_null())
    for reason, of, example in (
        ("name not matched", pl.col("told").is_null(), "player_name"),
        (
            UNKNOWN_ID,
            pl.col("told").is_not_null(),
            pl.coalesce("player_name", pl.col("told").cast(pl.String)),
        ),
    ):
        rows = lost.filter(of)
        examples = rows.select(example).to_series().unique().sort().to_list()
        quality.note(TABLE, reason, rows.height, examples, lost=True)
    return found.drop("told")


def _player(rosters: Rosters, meeting: Meeting, given: int | None, name: str | None) -> int | None:
    """Return whom a report means; None where nobody fits.

    An id counts where the logs or rosters know it. Beside a name it may be another publisher's: it must be
    that of the name, or of a player of the two teams, unless the name fits nobody, too.
    """
    known = given if given in rosters.names else None
    if not name or (known is not None and plain(rosters.names[known]) == plain(name)):
        return known
    found, _, _, level = rosters.find(meeting, name)
    of_teams = known is not None and rosters.find_known(meeting, known, BY_ID)[0] is not None
    return known if of_teams and level != SAME else known if found is None else found
