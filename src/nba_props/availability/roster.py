"""Who belonged to a team before a date, judged by who played in its latest games."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats, Ints

_STINT = ("team", "player_id")
_LAST, _OUTSIDE = "__last", "__outside"


@dataclass(frozen=True)
class Rosters:
    """The roster of each team before each date that is asked for.

    Args of `Rosters.of`: the rows that ask (`team`, `opponent`, `date`); player-games with an outcome, by
    date (`team`, `player_id`, `date`, `game_id`, `position` and stats); how many of the team's latest games
    make its roster.
    """

    _games: PlayedDates
    _members: pl.DataFrame
    _means: dict[str, pl.Series] = field(default_factory=dict)

    @classmethod
    def of(cls, pregame: pl.DataFrame, played: pl.DataFrame, window: int) -> Rosters:
        """Find the members of all rosters."""
        games = PlayedDates(played)
        numbered = played.select("team", "date").unique().sort("team", "date")
        numbered = numbered.with_columns(pl.int_range(pl.len()).over("team").cast(pl.Int64).alias("number"))
        spells = _spells(_stints(games.table, numbered), window)
        gone = pl.col("next_elsewhere") < pl.col("date")
        members = (
            _moments(pregame, numbered)
            .join(
                spells, left_on=["team", "before"], right_on=["team", "moment"], maintain_order="left_right"
            )
            .filter(gone.fill_null(value=False).not_())
            .with_columns(pl.min_horizontal("before", pl.lit(window)).alias("team_games"))
        )
        return cls(games, members)

    def members(self, stats: Iterable[str]) -> pl.DataFrame:
        """Return the members of all rosters.

        One row per team, date and player who played in one of the last `window` games that the team played on
        earlier dates, and who has played for no other team since. Columns besides these three:

        - `team_games`: how many of those games there were, up to `window`; `games`: in how many he played;
        - `missed_in_a_row`: how many of the team's games went by since he last played, on `last_played`;
        - `position`: his position at that time, null where unknown;
        - one column per stat: his mean per game played, over those games of which it is known.
        """
        known = self._members.select(
            "team", "date", "player_id", "team_games", "games", "missed_in_a_row", "last_played", "position"
        )
        return known.with_columns(self._mean(stat) for stat in dict.fromkeys(stats))

    def _mean(self, stat: str) -> pl.Series:
        """Return the mean of a stat over the window: the running sums of one stint, less those before it."""
        if stat not in self._means:
            total, known = (self._within(running) for running in self._games.running_sums(stat))
            with np.errstate(invalid="ignore"):
                self._means[stat] = pl.Series(stat, total / known, nan_to_null=True)
        return self._means[stat]

    def _within(self, running: Floats) -> Floats:
        last, outside = self._members[_LAST].to_numpy(), self._members[_OUTSIDE].to_numpy()
        return np.asarray(running[last] - np.where(outside >= 0, running[outside], 0.0))


@dataclass(frozen=True)
class PlayedDates:
    """Player-games summed up by team, player and date, since two games of a team can share a date."""

    played: pl.DataFrame

    @cached_property
    def table(self) -> pl.DataFrame:
        """One row per team, player and date, sorted by these, with the `position`."""
        return self._sorted.filter(pl.Series(np.diff(self._number, prepend=-1) > 0)).drop("row", "game_id")

    def per_game(self, stat: str) -> pl.Series:
        """Return the stat per game that it is known of, for each row of the table; null where of none."""
        values = self.played[stat][self._sorted["row"]]
        total = np.bincount(self._number, values.fill_null(0).to_numpy())
        if not values.null_count():
            return pl.Series(total / self._count)
        known = np.bincount(self._number, values.is_not_null().to_numpy())
        with np.errstate(invalid="ignore"):
            return pl.Series(total / known, nan_to_null=True)

    def running_sums(self, stat: str) -> tuple[Floats, Floats]:
        """Return sums over each stint up to each row: of the stat per game, and of how often it is known."""
        value, stint = self.per_game(stat), _stint_number(self.table)
        values = pl.select(total=value.fill_null(0), known=value.is_not_null().cast(pl.Float64), stint=stint)
        sums = values.select(pl.col("total", "known").cum_sum().over("stint"))
        return sums["total"].to_numpy(), sums["known"].to_numpy()

    @cached_property
    def _sorted(self) -> pl.DataFrame:
        """The player-games, sorted; `row` is theirs in `played`."""
        named = self.played.select(*_STINT, "date", "position", "game_id").with_row_index("row")
        return named.sort(*_STINT, "date", maintain_order=True)

    @cached_property
    def _number(self) -> Ints:
        """The row of the table that each sorted player-game belongs to."""
        keys = self._sorted.select(pl.struct(*_STINT, "date").rle_id().cast(pl.Int64))
        return keys.to_series().to_numpy()

    @cached_property
    def _count(self) -> Ints:
        """How many games each row of the table holds."""
        if self.table.height == self.played.height:
            return np.ones(self.table.height, dtype=np.int64)
        pairs = pl.DataFrame({"number": self._number, "game": self._sorted["game_id"]}).unique()
        return np.bincount(pairs["number"].to_numpy())


def _stint_number(table: pl.DataFrame) -> pl.Series:
    """Return the number of each row's stint, in a table that is sorted by stints."""
    return table.select(pl.struct(_STINT).rle_id().cast(pl.Int64).alias("stint")).to_series()


def _stints(table: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """Add the number of the team's game and of the stint, and where the player went.

    `next_elsewhere` is the date of the player's next game if that is for another team.
    """
    elsewhere = pl.col("team").shift(-1).over("player_id") != pl.col("team")
    following = pl.col("date").shift(-1).over("player_id")
    return (
        table.sort("player_id", "date", "team")
        .with_columns(pl.when(elsewhere).then(following).alias("next_elsewhere"))
        .join(numbered, on=["team", "date"], how="left", maintain_order="left")
        .sort(*_STINT, "date", maintain_order=True)
        .with_columns(_stint_number(table))
    )


def _spells(stints: pl.DataFrame, window: int) -> pl.DataFrame:
    """One row for each `moment` (how many games the team has played) at which a game is the player's last.

    The later game that ends a spell is not yet played at any of its moments; no spell is longer than
    `window`. The games within the window are the stint's from after `_OUTSIDE`, -1 for its start, to `_LAST`.
    """
    stint, number = stints["stint"].to_numpy(), stints["number"].to_numpy()
    last, moment = _moments_of_spells(stint, number, window)
    outside = _last_outside(stint, number, stint[last], moment - window)
    first = np.searchsorted(stint, stint[last])
    columns = {
        "moment": moment,
        "missed_in_a_row": moment - 1 - number[last],
        "games": last - np.where(outside >= 0, outside, first - 1),
        _LAST: last,
        _OUTSIDE: outside,
    }
    who = stints[last].select(*_STINT, pl.col("date").alias("last_played"), "position", "next_elsewhere")
    return pl.concat([who, pl.DataFrame(columns)], how="horizontal")


def _moments_of_spells(stint: Ints, number: Ints, window: int) -> tuple[Ints, Ints]:
    """Return the row of each spell's game, once for each moment of the spell, and the moments."""
    ends = np.diff(stint, append=-1) != 0
    left = number.max(initial=0) + 1 - number  # there is no later moment
    length = np.minimum(np.where(ends, left, np.diff(number, append=0)), window)
    last = np.repeat(np.arange(len(stint)), length)
    within = np.arange(len(last)) - np.repeat(np.cumsum(length) - length, length)
    return last, number[last] + 1 + within


def _last_outside(stint: Ints, number: Ints, of: Ints, before: Ints) -> Ints:
    """Return the last row of stint `of` whose game has a number below `before`; -1 where there is none."""
    span = number.max(initial=0) - before.min(initial=0) + 2
    row = np.searchsorted(stint * span + number, of * span + before) - 1
    return np.where((row >= 0) & (stint[row] == of), row, -1)


def _moments(pregame: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """By team and asking date: how many games the team played `before`, on earlier dates.

    A row asks for its opponent too, which may have no row of its own that day.
    """
    sides = [pregame.select(pl.col(side).alias("team"), "date") for side in ("team", "opponent")]
    return (
        pl.concat(sides)
        .unique()
        .sort("date", "team")
        .join_asof(
            numbered.sort("date"), on="date", by="team", allow_exact_matches=False, check_sortedness=False
        )
        .select("team", "date", (pl.col("number").fill_null(-1) + 1).alias("before"))
    )
