"""Sources: where games, bookmakers' lines and injury reports come from, each a component of its own.

A source says what there is, in the words of whoever published it. Which games, teams and players are meant is
found afterwards (`nba_props.data.assemble`), the same way for all sources; one that knows them already hands
over canonical tables instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from nba_props.core.fingerprint import digest
from nba_props.data.schemas import INJURY_REPORTS, POSITIONS, ROSTERS, SCHEDULE, SUBMISSIONS

if TYPE_CHECKING:
    from nba_props.data.quality import QualityReport
    from nba_props.data.truth import Truth


def unplaced(row: Mapping[str, object]) -> str:
    """Return where a row of no file is: its game and player."""
    return f"player_games, game {row['game_id']}, player {row['player_id']}"


@dataclass(frozen=True)
class Games:
    """Player-games and positions, canonical (see `nba_props.data.schemas`).

    `team_names` are full names of teams -> their abbreviations, where the source has others than the usual
    ones. `truth` is there for simulated games only. `place` says of a row where it was read. `schedule` and
    `rosters` are there where a source tells games to come and who is on which team; `other_games` are the
    schedule's games of competitions that are not kept. With `whole_rosters`, all of the teams that play next
    (`today` or later, where that is known) get rows, lined or not. `reported` are injury reports that say who
    is on which team.
    """

    player_games: pl.DataFrame
    positions: pl.DataFrame = field(default_factory=POSITIONS.empty)
    team_names: Mapping[str, str] = field(default_factory=dict)
    truth: Truth | None = None
    place: Callable[[Mapping[str, object]], str] = unplaced
    schedule: pl.DataFrame = field(default_factory=SCHEDULE.empty)
    other_games: pl.DataFrame = field(default_factory=SCHEDULE.empty)
    rosters: pl.DataFrame = field(default_factory=ROSTERS.empty)
    whole_rosters: bool = False
    today: dt.date | None = None
    reported: pl.DataFrame = field(default_factory=INJURY_REPORTS.empty)

    @cached_property
    def team_codes(self) -> dict[str, str]:
        """The joined spelling (`nba_props.data.vocabulary.words`) of every team -> its abbreviation."""
        from nba_props.data.seasons import first_years
        from nba_props.data.vocabulary.teams import team_codes

        played = self.player_games.select("team", "opponent", year=first_years(self.player_games["date"]))
        sides = (played.select("year", team=side) for side in ("team", "opponent"))
        teams = pl.concat(sides).drop_nulls().unique()
        in_seasons = {year: set(of_year["team"]) for (year,), of_year in teams.group_by("year")}
        return team_codes(self.team_names, teams["team"].unique(), in_seasons)


@dataclass(frozen=True)
class Quotes:
    """Bookmakers' lines as they were published: a table of `nba_props.data.schemas.QUOTES`.

    It may tell `fetched_at`, too: rows of one such time are a snapshot (`FETCHED_QUOTES`).
    With `upcoming`, lined players of events after the last game get rows without an outcome.
    """

    table: pl.DataFrame
    upcoming: bool = True


@dataclass(frozen=True)
class InjuryReports:
    """Injury reports as they were published: a table of `nba_props.data.schemas.INJURY_REPORTS`.

    `submissions`, a table of `nba_props.data.schemas.SUBMISSIONS`, tells which teams they hold, where that is
    known: of a team that has submitted, whom it does not name plays.
    """

    table: pl.DataFrame
    submissions: pl.DataFrame = field(default_factory=SUBMISSIONS.empty)


@dataclass(frozen=True)
class GameQuotes:
    """Books' lines on games as they were published: a table of `nba_props.data.schemas.GAME_QUOTES`."""

    table: pl.DataFrame


@dataclass
class GamesSource:
    """Base of `games=` options."""

    def load(self, seed: int, quality: QualityReport) -> Games:
        """Read or make the games, and note rows read and left out in `quality`.

        Raises:
            DataError: an input cannot be used.
        """
        raise NotImplementedError

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the games would; much cheaper than `load`."""
        raise NotImplementedError

    def chosen_over(self, own: GamesSource) -> GamesSource:  # noqa: ARG002
        """Return the source that this choice means, where `own` is that of `data=`."""
        return self


@dataclass
class LinesSource:
    """Base of `lines=` options."""

    def load(self, games: Games, seed: int, quality: QualityReport) -> Quotes | pl.DataFrame:
        """Read or make the lines on the games; as `prop_lines` where games and players are known by our ids.

        Raises:
            DataError: an input cannot be used.
        """
        raise NotImplementedError

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the lines would; much cheaper than `load`."""
        raise NotImplementedError

    def chosen_over(self, own: LinesSource | None) -> LinesSource | None:  # noqa: ARG002
        """Return the source that this choice means, where `own` is that of `data=`."""
        return self


@dataclass
class ReportsSource:
    """Base of `reports=` options."""

    reads_games: ClassVar[bool] = True
    """Whether `load` looks at player-games, those included that only the lines know of."""

    def load(self, games: Games, seed: int, quality: QualityReport) -> InjuryReports | pl.DataFrame:
        """Read or make the reports; as `availability` where games and players are known by our ids.

        Raises:
            DataError: an input cannot be used.
        """
        raise NotImplementedError

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the reports would; much cheaper than `load`."""
        raise NotImplementedError

    def chosen_over(self, own: ReportsSource | None) -> ReportsSource | None:  # noqa: ARG002
        """Return the source that this choice means, where `own` is that of `data=`."""
        return self


@dataclass
class GameLinesSource:
    """Base of sources of spreads, totals and moneylines."""

    def load(self, games: Games, seed: int, quality: QualityReport) -> GameQuotes | pl.DataFrame:
        """Read or make the lines; as `game_lines` where the games are known by our ids.

        Raises:
            DataError: an input cannot be used.
        """
        raise NotImplementedError

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the lines would; much cheaper than `load`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Sources:
    """The sources of one data set; None where there are no lines, no reports or no lines on games."""

    games: GamesSource
    lines: LinesSource | None = None
    reports: ReportsSource | None = None
    game_lines: GameLinesSource | None = None

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the tables would."""
        every = (self.games, self.lines, self.reports, self.game_lines)
        return digest([source and [type(source).__qualname__, source.fingerprint(seed)] for source in every])
