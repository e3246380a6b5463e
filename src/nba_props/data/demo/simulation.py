"""A league that is simulated once, and the tables that can be had of it, each when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nba_props.data.demo import (
    beliefs,
    books,
    boxscore,
    game_lines,
    injuries,
    pregame,
    rosters,
    schedule,
    tables,
)
from nba_props.data.demo.names import TEAMS

if TYPE_CHECKING:
    import polars as pl

    from nba_props.data.truth import Truth

LAST_SEASON = 2023
"""The last simulated season starts in this year."""
_PARTS = ("schedule", "league", "absences", "pregame", "games", "lined", "quotes", "reports", "game_lines")


class _Played(NamedTuple):
    """Everything up to the box scores."""

    games: schedule.Schedule
    league: rosters.League
    absences: injuries.Absences
    before: pregame.Pregame
    draw: boxscore.Draw
    lined: beliefs.Lined


@dataclass(frozen=True)
class Simulation:
    """So many seasons, the last one being 2023-24: the same seed gives the same bytes."""

    seasons: int
    seed: int

    def player_games(self, *, tonight: bool = False) -> tuple[pl.DataFrame, Truth]:
        """Return everybody who played and the lined players who did not, and the law of each row.

        With `tonight`, those of the last day are all who may play, whoever then did.
        """
        of = self._played
        return tables.player_games(self._fixtures, of.league, of.before, of.draw, of.lined, tonight=tonight)

    def prop_lines(self, market: books.Market) -> pl.DataFrame:
        """Make all quotes of books that are as good as `market` says."""
        of = self._played
        seen = beliefs.Seen(of.before, of.draw, of.games.season.repeat(2))
        quotes = books.make_quotes(self._generators["quotes"], market, of.lined, seen)
        return tables.prop_lines(self._fixtures, of.before, of.lined, quotes)

    def reports(self) -> pl.DataFrame:
        """Return the injury reports."""
        of = self._played
        return tables.availability(self._generators["reports"], self._fixtures, of.before, of.absences)

    def game_lines(self) -> pl.DataFrame:
        """Make the books' spreads, totals and moneylines."""
        return game_lines.game_lines(self._generators["game_lines"], self._fixtures, self._played.before)

    def positions(self) -> pl.DataFrame:
        """Return the position of each player in each season."""
        return tables.positions(self._fixtures, self._played.league)

    @cached_property
    def _played(self) -> _Played:
        rng = self._generators
        games = schedule.make_schedule(rng["schedule"], self._years, len(TEAMS))
        league = rosters.make_league(rng["league"], self.seasons, len(TEAMS))
        roster = league.roster(games)
        absences = injuries.make_absences(rng["absences"], league, games, roster)
        before = pregame.prepare(rng["pregame"], league, games, roster, absences)
        draw = boxscore.play(rng["games"], before, league.finishing[before.roster])
        return _Played(games, league, absences, before, draw, beliefs.line_up(rng["lined"], before))

    @cached_property
    def _fixtures(self) -> tables.Fixtures:
        labels = [f"{year}-{(year + 1) % 100:02d}" for year in self._years]
        return tables.Fixtures.of(self._played.games, labels)

    @property
    def _years(self) -> list[int]:
        return [LAST_SEASON - back for back in reversed(range(self.seasons))]

    @property
    def _generators(self) -> dict[str, np.random.Generator]:
        """New generators, one for each part: a change in one part leaves the others' draws alone."""
        children = np.random.SeedSequence(self.seed).spawn(len(_PARTS))
        return {part: np.random.default_rng(child) for part, child in zip(_PARTS, children, strict=True)}
