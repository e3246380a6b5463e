"""Means over a player's past games in which those with a line-up like tonight's count most.

How far two line-ups are apart is counted in minutes: those that the mates of the rotation play, when they
play, who are in one of the two and not in the other. A mate who plays tonight with a probability *p* and took
part in a past game (*b* = 1) or did not (*b* = 0) is in one alone with a probability of *p* + *b* - 2*pb*, so
that the distances of all dates of a team from all of its games are one product of two matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from nba_props.availability.roster import PlayedDates
from nba_props.core.arrays import Bools, Floats, Ints

_DAYS = 10**6
"""More than there are days since 1970, so that player and day fit into one number."""
NOBODY = -1
"""A player without minutes, so that no rotation is empty."""
_KEYS = ("player_id", "date", "team")


@dataclass(frozen=True)
class LineupWeighting:
    """The weight of a past game: 0.5^(age / `half_life`) * exp(-distance / `tau`).

    The age is counted in games, the distance in minutes; `games` before the latest weigh nothing.
    """

    half_life: float
    tau: float
    games: int


def similar_means(
    pregame: pl.DataFrame,
    played: pl.DataFrame,
    rotation: pl.DataFrame,
    stats: list[str],
    weighting: LineupWeighting,
) -> pl.DataFrame:
    """Return the weighted mean of each stat over the player's games on earlier dates, for each row.

    Args:
        pregame: the rows that ask: `team`, `player_id`, `date`.
        played: player-games with an outcome.
        rotation: `team`, `date`, `player_id`, `minutes` and `p_out` of those whose presence counts.
        stats: the stats to average.
        weighting: how past games weigh.

    Returns:
        One row per row of `pregame`, null where the player has no past: the stats, over the games of which
        each is known, and `likeness`, the mean of exp(-distance / tau) by age alone: 1 where all games had
        tonight's line-up. A game for another team had none of tonight's mates.
    """
    dates = PlayedDates(played)
    entries = dates.table.with_columns(dates.per_game(stat).alias(stat) for stat in stats)
    entries = entries.sort(_KEYS).with_row_index("entry")
    past = _Past(entries, entries.select(stats).to_numpy(), weighting)
    asked = pregame.select(_KEYS).with_row_index("row").partition_by("team", as_dict=True)
    present = rotation.partition_by("team", as_dict=True)
    games = entries.partition_by("team", as_dict=True)
    found = np.full((pregame.height, len(stats) + 1), np.nan)
    for team, asking in asked.items():
        lineups = _Lineups.of(asking, present.get(team, rotation.clear()), games.get(team, entries.clear()))
        found[asking["row"].to_numpy()] = past.means(asking, lineups)
    return pl.DataFrame(found, schema=[*stats, "likeness"], orient="row").fill_nan(None)


@dataclass(frozen=True)
class _Past:
    """Games of all players by player, date and team, `entry` their row, with stats [games, stats]."""

    entries: pl.DataFrame
    values: Floats
    weighting: LineupWeighting

    def means(self, asking: pl.DataFrame, lineups: _Lineups) -> Floats:
        """Return the weighted means and the likeness of one team's asking rows: [rows, stats + 1]."""
        if self.entries.is_empty():
            return np.full((asking.height, self.values.shape[1] + 1), np.nan)
        back = self._latest(asking)[:, None] - np.arange(len(self._age_weights))
        first = np.searchsorted(self._players, asking["player_id"].to_numpy())[:, None]
        age = np.where(back >= first, self._age_weights, 0.0)
        back = np.maximum(back, 0)
        weights = age * np.exp(lineups.distances(asking, self.entries.height, back) / -self.weighting.tau)
        with np.errstate(invalid="ignore"):
            means = [_weighted_mean(weights, back, stat) for stat in self.values.T]
            return np.column_stack([*means, weights.sum(axis=1) / age.sum(axis=1)])

    def _latest(self, asking: pl.DataFrame) -> Ints:
        """Return the last entry on an earlier date, where it is the player's own."""
        return np.searchsorted(self._moments, self._moments_of(asking)) - 1

    @cached_property
    def _age_weights(self) -> Floats:
        """Return the weights of the latest games by age: as many as any player has, up to what counts."""
        most = int(np.unique(self._players, return_counts=True)[1].max())
        return np.asarray(0.5 ** (np.arange(min(self.weighting.games, most)) / self.weighting.half_life))

    @cached_property
    def _players(self) -> Ints:
        return self.entries["player_id"].to_numpy()

    @cached_property
    def _moments(self) -> Ints:
        return self._moments_of(self.entries)

    def _moments_of(self, frame: pl.DataFrame) -> Ints:
        """Return player and day of each row in one number, as the entries are sorted.

        Players are numbered, since their ids may be as large as any number; odd numbers have games.
        """
        players, wanted = np.unique(self._players), frame["player_id"].to_numpy()
        numbers = np.searchsorted(players, wanted) + np.searchsorted(players, wanted, side="right")
        return np.asarray(numbers * _DAYS + _day(frame))


@dataclass(frozen=True)
class _Lineups:
    """One team's line-ups: as expected on the dates that are asked for, and as they were in its games.

    `minutes`: of the rotation, and `present`: the probability that they play [dates, players]; `apart`: the
    minutes in one line-up alone [dates, games]; `entry` and `game`: the entries of the team's games.
    """

    dates: Ints
    players: Ints
    minutes: Floats
    present: Floats
    apart: Floats
    entry: Ints
    game: Ints

    @classmethod
    def of(cls, asking: pl.DataFrame, rotation: pl.DataFrame, entries: pl.DataFrame) -> _Lineups:
        """Lay out one team's rotation and games."""
        dates, games = (np.unique(_day(frame)) for frame in (asking, entries))
        rotation = rotation.filter(pl.col("date").is_in(asking["date"].unique().implode()))
        players = np.unique(np.append(rotation["player_id"].to_numpy(), NOBODY))
        minutes, present = np.zeros((2, len(dates), len(players)))
        where = np.searchsorted(dates, _day(rotation)), np.searchsorted(players, rotation["player_id"])
        minutes[where] = rotation["minutes"]
        present[where] = 1 - rotation["p_out"]
        game, (member, is_member) = np.searchsorted(games, _day(entries)), _find(players, entries)
        took_part = np.zeros((len(games), len(players)))
        took_part[game[is_member], member[is_member]] = 1.0
        apart = (minutes * present).sum(axis=1)[:, None] + (minutes * (1 - 2 * present)) @ took_part.T
        return cls(dates, players, minutes, present, apart, entries["entry"].to_numpy(), game)

    def distances(self, asking: pl.DataFrame, entries: int, back: Ints) -> Floats:
        """Return the minutes of mates in one line-up alone, tonight's or that of entry `back`: [rows, games].

        The row's own player is no mate of his: he took part in every entry of his.
        """
        date = np.searchsorted(self.dates, _day(asking))
        player, is_member = _find(self.players, asking)
        game = np.full(entries, -1)
        game[self.entry] = self.game
        own_minutes = np.where(is_member, self.minutes[date, player], 0.0)[:, None]
        own_present = np.where(is_member, self.present[date, player], 0.0)[:, None]
        apart = np.column_stack([self.apart, (self.minutes * self.present).sum(axis=1)])
        then = game[back]
        himself = own_minutes * np.where(then >= 0, 1 - own_present, own_present)
        return np.asarray(apart[date[:, None], then] - himself)


def _weighted_mean(weights: Floats, back: Ints, stat: Floats) -> Floats:
    """Return the weighted mean of each row's entries `back`, those left out of which the stat is unknown."""
    unknown = np.isnan(stat)
    if unknown.any():
        weights, stat = np.where(unknown[back], 0.0, weights), np.where(unknown, 0.0, stat)
    return np.asarray(np.einsum("rg,rg->r", weights, stat[back]) / weights.sum(axis=1))


def _find(players: Ints, frame: pl.DataFrame) -> tuple[Ints, Bools]:
    """Return the position of each row's player among sorted ones, and whether he is among them."""
    wanted = frame["player_id"].to_numpy()
    position = np.minimum(np.searchsorted(players, wanted), len(players) - 1)
    return position, players[position] == wanted


def _day(frame: pl.DataFrame) -> Ints:
    days: Ints = frame["date"].to_physical().cast(pl.Int64).to_numpy()
    return days
