"""Lines of sources that know games and players by our ids: which of them are on player-games of the logs."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.core.wording import worded
from nba_props.data.contradictions import how_many, is_refused
from nba_props.data.eastern import eastern_day
from nba_props.data.matching.events import known_games
from nba_props.data.matching.link import AFTER, NOT_LOGGED, Linked, new_player_games
from nba_props.data.matching.rosters import Meeting, Rosters
from nba_props.data.played import last_played
from nba_props.data.quality import EXAMPLES, Contradiction, QualityReport, Spelling
from nba_props.data.schemas import GAME_LINES, PROP_LINES, UNMATCHED
from nba_props.data.seasons import LONGEST_BREAK
from nba_props.data.sources import Games
from nba_props.data.table import Table
from nba_props.errors import DataError

NO_PLAYER = "player of neither team"
NO_SIDE = "home is neither team of the game"
OTHER_DATE = "date is not that of the game"
OTHER_TIP_OFF = "tip-off is not on the US/Eastern day of the game"
FOUND = "share of them found by their ids"
"""In `QualityReport.figures`: of lined player-games, those ahead left aside, the ones that were found."""


def link_known(lines: pl.DataFrame, games: Games, quality: QualityReport) -> Linked:
    """Find the player-game of every line; what stays unfound is dropped and counted.

    Players of one of the two teams who have no row did not play, or have not yet: they get one without an
    outcome, as in `link`.

    Args:
        lines: a table of `nba_props.data.schemas.PROP_LINES`.
        games: with the schedule and rosters, where there are any.
        quality: gets the counts.

    Raises:
        DataError: no line fits the games, or the dates of too many are not those of their games.
    """
    last_day = last_played(games.player_games)
    known = known_games(games.player_games, games.schedule, last_day)
    on_games = _on_games(lines, known, last_day, PROP_LINES, quality)
    new = _new_people(on_games, known, games, last_day)
    strangers = new.filter(pl.col("team").is_null())
    lost = on_games.join(strangers, on=PLAYER_GAME, how="semi", maintain_order="left")
    kept = on_games.join(strangers, on=PLAYER_GAME, how="anti", maintain_order="left")
    _count_strangers(lost, quality)
    _refuse_none(lines, kept, on_games, games.player_games, PROP_LINES)
    _count_found(lines, kept, last_day, quality)
    added = new_player_games(new.filter(pl.col("team").is_not_null()), games, quality)
    unmatched = lost.with_columns(player=pl.col("player_id").cast(pl.String)).select(*UNMATCHED.columns)
    return Linked(kept, added, unmatched)


def link_known_games(lines: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the lines on games that there are, of one of their teams; the others are dropped and counted.

    Args:
        lines: a table of `nba_props.data.schemas.GAME_LINES`.
        games: with the games' teams and days.
        quality: gets the counts.

    Raises:
        DataError: no line fits the games, or the dates of too many are not those of their games.
    """
    last_day = last_played(games.player_games)
    known = known_games(games.player_games, games.schedule, last_day)
    on_games = _on_games(lines, known, last_day, GAME_LINES, quality)
    sides = known.select("game_id", first="home", second="away")
    told = on_games.join(sides, on="game_id", how="left", maintain_order="left")
    strange = (pl.col("home") != pl.col("first")) & (pl.col("home") != pl.col("second"))
    lost = told.filter(strange)
    examples = lost.select(worded("{} in {}", "home", "game_id")).to_series().unique(maintain_order=True)
    quality.note(GAME_LINES.name, NO_SIDE, lost.height, examples.to_list(), lost=True)
    kept = told.filter(~strange).select(lines.columns)
    _refuse_none(lines, kept, on_games, games.player_games, GAME_LINES)
    quality.kept[GAME_LINES.name] = kept.height
    return kept


def _on_games(
    lines: pl.DataFrame, known: pl.DataFrame, last_day: dt.date | None, table: Table, quality: QualityReport
) -> pl.DataFrame:
    """Return the lines of games that are known, on their day; the others are counted."""
    quality.read[table.name] = lines.height
    absent = lines.join(known, on="game_id", how="anti", maintain_order="left")
    ahead = _ahead(last_day)
    for reason, of, lost in ((NOT_LOGGED, ~ahead, True), (AFTER, ahead, False)):
        rows = absent.filter(of)
        examples = rows["game_id"].unique(maintain_order=True).head(EXAMPLES).to_list()
        quality.note(table.name, reason, rows.height, examples, lost=lost)
    days = known.select("game_id", day="date")
    dated = lines.join(days, on="game_id", how="inner", maintain_order="left")
    return _on_their_day(dated, table, quality).select(lines.columns)


def _ahead(last_day: dt.date | None) -> pl.Expr:
    """Whether a line is on a game that the logs cannot hold yet, and not so late that they are old."""
    if last_day is None:
        return pl.lit(True)
    return pl.col("date").is_between(last_day, last_day + LONGEST_BREAK, closed="right")


def _on_their_day(dated: pl.DataFrame, table: Table, quality: QualityReport) -> pl.DataFrame:
    """Return the lines of which date and tip-off are of the game's `day`.

    Raises:
        DataError: those of which they are not are more than the bound allows.
    """
    left = dated
    for name, reason, day in (
        ("date", OTHER_DATE, pl.col("date")),
        ("tip_off", OTHER_TIP_OFF, eastern_day(pl.col("tip_off"))),
    ):
        odd = (day != pl.col("day")).fill_null(value=False)
        wrong = left.filter(odd)
        if wrong.is_empty():
            continue
        if wrong.height == left.height or is_refused(wrong.height, left.height):
            row = wrong.row(0, named=True)
            told = f"{reason} ({name}={row[name]}; the game was on {row['day']})"
            where = f"{table.name}, game {row['game_id']}"
            raise DataError(f"{where}: {told}{how_many(wrong.height, left.height)}")
        examples = wrong.select(worded("{} {}, not {}", "game_id", "day", day)).to_series()
        said = examples.unique(maintain_order=True).to_list()
        quality.note(table.name, f"{reason}: left out", wrong.height, said, lost=True)
        quality.contradictions.append(Contradiction(table.name, reason, wrong.height, left.height))
        left = left.filter(~odd)
    return left


def _new_people(
    lines: pl.DataFrame, known: pl.DataFrame, games: Games, last_day: dt.date | None
) -> pl.DataFrame:
    """Return each lined player-game without a row, with the player's `team` and `name`: null if unfound."""
    new = (
        lines.join(games.player_games, on=PLAYER_GAME, how="anti")
        .group_by(PLAYER_GAME, maintain_order=True)
        .agg(last_quote=pl.col("quoted_at").max())
        .join(known, on="game_id", how="left", maintain_order="left")
        .with_columns(after=pl.lit(True) if last_day is None else pl.col("date") > last_day, how=pl.lit("id"))
    )
    if new.is_empty():
        return new.with_columns(team=pl.lit(None, pl.String), name=pl.lit(None, pl.String))
    seasons = games.player_games["season"]
    rosters = Rosters.of(games.player_games, seasons.unique(), games.rosters, games.reported)
    last_season, logged = seasons[games.player_games["date"].arg_max() or 0], {*seasons}
    who = new.select("player_id", "season", "date", "home", "away", "last_quote").iter_rows()
    found = [
        rosters.find_known(
            Meeting(season, season if season in logged else last_season, day, (home, away), at), player, "id"
        )
        for player, season, day, home, away, at in who
    ]
    teams, names = [person[1] for person in found], [person[2] for person in found]
    return new.with_columns(team=pl.Series(teams, dtype=pl.String), name=pl.Series(names, dtype=pl.String))


def _count_strangers(lost: pl.DataFrame, quality: QualityReport) -> None:
    """Count the lines on players whom nobody was found for."""
    ids = lost.group_by("player_id").len().sort("player_id")
    quality.note(
        PROP_LINES.name, NO_PLAYER, lost.height, [str(player) for player in ids["player_id"]], lost=True
    )
    quality.spellings += [Spelling(str(player), None, NO_PLAYER, rows) for player, rows in ids.iter_rows()]


def _refuse_none(
    lines: pl.DataFrame, kept: pl.DataFrame, on_games: pl.DataFrame, player_games: pl.DataFrame, table: Table
) -> None:
    """Refuse lines of which none is on a game and a player of the logs, unless all are on games ahead.

    Raises:
        DataError: names an id of each side.
    """
    if kept.height or lines.is_empty():
        return
    if on_games.is_empty():
        given, logged, what = lines["game_id"], player_games["game_id"], "no game of the logs"
    elif table is PROP_LINES:
        given, logged, what = on_games["player_id"], player_games["player_id"], f"a {NO_PLAYER}"
    else:
        given, logged, what = on_games["home"], player_games["team"], "neither team of its game"
    as_numbers = given.name == "game_id" and _bare(given).is_in(_bare(logged).implode()).any()
    all_ahead = lines.select(_ahead(last_played(player_games)).all()).item()
    if all_ahead and not as_numbers:
        return
    hint = "; one side was read as numbers: read game_id as text" if as_numbers else ""
    raise DataError(
        f"{table.name}, column {given.name}: {given[0]!r} is {what}, and so it is in all {lines.height:,} "
        f"rows; the logs have such as {logged[0]!r}{hint}"
    )


def _bare(ids: pl.Series) -> pl.Series:
    """Return ids without what tells a text from a number: leading zeros, and the `.0` of a float."""
    return ids.str.strip_suffix(".0").str.strip_chars_start("0")


def _count_found(
    lines: pl.DataFrame, kept: pl.DataFrame, last_day: dt.date | None, quality: QualityReport
) -> None:
    """Note how many player-games are lined, those ahead left aside, and the share of them that was found."""
    lined, found = (rows.filter(~_ahead(last_day)).select(PLAYER_GAME).n_unique() for rows in (lines, kept))
    if lined:
        quality.figures |= {"lined player-games": lined, FOUND: found / lined}
