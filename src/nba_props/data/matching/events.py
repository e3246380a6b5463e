"""Which game of the logs a bookmaker's event is.

An event names two teams; its day has to be found. The league's day is the US/Eastern one: a late tip-off is
already the next day in UTC, and the day that a collector wrote down may be either.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.data.eastern import eastern_day, is_on_day

EVENT = ["event_id", "home", "away"]
"""What makes an event of a lines table; the teams as abbreviations."""


def own_day(night: int = 0) -> pl.Expr:
    """Return the US/Eastern day of a quote's game, as far as the quote alone tells it.

    Without tip-off and written day that is the day of the quote, whose first hours, the `night`, count to the
    day before.
    """
    quoted_at = eastern_day(pl.col("quoted_at").dt.offset_by(f"-{night}h"))
    return pl.coalesce(eastern_day(pl.col("tip_off")), "event_date", quoted_at)


def schedule(player_games: pl.DataFrame) -> pl.DataFrame:
    """One row per game: `game_id, season, date, home, away`, the same whatever the order of rows.

    On neutral ground, where nobody is at home, `home` means nothing.
    """
    at_home = pl.col("home")
    sides = player_games.select(
        "game_id",
        "season",
        "date",
        home=pl.when(at_home).then("team").otherwise("opponent"),
        away=pl.when(at_home).then("opponent").otherwise("team"),
    )
    return sides.sort("game_id", "home").unique("game_id", keep="first").sort("date", "game_id")


def to_come(known: pl.DataFrame, logged: pl.DataFrame, last_day: dt.date) -> pl.DataFrame:
    """Return the games of a schedule that are still to be played, in the form of those of the logs."""
    left = known.filter(pl.col("date") >= last_day, pl.col("status") != "postponed")
    return left.join(logged, on="game_id", how="anti").select(logged.columns)


def known_games(player_games: pl.DataFrame, planned: pl.DataFrame, last_day: dt.date | None) -> pl.DataFrame:
    """Return the games of the logs, as `schedule` does, and those of a schedule that are `ahead`: to come.

    Args:
        player_games: the logs.
        planned: the schedule, as `nba_props.data.schemas.SCHEDULE`.
        last_day: that of the last game with an outcome; without one no game is ahead.
    """
    logged = schedule(player_games)
    ahead = logged.clear() if last_day is None else to_come(planned, logged, last_day)
    return pl.concat([each.with_columns(ahead=pl.lit(yet)) for each, yet in ((logged, False), (ahead, True))])


def with_tip_offs(lines: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return lines with the tip-off of their game from a schedule, where whoever published them tells none.

    What others published of the game counts before it: a game has one tip-off.

    Args:
        lines: with `game_id` and `tip_off`.
        known: the schedule, as `nba_props.data.schemas.SCHEDULE`.
    """
    told = known.select("game_id", scheduled="tip_off")
    timed = lines.join(told, on="game_id", how="left", maintain_order="left", validate="m:1")
    published = pl.col("tip_off").min().over("game_id")
    of_game = pl.when(pl.col("scheduled").is_not_null()).then(pl.coalesce(published, "scheduled"))
    return timed.with_columns(tip_off=pl.coalesce("tip_off", of_game)).drop("scheduled")


POSTPONED = "game is postponed, as the schedule has it"
OTHER_COMPETITION = "game of another competition, as the schedule has it"


def not_to_bet_on(known: pl.DataFrame, of_others: pl.DataFrame) -> pl.DataFrame:
    """Return the games of a schedule that are none to bet on: `home`, `away` (either way), `day`, `why`.

    Args:
        known: the schedule of the competitions that are kept; left out are its postponed games.
        of_others: that of the other competitions; left out are all of its games.
    """
    off = known.filter(pl.col("status") == "postponed").with_columns(why=pl.lit(POSTPONED))
    every = pl.concat([off, of_others.with_columns(why=pl.lit(OTHER_COMPETITION))])
    sides = [
        every.select("why", home=one, away=other, day="date")
        for one, other in (("home", "away"), ("away", "home"))
    ]
    return pl.concat(sides).unique(["home", "away", "day"], keep="first", maintain_order=True)


def event_days(quotes: pl.DataFrame) -> pl.DataFrame:
    """One row per event: `day`, the most credible US/Eastern day of its game, `written_day`, `book`, quotes.

    The day of the tip-off where it is known, otherwise that of the last quote: quotes are taken shortly
    before games, and a last quote after tip-off still mostly falls on the game's day.
    """
    day = pl.coalesce(eastern_day(pl.col("tip_off").max()), eastern_day(pl.col("quoted_at").max()))
    return quotes.group_by(EVENT, maintain_order=True).agg(
        day.alias("day"),
        pl.col("book").min(),
        pl.col("event_date").mode().min().alias("written_day"),
        pl.col("tip_off").max().is_not_null().alias("sure"),
        pl.col("quoted_at").min().alias("first_quote"),
        pl.col("quoted_at").max().alias("last_quote"),
    )


SWAPPED = "home and away swapped"


def match_events(events: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """Events with `game_id`, `season`, `date` and `how` they were found; null where no game fits.

    Tried in order: the event's day, the day written in the file, the only game on a neighbouring day (not
    where the tip-off is known), the event's day with home and away swapped (a neutral court). Where both of
    the first two days have a game and no tip-off tells which it is, the written one may count first.
    """
    swapped = games.rename({"home": "away", "away": "home"})
    by_day, by_written = _on(events, games, "day"), _on(events, games, "written_day")
    tries = (
        ("written day", _written_first(events, by_day, by_written)),
        ("day", by_day),
        ("written day", by_written),
        ("neighbouring day", _next_to(events.filter(~pl.col("sure")), games)),
        (SWAPPED, _on(events, swapped, "day")),
    )
    found = pl.concat([hits.with_columns(pl.lit(how).alias("how")) for how, hits in tries])
    best = found.unique(EVENT, keep="first", maintain_order=True)
    return events.join(best, on=EVENT, how="left", maintain_order="left")


def _on(events: pl.DataFrame, games: pl.DataFrame, day: str) -> pl.DataFrame:
    keyed = events.select(*EVENT, pl.col(day).alias("date"))
    hits = keyed.join(games, on=["date", "home", "away"], how="inner")
    return hits.select(*EVENT, "game_id", "season", "date")


def _written_first(events: pl.DataFrame, by_day: pl.DataFrame, by_written: pl.DataFrame) -> pl.DataFrame:
    """Return the games on written days that are not those of the quotes, where they are to be believed first.

    The day after that of the quotes may be one of UTC, on which a late game has ended: it is believed where
    more events of its book have a game on the written day alone than on that of their quotes alone, and other
    days unless fewer have. Nor is a day long before the quotes' believed.
    """
    told = events.filter(
        ~pl.col("sure"),
        pl.col("written_day") != pl.col("day"),
        pl.col("written_day") >= pl.col("day").dt.offset_by("-1d"),
    )
    for name, hits in (("_written", by_written), ("_seen", by_day)):
        told = told.join(hits.select(*EVENT, pl.lit(1).alias(name)).unique(), on=EVENT, how="left")
    vote = (pl.col("_written").fill_null(0) - pl.col("_seen").fill_null(0)).sum().over("book")
    may_be_utc = pl.col("written_day") == pl.col("day").dt.offset_by("1d")
    believed = told.filter((vote > 0) | (~may_be_utc & (vote == 0)))
    return by_written.join(believed, on=EVENT, how="semi")


def _next_to(events: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """Return the game on a neighbouring day; of two the one that the event's quotes tell, if any.

    Where all are of the event's day, the game of the day before had ended: it is that of the day after. Those
    of earlier days that go on into the night alone are on the game that is played in it.
    """
    before, after = (
        _on(events.with_columns(pl.col("day").dt.offset_by(step)), games, "day") for step in ("-1d", "1d")
    )
    both = events.join(before, on=EVENT, how="semi").join(after, on=EVENT, how="semi")
    first, last = (eastern_day(pl.col(name)) for name in ("first_quote", "last_quote"))
    by_day, day = is_on_day(pl.col("last_quote"), pl.col("day")), pl.col("day")
    played = both.filter(by_day, first == day)
    in_play = both.filter(~by_day, first < day, last == day)
    hits = pl.concat([before.join(played, on=EVENT, how="anti"), after.join(in_play, on=EVENT, how="anti")])
    return hits.filter(~hits.select(EVENT).is_duplicated())
