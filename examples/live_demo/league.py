"""A simulated season and what of it can be known at a moment: the truth behind the replay server."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

from nba_props.data.demo.books import Market
from nba_props.data.demo.names import player_name
from nba_props.data.demo.simulation import Simulation
from nba_props.data.demo.tables import FIRST_PLAYER_ID
from nba_props.data.eastern import EASTERN

SEASON = "2023-24"
GAME_LENGTH = dt.timedelta(hours=2, minutes=30)
"""How long after tip-off a game is over and its box score is out."""
ANNOUNCED = dt.timedelta(minutes=75)
"""How long before tip-off it is said who does not play after all; books then take his lines down."""
CONFIRMED = 300
"""Books look at their prices every so many seconds: a price that stands is confirmed by then."""
SCHEDULED, LIVE, FINAL = 1, 2, 3
"""The league's numbers for how far a game is."""


@dataclass(frozen=True)
class League:
    """A season's tables as `data=demo` makes them, whole.

    `games` have a row for each player who played, and for lined ones who did not; `quotes` are players'
    lines with `withdrawn_at`, when books take them down; `game_quotes` are lines on games.
    """

    games: pl.DataFrame
    positions: pl.DataFrame
    quotes: pl.DataFrame
    game_quotes: pl.DataFrame
    reports: pl.DataFrame

    @classmethod
    def simulate(cls, seed: int, market: Market) -> League:
        """Simulate one season, with books as good as `market` says; the same seed gives the same tables."""
        one = Simulation(seasons=1, seed=seed)
        games, _ = one.player_games()
        quotes = _with_withdrawal(one.prop_lines(market))
        return cls(games, one.positions(), quotes, one.game_lines(), one.reports())

    @cached_property
    def fixtures(self) -> pl.DataFrame:
        """The games in order of tip-off: `game_id`, `date`, `tip_off`, `home`, `away`."""
        tip_off = self.game_quotes.group_by("game_id").agg(pl.col("tip_off").first())
        at_home = self.games.filter("home").unique("game_id")
        named = at_home.select("game_id", "date", home="team", away="opponent").join(tip_off, on="game_id")
        return named.sort("tip_off", "game_id")

    def progress(self, now: dt.datetime) -> pl.DataFrame:
        """Return the fixtures with `status`, as the league numbers it, and points of games that are over."""
        tip_off = pl.col("tip_off")
        status = pl.when(tip_off > now).then(SCHEDULED).when(tip_off + GAME_LENGTH > now).then(LIVE)
        told = self.fixtures.with_columns(status.otherwise(FINAL).alias("status"))
        final = told.filter(pl.col("status") == FINAL)
        scores = self.games.join(final, on="game_id", how="semi").group_by("game_id", "team")
        points = scores.agg(pl.col("points").sum())
        for side in ("home", "away"):
            own = points.rename({"team": side, "points": f"{side}_points"})
            told = told.join(own, on=["game_id", side], how="left", maintain_order="left")
        return told

    def box_scores(self, now: dt.datetime) -> pl.DataFrame:
        """Return the rows of those who played, of games that are over."""
        final = self.progress(now).filter(pl.col("status") == FINAL)
        played = self.games.filter(pl.col("minutes").is_not_null())
        return played.join(final, on="game_id", how="semi", maintain_order="left")

    def standing_quotes(self, now: dt.datetime, game_id: str | None = None) -> pl.DataFrame:
        """Return each book's latest lines on players of a game to come, or of all, with `last_update`.

        A book that still quotes has confirmed its lines lately; it takes down those of players who are out.
        """
        quotes = self.quotes if game_id is None else self._quotes_of.get((game_id,), self.quotes.head(0))
        seen = quotes.filter(pl.col("quoted_at") <= now, pl.col("tip_off") > now)
        latest = seen.filter(
            pl.col("quoted_at") == pl.col("quoted_at").max().over("game_id", "player_id", "market", "book")
        )
        up = latest.filter(pl.col("withdrawn_at").is_null() | (pl.col("withdrawn_at") > now))
        return up.with_columns(_confirmed(now))

    def standing_game_quotes(self, now: dt.datetime) -> pl.DataFrame:
        """Return each book's latest lines on games to come, with `last_update`."""
        seen = self.game_quotes.filter(pl.col("quoted_at") <= now, pl.col("tip_off") > now)
        latest = seen.filter(pl.col("quoted_at") == pl.col("quoted_at").max().over("game_id", "book"))
        sides = self.fixtures.select("game_id", "away")
        return latest.join(sides, on="game_id", maintain_order="left").with_columns(_confirmed(now))

    def known_reports(self, moment: dt.datetime) -> pl.DataFrame:
        """Return what injury reports said at a moment."""
        return self.reports.filter(pl.col("known_at") <= moment)

    def roster(self, team: str, now: dt.datetime) -> list[int]:
        """Return the players whose last game or report, up to today's, was with a team."""
        today = eastern(now).date()
        return self._memberships.filter(pl.col("date") <= today).group_by("player_id").agg(
            pl.col("team").sort_by("date").last()
        ).filter(pl.col("team") == team)["player_id"].sort().to_list()  # fmt: skip

    @cached_property
    def position_of(self) -> dict[int, str]:
        """Position of each player: G, F or C."""
        return dict(self.positions.select("player_id", "position").iter_rows())

    @cached_property
    def _quotes_of(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.quotes.partition_by("game_id", as_dict=True)

    @cached_property
    def _memberships(self) -> pl.DataFrame:
        columns = ("player_id", "date", "team")
        return pl.concat([self.games.select(columns), self.reports.select(columns)]).unique()


def eastern(moment: dt.datetime) -> dt.datetime:
    """Return a moment by the league's clock."""
    return moment.astimezone(ZoneInfo(EASTERN))


def at(day: dt.date, clock: str) -> dt.datetime:
    """Return the moment at which the league's clock shows a time of a day, in UTC: `at(day, "17:30")`."""
    local = dt.datetime.combine(day, dt.time.fromisoformat(clock), ZoneInfo(EASTERN))
    return local.astimezone(dt.UTC)


def name_of(player_id: int) -> str:
    """Return a simulated player's name."""
    return player_name(player_id - FIRST_PLAYER_ID)


def _with_withdrawal(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return quotes with the time at which books take a player's lines down; null where they never do.

    Nobody quotes a player any more who is announced to sit: his last lines are from before.
    """
    last = pl.col("quoted_at").max().over("game_id", "player_id")
    announced = pl.col("tip_off") - ANNOUNCED
    return quotes.with_columns(pl.when(last < announced).then(announced).alias("withdrawn_at"))


def _confirmed(now: dt.datetime) -> pl.Expr:
    """Return when a line that stands was last confirmed: lately, and not before it was first quoted."""
    lately = now - dt.timedelta(seconds=now.timestamp() % CONFIRMED)
    return pl.max_horizontal("quoted_at", pl.lit(lately, pl.Datetime("us", "UTC"))).alias("last_update")
