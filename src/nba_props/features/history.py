"""The only door to post-game columns: the past of a player, a team or an opponent, by date.

A feature of a row on date *t* may use only what happened on earlier dates. A row shift is not enough for
that: two rows of one key can share a date. So the past is first summed up by key *and date*, and each row is
then given the values of its key's last date strictly before its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from nba_props.availability.base import WHO
from nba_props.availability.roster import Rosters
from nba_props.data.dataset import ORDER
from nba_props.data.schemas import POSTGAME_COLUMNS, PREGAME_COLUMNS
from nba_props.errors import NBAPropsError, did_you_mean
from nba_props.features.prices import Prices
from nba_props.market import Market

if TYPE_CHECKING:
    from nba_props.features.lineups import LineupWeighting
    from nba_props.features.past import Past

STARTERS = 5
"""How many of a team's players count as starters: those with the most minutes in the game."""


@dataclass(frozen=True)
class History:
    """The past as a feature block may see it.

    Args of `History.of`: canonical player-games, the market, and optionally the table of positions, the
    probability that a player sits out tonight (see `nba_props.availability.base`), and what the books say
    before a bet.

    `pregame` holds what is known before tip-off of every row, in canonical order; everything else comes
    through `by`, which never shows a row its own date.
    """

    pregame: pl.DataFrame
    market: str
    parts: tuple[str, ...]
    """The stats that the market adds up."""
    out: pl.DataFrame | None
    prices: Prices
    has_positions: bool
    """Whether the league's positions are known: a matter of the table, not of the rows at hand, so that a
    block makes the same columns for a single night."""
    _played: pl.DataFrame = field(repr=False)

    @classmethod
    def of(
        cls,
        games: pl.DataFrame,
        market: Market,
        positions: pl.DataFrame | None = None,
        out: pl.DataFrame | None = None,
        prices: Prices | None = None,
    ) -> History:
        """Split player-games into what is known before tip-off and the past."""
        rows = games.with_columns(market.outcome().alias(market.name))
        has_positions = positions is not None and not positions.is_empty()
        if positions is not None and has_positions:
            rows = rows.join(positions, on=["season", "player_id"], how="left", maintain_order="left")
        else:
            rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias("position"))
        pregame = rows.select(*PREGAME_COLUMNS, "position")
        played = rows.filter(pl.col("minutes").is_not_null())
        if not played["date"].is_sorted():
            played = played.sort(ORDER)
        played = _with_team_totals(played)
        known = Prices() if prices is None else prices
        return cls(pregame, market.name, tuple(market.stats), out, known, has_positions, played)

    def stats(self, names: Iterable[str]) -> list[str]:
        """Return the stat columns named, `target` standing for the market's own, each once.

        Raises:
            NBAPropsError: a name is no post-game column.
        """
        columns = dict.fromkeys(self.market if name == "target" else name for name in names)
        for name in columns:
            if name not in self._played.columns or name in PREGAME_COLUMNS:
                known = [c for c in self._played.columns if c not in PREGAME_COLUMNS]
                raise NBAPropsError(f"stat {name!r} is unknown; {did_you_mean(name, known)}")
        return list(columns)

    def by(self, *keys: str, **matched: str) -> Past:
        """Return the past by the given columns.

        `by(team="opponent")` is the past of the row's opponent as a team.

        Positional keys are columns of the past and of the asking row alike. `by("opponent")` is thus the past
        of all who played against the row's opponent: what that defence has allowed.
        """
        from nba_props.features.past import Past

        pairs = {**{key: key for key in keys}, **matched}
        cache_key = tuple(pairs.items())
        if cache_key not in self._cache:
            self._cache[cache_key] = Past(self._played, self._asking(pairs), tuple(pairs))
        return self._cache[cache_key]

    def schedule(self, *keys: str, **matched: str) -> Past:
        """Like `by`, but of the games that are scheduled: it knows keys and dates, and no outcome.

        Games without an outcome count too, so that the rest before the day after tomorrow is known.
        """
        from nba_props.features.past import Past

        pairs = {**{key: key for key in keys}, **matched}
        scheduled = self.pregame.select(*pairs, "date", "game_id").unique().sort("date", "game_id")
        return Past(scheduled, self._asking(pairs), tuple(pairs))

    def roster(self, games: int, stats: Iterable[str]) -> pl.DataFrame:
        """Who played in the last `games` games of each team before each date, with means (see `Rosters`)."""
        if games not in self._rosters:
            self._rosters[games] = Rosters.of(self.pregame, self._played, games)
        return self._rosters[games].members(stats)

    def rotation(self, games: int, least_minutes: float, stats: Iterable[str]) -> pl.DataFrame:
        """Who averages `least_minutes` or more, when he plays, on the roster; `p_out`: that he sits tonight.

        Who else sits says nothing before tip-off and much after it: men at the end of the bench play when a
        game is decided early.

        Raises:
            NBAPropsError: there is no availability input.
        """
        if self.out is None:
            raise NBAPropsError(
                "nobody says who is out; set availability=expected, availability=reported or "
                "availability=as_played"
            )
        members = self.roster(games, ["minutes", *stats])
        return (
            members.filter(pl.col("minutes") >= least_minutes)
            .join(self.out, on=WHO, how="left", maintain_order="left")
            .with_columns(pl.col("p_out").fill_null(0.0))
        )

    def similar(
        self, rotation: pl.DataFrame, stats: Iterable[str], weighting: LineupWeighting
    ) -> pl.DataFrame:
        """Return means over the player's past games, those with a line-up like tonight's counting most."""
        from nba_props.features.lineups import similar_means

        return similar_means(self.pregame, self._played, rotation, list(stats), weighting)

    def _asking(self, pairs: dict[str, str]) -> pl.DataFrame:
        return self.pregame.select(*(pl.col(own).alias(past) for past, own in pairs.items()), "date")

    @cached_property
    def _rosters(self) -> dict[int, Rosters]:
        return {}

    @cached_property
    def _cache(self) -> dict[tuple[tuple[str, str], ...], Past]:
        return {}


def known_sum(stat: pl.Series) -> pl.Expr:
    """Return the sum of a stat; null, not 0, where none of the rows has it."""
    column = pl.col(stat.name)
    return pl.when(column.count() > 0).then(column.sum()) if stat.null_count() else column.sum()


def _possessions() -> pl.Expr:
    """Possessions that a player ended: shots, trips to the line, turnovers (Oliver, Basketball on Paper)."""
    return pl.col("fga") + 0.44 * pl.col("fta") + pl.col("turnovers")


def _with_team_totals(played: pl.DataFrame) -> pl.DataFrame:
    """Add possessions, `starter` (1 for the team's five longest on the floor, otherwise 0), and `team_*`.

    The totals of the player's team in that game.
    """
    floats = [c for c in POSTGAME_COLUMNS if c not in ("won", "plus_minus")]
    team = ("team", "game_id")
    played = played.with_columns(
        *(pl.col(c).cast(pl.Float64) for c in (*floats, "plus_minus", "won")),
        _possessions().cast(pl.Float64).alias("possessions"),
        (pl.col("minutes").rank("min", descending=True).over(team) <= STARTERS)
        .cast(pl.Float64)
        .alias("starter"),
    )
    totals = [*floats, "possessions"]
    return played.with_columns(known_sum(played[c]).over(team).alias(f"team_{c}") for c in totals)
