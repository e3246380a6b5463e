"""Books' lines on games, as they were published -> the canonical `game_lines`."""

from __future__ import annotations

import polars as pl

from nba_props.data.eastern import eastern_day
from nba_props.data.matching.events import EVENT, match_events, schedule
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import GAME_LINES
from nba_props.data.sources import Games
from nba_props.data.vocabulary.teams import as_codes

TABLE = GAME_LINES.name


def link_game_lines(quotes: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the lines with the games that they are on; where a game has none, nothing is made up.

    Args:
        quotes: as `nba_props.data.schemas.GAME_QUOTES`.
        games: with the games' teams and days.
        quality: gets the counts, and the share of games of the lines' seasons that have one.
    """
    quality.count_read(TABLE, quotes.height)
    linked = _linked(_events(quotes, games), games, quality)
    late = (linked["quoted_at"] >= linked["tip_off"]).fill_null(False)
    quality.note(TABLE, "quoted at tip-off or later", int(late.sum()))
    before = linked.filter(~late)
    once = before.unique(GAME_LINES.key, keep="first", maintain_order=True)
    quality.note(TABLE, "another row of the same game, book and time", before.height - once.height)
    quality.kept[TABLE] = once.height
    quality.figures |= _coverage(once, games)
    return GAME_LINES.conform(once.sort("date", "game_id", "book", "quoted_at"))


def _linked(events: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the rows of games that are in the logs, with their `game_id` and `date`."""
    found = match_events(_once(events), schedule(games.player_games)).select(*EVENT, "game_id", "date")
    linked = events.join(found, on=EVENT, how="left", maintain_order="left")
    named = pl.col("home").is_not_null() & pl.col("away").is_not_null()
    unknown, missing = linked.filter(~named), linked.filter(named, pl.col("game_id").is_null())
    quality.note(TABLE, "team not known", unknown.height, _strange(unknown), lost=True)
    examples = missing["event_id"].unique(maintain_order=True).to_list()
    quality.note(TABLE, "game not in the logs", missing.height, examples, lost=True)
    return linked.filter(pl.col("game_id").is_not_null())


def _strange(unknown: pl.DataFrame) -> list[str]:
    """Return the names that are no team's."""
    pairs = (("home_team", "home"), ("away_team", "away"))
    written = (unknown.filter(pl.col(code).is_null())[name].drop_nulls() for name, code in pairs)
    return sorted({name for names in written for name in names})


def _coverage(lines: pl.DataFrame, games: Games) -> dict[str, float]:
    """Return the share of games with a line, in seasons that have any."""
    played = schedule(games.player_games)
    has_line = played["game_id"].is_in(lines["game_id"].implode())
    seasons = played.filter(has_line)["season"].unique()
    wanted = played.filter(pl.col("season").is_in(seasons.implode())).height
    return {"share of games with a game line": int(has_line.sum()) / wanted} if wanted else {}


def _events(quotes: pl.DataFrame, games: Games) -> pl.DataFrame:
    """Return the quotes with the abbreviations of their teams and an id of their event."""
    home, away = (as_codes(quotes[name], games.team_codes) for name in ("home_team", "away_team"))
    day = pl.coalesce(eastern_day(pl.col("tip_off")), "event_date", eastern_day(pl.col("quoted_at")))
    return quotes.with_columns(home=home, away=away, day=day).with_columns(
        event_id=pl.format("{} @ {} {}", pl.col("away"), pl.col("home"), pl.col("day"))
    )


def _once(events: pl.DataFrame) -> pl.DataFrame:
    """Return one row per event, with its day and the day that its publisher wrote."""
    return (
        events.drop_nulls(EVENT)
        .group_by(EVENT, maintain_order=True)
        .agg(
            pl.col("day").first(),
            pl.col("event_date").min().alias("written_day"),
            pl.col("tip_off").max().is_not_null().alias("sure"),
        )
    )
