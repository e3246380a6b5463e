"""Quotes of events and written names -> the canonical `prop_lines` of games and players."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.core.wording import worded
from nba_props.data.matching.events import (
    EVENT,
    OTHER_COMPETITION,
    POSTPONED,
    SWAPPED,
    event_days,
    known_games,
    match_events,
    not_to_bet_on,
)
from nba_props.data.matching.markets import SILENT, named
from nba_props.data.matching.names import SAME
from nba_props.data.matching.own_events import with_own_events
from nba_props.data.matching.quotes import count_later, whole_quotes
from nba_props.data.matching.rosters import Meeting, Rosters
from nba_props.data.matching.snapshots import withdrawn_lines
from nba_props.data.matching.source_ids import BY_ID, Written, known_by_id
from nba_props.data.matching.unscheduled import as_games
from nba_props.data.played import last_played
from nba_props.data.quality import QualityReport, Spelling
from nba_props.data.schemas import PLAYER_GAMES, PROP_LINES, UNMATCHED, WITHDRAWN
from nba_props.data.seasons import season_on
from nba_props.data.sources import Games

TABLE = "prop_lines"
NOT_LOGGED = "game not in the logs"
AFTER = "after the last game log"
NO_NAME = "name not matched"
NO_HISTORY = "player of a roster without a game log: row without history"
WRITTEN = [*EVENT, "player", "source_player_id"]
"""What tells whom a quote is on."""
ONE_SIDED = pl.col("over_price").is_null() | pl.col("under_price").is_null()
OFF_SEASON = dt.timedelta(days=60)
"""Up to so long a pause an event is of the season of the last logged day; the shortest off-season had 72."""


@dataclass(frozen=True)
class Linked:
    """Canonical lines, and rows without an outcome for the lined player-games that the logs do not hold.

    `unmatched` are the quotes of known games on players whom nobody was found for; their market is null where
    that of `prop_lines` is. `withdrawn` are those of `prop_lines` that a later snapshot is without.
    """

    prop_lines: pl.DataFrame
    new_player_games: pl.DataFrame
    unmatched: pl.DataFrame
    withdrawn: pl.DataFrame = field(default_factory=WITHDRAWN.empty)


def link(quotes: pl.DataFrame, games: Games, upcoming: bool, quality: QualityReport) -> Linked:
    """Find the game and the player of every quote; what stays unfound is dropped and counted.

    With `upcoming`, events after the last logged outcome are kept: their players get rows without an outcome.
    """
    known = known_games(games.player_games, games.schedule, last_played(games.player_games))
    own = with_own_events(quotes, TABLE, known, quality)
    count_later(own, quality)
    events = _events(own, known, games)
    _count_events(own, events, upcoming, quality)
    kept = events.filter(pl.col("game_id").is_not_null() & (pl.lit(upcoming) | ~pl.col("after")))
    names = _players(own, kept, games)
    _count_names(own, names, quality)
    found = names.filter(pl.col("player_id").is_not_null())
    every = _canonical(own, found)
    lines = _one_quote_each(every.select(_and_file(PROP_LINES.columns, every)), quality)
    added = new_player_games(found, games, quality)
    return Linked(lines, added, _unmatched(own, names), withdrawn_lines(every))


def season_of(day: dt.date, last_day: dt.date, last_season: str) -> str:
    """Return the season of an event after the last logged day."""
    by_calendar = season_on(day)
    same = by_calendar == season_on(last_day) or day - last_day <= OFF_SEASON
    return last_season if same else by_calendar


def _last_logged(games: Games) -> tuple[dt.date, str]:
    """Return the day and the season of the last logged outcome."""
    played = games.player_games.filter(pl.col("minutes").is_not_null())
    last_day, season = played.select("date", "season").row(played["date"].arg_max() or 0)
    return last_day, season


def _events(quotes: pl.DataFrame, known: pl.DataFrame, games: Games) -> pl.DataFrame:
    """Events with `game_id, season, date, roster_season, after, why`; `game_id` is null where no game fits.

    An event after the last logged outcome is a game of the schedule that was not played yet; one that neither
    logs nor schedule hold is a game with an event's id (`as_games`). `why` tells of a game that the schedule
    has as postponed, or as one of another competition: it is none to bet on.
    """
    last_day, last_season = _last_logged(games)
    ahead = known.filter("ahead")
    events = match_events(event_days(quotes), known.drop("ahead"))
    off = not_to_bet_on(games.schedule, games.other_games)
    events = events.join(off, on=["home", "away", "day"], how="left", maintain_order="left").with_columns(
        why=pl.when(pl.col("game_id").is_null()).then("why")
    )
    strange = pl.col("game_id").is_null() & (pl.col("day") > last_day) & pl.col("why").is_null()
    after = strange | pl.col("game_id").is_in(ahead["game_id"].implode()).fill_null(value=False)
    season = pl.col("day").map_elements(
        lambda day: season_of(day, last_day, last_season), return_dtype=pl.String
    )
    own = as_games(events.filter(strange))
    return events.join(own, on=EVENT, how="left", suffix="_own", maintain_order="left").with_columns(
        game_id=pl.coalesce("game_id", "game_id_own"),
        season=pl.when(strange).then(season).otherwise("season"),
        roster_season=pl.when(after).then(pl.lit(last_season)).otherwise("season"),
        date=pl.coalesce("date", "date_own"),
        how=pl.coalesce("how", "how_own"),
        after=after,
    )


def _count_events(quotes: pl.DataFrame, events: pl.DataFrame, upcoming: bool, quality: QualityReport) -> None:
    rows = quotes.join(events, on=EVENT, how="left")
    absent = rows.filter(pl.col("game_id").is_null() & pl.col("why").is_null())
    after = rows.filter("after")
    quality.note(TABLE, NOT_LOGGED, absent.height, _event_examples(absent), lost=True)
    for why in (POSTPONED, OTHER_COMPETITION):
        off = rows.filter(pl.col("why") == why)
        quality.note(TABLE, why, off.height, _event_examples(off))
    what = f"{AFTER}: predicted, not scored" if upcoming else AFTER
    quality.note(TABLE, what, after.height, _event_examples(after), dropped=not upcoming)
    for how in ("written day", "neighbouring day", SWAPPED):
        moved = rows.filter(pl.col("how") == how)
        quality.note(TABLE, f"game found by {how}", moved.height, _event_examples(moved), dropped=False)


def _event_examples(rows: pl.DataFrame) -> list[str]:
    named = rows.select(worded("{} @ {} {}", "away", "home", "day")).to_series()
    return named.unique(maintain_order=True).head(5).to_list()


def _players(quotes: pl.DataFrame, events: pl.DataFrame, games: Games) -> pl.DataFrame:
    """One row per event, written name and id: with `player_id, team, name` (null if unfound) and `level`.

    An exact name tells the player; otherwise the source's own id does, as far as earlier quotes have shown
    whose it is, and else the nearest name.
    """
    written = quotes.select(*WRITTEN).unique(maintain_order=True)
    known = written.join(events, on=EVENT, how="inner", maintain_order="left")
    rosters = Rosters.of(games.player_games, events["roster_season"].unique(), games.rosters, games.reported)
    who = known.select("season", "roster_season", "date", "home", "away", "last_quote")
    meetings = [
        Meeting(season, logged, day, (home, away), quoted_at)
        for season, logged, day, home, away, quoted_at in who.iter_rows()
    ]
    people = [rosters.find(meeting, name) for meeting, name in zip(meetings, known["player"], strict=True)]
    ids = zip(meetings, known["source_player_id"], people, strict=True)
    told = (
        Written(row, meeting.moment, source_id, person[0], person[3])
        for row, (meeting, source_id, person) in enumerate(ids)
    )
    for row, player in known_by_id(told):
        people[row] = rosters.find_known(meetings[row], player, BY_ID)
    found = pl.DataFrame(
        people,
        schema={"player_id": pl.Int64, "team": pl.String, "name": pl.String, "level": pl.String},
        orient="row",
    )
    return known.hstack(found)


def _count_names(quotes: pl.DataFrame, names: pl.DataFrame, quality: QualityReport) -> None:
    rows = quotes.join(names.select(*WRITTEN, "player_id", "name", "level"), on=WRITTEN, nulls_equal=True)
    lost = rows.filter(pl.col("player_id").is_null())
    quality.note(TABLE, NO_NAME, lost.height, [], lost=True)
    counted = rows.group_by("player", "name", "level").len().sort("player", "name", "level")
    quality.spellings = [Spelling(*row) for row in counted.filter(pl.col("level") != SAME).iter_rows()]
    person = pl.coalesce(pl.col("player_id").cast(pl.String), "player").alias("person")
    logged = names.filter(~pl.col("after")).with_columns(person).unique(["game_id", "person"])
    if logged.height:
        quality.figures["lined player-games"] = logged.height
        quality.figures["share of them with a matched name"] = (
            1 - logged["player_id"].null_count() / logged.height
        )


def _unmatched(quotes: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the quotes of which the player was not found."""
    lost = names.filter(pl.col("player_id").is_null()).select(*WRITTEN, "game_id", "date")
    rows = quotes.join(lost, on=WRITTEN, how="inner", nulls_equal=True)
    return rows.select(_and_file(UNMATCHED.columns, rows)).unique(
        _and_file(UNMATCHED.key, rows), maintain_order=True
    )


def _and_file(columns: Iterable[str], rows: pl.DataFrame) -> list[str]:
    """Return columns, and the file of lines without a market where rows tell it."""
    return [*columns, *({SILENT} & {*rows.columns})]


def _canonical(quotes: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    keys = found.select(*WRITTEN, "player_id", "game_id", "date")
    rows = quotes.join(keys, on=WRITTEN, how="inner", nulls_equal=True, maintain_order="left")
    return rows.with_columns(one_sided=ONE_SIDED)


def with_silent_markets(
    lines: pl.DataFrame, markets: Mapping[str, str], quality: QualityReport
) -> pl.DataFrame:
    """Return the lines with the markets of their silent files, each quote once, whatever files tell it."""
    if SILENT not in lines.columns:
        return named(lines, markets)
    told = named(lines, markets)
    once = told.unique(keep="first", maintain_order=True)
    quality.note(TABLE, "exact duplicate", told.height - once.height)
    whole = whole_quotes(once, quality)
    return _one_quote_each(whole.with_columns(one_sided=ONE_SIDED), quality)


def _one_quote_each(lines: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """No two rows for one quote: copies (a player under two spellings) count once, contradictions not at all.

    Which of two prices at the same line, book and time was on offer cannot be known, and keeping the better
    one would earn money that nobody could have earned.
    """
    once = lines.unique(keep="first", maintain_order=True)
    quality.note(TABLE, "same quote under two names or events", lines.height - once.height)
    clash = once.select(_and_file(PROP_LINES.key, once)).is_duplicated()
    said = (
        once.filter(clash)
        .select(worded("{} {} {} {}", "date", "book", pl.col("market").fill_null("?"), "player_id"))
        .to_series()
    )
    quality.note(
        TABLE, "contradicting prices of one quote", int(clash.sum()), sorted(said.unique()), lost=True
    )
    return once.filter(~clash).sort(PROP_LINES.key)


def new_player_games(found: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Rows without an outcome for lined players who have no row: they did not play, or have not yet."""
    logged = games.player_games
    new = found.unique(PLAYER_GAME, keep="first", maintain_order=True).join(
        logged.select(PLAYER_GAME), on=PLAYER_GAME, how="anti"
    )
    swapped = pl.col("how").eq_missing(SWAPPED)
    opponent = pl.when(pl.col("team") == pl.col("home")).then("away").otherwise("home")
    at_home = (pl.col("team") == pl.col("home")) != swapped
    rows = new.join(_competitions(games), on="game_id", how="left", maintain_order="left").select(
        "season", "game_id", "date", "player_id", pl.col("name").alias("player_name"), "team", "competition",
        opponent=opponent, home=at_home,
    )  # fmt: skip
    for reason, of in (
        ("lined, but did not play: row without outcome", ~pl.col("after")),
        ("lined after the last game log: row without outcome", pl.col("after")),
    ):
        quality.note("player_games", reason, new.filter(of).height, dropped=False)
    unseen = new.join(logged, on="player_id", how="anti")
    quality.note("player_games", NO_HISTORY, unseen.height, sorted(unseen["name"].unique()), dropped=False)
    outcomes = [pl.lit(None, d).alias(c) for c, d in PLAYER_GAMES.schema.items() if c not in rows.columns]
    return rows.with_columns(outcomes).select(*PLAYER_GAMES.columns)


def _competitions(games: Games) -> pl.DataFrame:
    """Return the competition of each game of which logs or schedule tell it."""
    told = pl.concat(
        [table.select("game_id", "competition") for table in (games.player_games, games.schedule)]
    )
    return told.drop_nulls().unique("game_id", keep="first", maintain_order=True)
