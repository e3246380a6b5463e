"""Which events that neither logs nor schedule hold are one game: two teams meet once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import polars as pl

from nba_props.data.matching.events import EVENT, SWAPPED

TEAMS = ["_one", "_other"]
DAY = dt.timedelta(days=1)


def as_games(events: pl.DataFrame) -> pl.DataFrame:
    """Return the `game_id`, `date` and `how` of events: those of two teams and a US/Eastern day are one game.

    Its id is that of the event which was quoted first, so that what comes later does not change it. Teams
    that an event has the other way round are swapped.

    Args:
        events: as `nba_props.data.matching.events.event_days` returns them.
    """
    both = pl.concat_list("home", "away").list.sort()
    teams = [both.list.get(at).alias(name) for at, name in enumerate(TEAMS)]
    paired = events.select(*EVENT, "day", "sure", "first_quote", *teams)
    dated = paired.join(_dates(paired), on=[*TEAMS, "day", "sure"], validate="m:1", maintain_order="left")
    of_game = (*TEAMS, "date")
    order = (pl.col("day") != pl.col("date"), pl.col("first_quote"), pl.col("event_id"), pl.col("home"))
    first = {name: pl.col(name).sort_by(*order).first().over(of_game) for name in ("event_id", "home")}
    swapped = pl.when(pl.col("home") != first["home"]).then(pl.lit(SWAPPED))
    return dated.select(*EVENT, "date", game_id=first["event_id"], how=swapped)


def _dates(events: pl.DataFrame) -> pl.DataFrame:
    """Return the `date` of the game of each two teams, day and whether that is `sure`."""
    days = events.group_by(TEAMS).agg("day", pl.col("day").filter("sure").alias("_sure"))
    rows = [
        (*teams, day, sure, date)
        for *teams, every, fixed in days.iter_rows()
        for day, sure, date in _game_days(every, set(fixed))
    ]
    types = {**dict.fromkeys(TEAMS, pl.String), "day": pl.Date, "sure": pl.Boolean, "date": pl.Date}
    return pl.DataFrame(rows, schema=types, orient="row")


def _game_days(days: Iterable[dt.date], fixed: set[dt.date]) -> Iterator[tuple[dt.date, bool, dt.date]]:
    """Yield each day of quotes on two teams, whether a tip-off tells it, and the day of their game.

    Where no tip-off tells the day, the quotes of the day before a game are on that game.
    """
    games: set[dt.date] = set()
    for day in sorted(set(days), reverse=True):
        is_eve = day + DAY in games and day not in fixed
        games |= set() if is_eve else {day}
        yield day, False, day + DAY if is_eve else day
        yield day, True, day
