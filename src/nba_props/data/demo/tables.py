"""The simulated season as tables with the columns of `nba_props.data.schemas`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.arrays import Bools, Ints
from nba_props.data.demo.beliefs import Lined
from nba_props.data.demo.books import OPENING, Quotes
from nba_props.data.demo.boxscore import Draw
from nba_props.data.demo.injuries import ANNOUNCED, Absences, statuses
from nba_props.data.demo.names import BOOKS, MARKETS, TEAMS, player_name
from nba_props.data.demo.pregame import Pregame
from nba_props.data.demo.rosters import POSITIONS, League
from nba_props.data.demo.schedule import Schedule
from nba_props.data.eastern import EASTERN
from nba_props.data.truth import EVENTS, Truth

FIRST_PLAYER_ID = 900_001
OPENING_HOUR = 9
EVENING = dt.timedelta(hours=15, minutes=30)
"""The evening report is this long before the opening lines: at 17:30 the day before."""


@dataclass(frozen=True)
class Fixtures:
    """The games as text and times, (games,): what all tables refer to. `labels` are the seasons' names."""

    schedule: Schedule
    labels: list[str]
    game_id: pl.Series
    tip_off: pl.Series
    opening: pl.Series

    @classmethod
    def of(cls, schedule: Schedule, labels: list[str]) -> Fixtures:
        """Name the games in order of date and put their times in UTC."""
        number = np.arange(len(schedule.season)) - np.searchsorted(schedule.season, schedule.season) + 1
        ids = [f"002{labels[s][2:4]}{n:05d}" for s, n in zip(schedule.season, number, strict=True)]
        day = pl.Series(schedule.day).cast(pl.Datetime("us"))
        tip_off = day + pl.Series(schedule.tip_off * 60_000_000).cast(pl.Duration("us"))
        opening = day + dt.timedelta(hours=OPENING_HOUR)
        return cls(schedule, labels, pl.Series(ids), _utc(tip_off), _utc(opening))

    def columns(self, game: Ints) -> dict[str, pl.Series]:
        """game_id and date of rows by game number."""
        return {
            "game_id": self.game_id.gather(game),
            "date": pl.Series(self.schedule.day[game]).cast(pl.Date),
        }


def _utc(local: pl.Series) -> pl.Series:
    return local.dt.replace_time_zone(EASTERN).dt.convert_time_zone("UTC")


def player_games(
    fixtures: Fixtures, league: League, pregame: Pregame, draw: Draw, lined: Lined, *, tonight: bool
) -> tuple[pl.DataFrame, Truth]:
    """Return table of everybody who played, and of the lined players who did not; and the law of each row.

    With `tonight`, the last day has all who may play in the evening before it.
    """
    rows = draw.played | (lined.cells & pregame.scratched)
    if tonight:
        day = fixtures.schedule.day
        rows |= (day == day.max()).repeat(2)[:, None] & (pregame.active | pregame.scratched)
    frame = _who(fixtures, league, pregame, rows)
    frame = frame.with_columns(_outcomes(draw, rows)).sort("date", "game_id", "player_id")
    order = frame["cell"].to_numpy()
    truth = Truth.of(frame, pregame.law(pregame.sits).take(rows).take(order))
    return frame, truth


def _who(fixtures: Fixtures, league: League, pregame: Pregame, rows: Bools) -> pl.DataFrame:
    """Return the pregame columns of the cells `rows`, with their number as `cell`."""
    team_game = np.nonzero(rows)[0]
    game, home = team_game // 2, team_game % 2 == 0
    schedule, player = fixtures.schedule, pregame.roster[rows]
    teams, sides = pl.Series(TEAMS), (schedule.home[game], schedule.away[game])
    names = pl.Series([player_name(number) for number in range(len(league.position))])
    return pl.DataFrame(
        {
            "cell": np.arange(len(game)),
            "season": pl.Series(fixtures.labels).gather(schedule.season[game]),
            **fixtures.columns(game),
            "player_id": player + FIRST_PLAYER_ID,
            "player_name": names.gather(player),
            "team": teams.gather(np.where(home, *sides)),
            "opponent": teams.gather(np.where(home, *sides[::-1])),
            "home": home,
            "competition": pl.repeat("regular", len(game), eager=True),
        }
    )


def _outcomes(draw: Draw, rows: Bools) -> list[pl.Series]:
    """Return the postgame columns of the cells `rows`: null where the player did not play."""
    count = dict(zip(EVENTS, draw.events.T, strict=True))
    made = count["twos"] + count["threes"]
    columns = {
        "won": draw.margin > 0,
        "minutes": draw.minutes.astype(float),
        "points": 2 * count["twos"] + 3 * count["threes"] + count["free_throws"],
        "rebounds": count["offensive_rebounds"] + count["defensive_rebounds"],
        "assists": count["assists"],
        "threes": count["threes"],
        "steals": count["steals"],
        "blocks": count["blocks"],
        "turnovers": count["turnovers"],
        "fouls": draw.fouls,
        "fgm": made,
        "fga": made + draw.missed[:, 0] + draw.missed[:, 1],
        "fg3a": count["threes"] + draw.missed[:, 1],
        "ftm": count["free_throws"],
        "fta": count["free_throws"] + draw.missed[:, 2],
        "oreb": count["offensive_rebounds"],
        "dreb": count["defensive_rebounds"],
        "plus_minus": draw.plus_minus,
    }
    played = draw.played[rows]
    entry = pl.Series(np.cumsum(played) - 1)
    entry = entry.set(pl.Series(~played), None)
    return [pl.Series(name, values).gather(entry) for name, values in columns.items()]


def prop_lines(fixtures: Fixtures, pregame: Pregame, lined: Lined, quotes: Quotes) -> pl.DataFrame:
    """Return the table of all quotes."""
    game = (np.nonzero(lined.cells)[0] // 2)[quotes.cell]
    player = pregame.roster[lined.cells][quotes.cell] + FIRST_PLAYER_ID
    minutes = pl.Series(quotes.minutes * 60_000_000).cast(pl.Duration("us"))
    tip_off = fixtures.tip_off.gather(game)
    opening = pl.Series(quotes.moment == OPENING)
    return pl.DataFrame(
        {
            **fixtures.columns(game),
            "player_id": player,
            "market": pl.Series(list(MARKETS)).gather(quotes.market),
            "book": pl.Series(list(BOOKS)).gather(quotes.book),
            "line": quotes.line,
            "quoted_at": (fixtures.opening.gather(game) + minutes).zip_with(opening, tip_off - minutes),
            "over_price": quotes.over_price,
            "under_price": quotes.under_price,
            "one_sided": pl.repeat(False, len(game), eager=True),
            "tip_off": tip_off,
        }
    )


def availability(
    rng: np.random.Generator, fixtures: Fixtures, pregame: Pregame, absences: Absences
) -> pl.DataFrame:
    """Return the injury report: one row for each player that it names."""
    status, late = statuses(rng, absences)
    game, side, slot = np.nonzero(status != "")
    evening = fixtures.opening.gather(game) - EVENING
    announced = fixtures.tip_off.gather(game) - dt.timedelta(minutes=ANNOUNCED)
    team = np.stack([fixtures.schedule.home, fixtures.schedule.away], axis=1)[game, side]
    return pl.DataFrame(
        {
            **fixtures.columns(game),
            "player_id": pregame.roster[2 * game + side, slot] + FIRST_PLAYER_ID,
            "team": pl.Series(TEAMS).gather(team),
            "status": status[game, side, slot],
            "known_at": announced.zip_with(pl.Series(late[game, side, slot]), evening),
        }
    )


def positions(fixtures: Fixtures, league: League) -> pl.DataFrame:
    """Return the position of each player in each season in which he has a roster slot."""
    parts = []
    for number, label in enumerate(fixtures.labels):
        player = np.unique(league.slots[number])
        parts.append(
            pl.DataFrame(
                {
                    "season": pl.repeat(label, len(player), eager=True),
                    "player_id": player + FIRST_PLAYER_ID,
                    "position": pl.Series(POSITIONS).gather(league.position[player]),
                }
            )
        )
    return pl.concat(parts)
