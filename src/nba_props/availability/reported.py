"""`availability=reported`: the injury report, as far as it was known before the bets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from nba_props.availability.base import WHO, Availability
from nba_props.availability.candidates import candidates
from nba_props.availability.expected import Expected
from nba_props.core.component import component
from nba_props.core.keys import PLAYER_GAME
from nba_props.core.rules import above, each, one_of, optional, require
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import eastern_day, eastern_moment
from nba_props.data.said import last_said
from nba_props.data.schemas import STATUSES
from nba_props.errors import DataError

SAT_BEFORE = {"out": 0.98, "doubtful": 0.85, "questionable": 0.5, "probable": 0.1, "available": 0.02}
"""The share of players of each status who sat out, as far as no report has shown it yet."""


@component("availability", "reported")
@dataclass
class Reported(Availability):
    """The status of each player before tip-off, and what became of those who had it before.

    One of `statuses` is out for certain, who is available plays, and each other status counts with the share
    of its players who sat out on earlier dates; `prior_weight` such players of `SAT_BEFORE` are added. A
    report counts if it was known before tip-off or, where that is unknown, by the end of the game's date; of
    several on a player the last one does, and none once his team's report names him no more. Of a game that
    is quoted a run keeps what was known when the prices were seen that are bet at
    (`nba_props.ledger.offers.news_until`). With `cutoff`, a time of day such as "17:00" (US/Eastern, on the
    game's date), later reports do not count: what a bet placed at that time could know.

    Of a team that has submitted its report, whom it does not name plays if he took part in the team's last
    game of the season, or the report on that game named him: he is back. Others may have left, and no report
    names who has. They are as likely to sit out as `availability=expected` has it, and so is whom no report
    names of a team that has not submitted or of which nothing is said at all.
    """

    needs_reports: ClassVar[bool] = True

    statuses: list[str] = field(default_factory=lambda: ["out"])
    cutoff: str | None = None
    prior_weight: float = 20.0

    def __post_init__(self) -> None:
        require(
            self,
            statuses=each(one_of(STATUSES)),
            cutoff=optional(_time_of_day),
            prior_weight=above(0),
        )

    def out(self, data: Dataset) -> pl.DataFrame:
        """Return the reported players, and the others on the rosters who are not sure to play.

        Raises:
            DataError: the data set has no reports.
        """
        if data.reports is None:
            raise DataError(
                "availability=reported: the data set holds no injury reports; name a table of them in "
                "data.reports, or choose availability=none, availability=expected or availability=as_played"
            )
        tip_offs = data.prop_lines.drop_nulls("tip_off").group_by("game_id").agg(pl.col("tip_off").min())
        known, teams = (
            last_said(table.join(tip_offs, on="game_id", how="left").filter(self._in_time()))
            for table in (data.reports, data.team_reports)
        )
        rows = candidates(data)
        expected = rows.select(*WHO, pl.Series("p_out", Expected().probabilities(rows)))
        named = self._named(known, data).select(expected.columns)
        sure = sure_to_play(rows, named).join(heard_of(known, teams), on=["date", "team"], how="semi")
        unnamed = expected.join(pl.concat([named.select(WHO), sure]), on=WHO, how="anti")
        return pl.concat([named, unnamed]).sort(WHO)

    def _named(self, known: pl.DataFrame, data: Dataset) -> pl.DataFrame:
        """Return the reported players with the probability that they sit out."""
        with_share = known.sort("date").join_asof(
            self._shares(known, data).sort("date"),
            on="date",
            by="status",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        prior = pl.col("status").replace_strict(SAT_BEFORE, return_dtype=pl.Float64)
        certain = pl.col("status").is_in(self.statuses)
        return (
            with_share.with_columns(
                pl.when(certain)
                .then(1.0)
                .when(pl.col("status") == "available")
                .then(0.0)
                .otherwise(pl.coalesce("share", prior))
                .alias("p_out")
            )
            .group_by(WHO)
            .agg(pl.col("p_out").max())
        )

    def _shares(self, known: pl.DataFrame, data: Dataset) -> pl.DataFrame:
        """By status and date: the `share` of its players who sat out, on that date and all before it."""
        played = data.player_games.filter(pl.col("minutes").is_not_null())
        took_part = played.select(*PLAYER_GAME, sat=0.0)
        told = known.join(played.select("game_id", "team"), on=["game_id", "team"], how="semi")
        prior = pl.col("status").replace_strict(SAT_BEFORE, return_dtype=pl.Float64)
        sat, count = (pl.col(name).cum_sum().over("status", order_by="date") for name in ("sat", "count"))
        return (
            told.join(took_part, on=PLAYER_GAME, how="left")
            .group_by("status", "date")
            .agg(pl.col("sat").fill_null(1.0).sum(), pl.len().alias("count"))
            .select(
                "status",
                "date",
                ((sat + self.prior_weight * prior) / (count + self.prior_weight)).alias("share"),
            )
        )

    def _in_time(self) -> pl.Expr:
        before_tip_off = pl.col("known_at") < pl.col("tip_off")
        in_time = before_tip_off.fill_null(eastern_day(pl.col("known_at")) <= pl.col("date"))
        if self.cutoff is None:
            return in_time
        deadline = eastern_moment(pl.col("date").dt.combine(_parsed(self.cutoff)))
        return in_time & (pl.col("known_at") <= deadline)


def sure_to_play(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Return who plays if his team's report does not name him, by `WHO`.

    Who took part in the team's last game, or was named before it and is back; both of this season, since
    nobody tells who left in summer.

    Args:
        rows: as `nba_props.availability.candidates.candidates` returns them.
        named: who was named by a report, by `WHO`.
    """
    key = ["date", "team"]
    last = rows.select(key).unique().sort(key).with_columns(last=pl.col("date").shift(1).over("team"))
    this_season = (pl.col("date") - pl.col("last")).dt.total_days() <= pl.col("season_days")
    then = named.select(pl.col("date").alias("last"), "team", "player_id", was_named=True).unique()
    return (
        rows.join(last, on=key, how="left", maintain_order="left")
        .join(then, on=["last", "team", "player_id"], how="left", maintain_order="left")
        .filter(
            pl.when(pl.col("missed_in_a_row") == 0)
            .then(~pl.col("new_season"))
            .otherwise(pl.col("was_named") & this_season)
        )
        .select(WHO)
    )


def heard_of(reports: pl.DataFrame, team_reports: pl.DataFrame) -> pl.DataFrame:
    """Return the teams that have said who is out: `date`, `team`.

    Those that have submitted; where nothing tells whether a team has, those of which a report names somebody.

    Args:
        reports: as `nba_props.data.schemas.AVAILABILITY`, those that were known.
        team_reports: as `nba_props.data.schemas.TEAM_REPORTS`, those that were known.
    """
    key = ["date", "team"]
    named = reports.select(key).unique().join(team_reports, on=key, how="anti")
    return pl.concat([named, last_said(team_reports).filter("submitted").select(key).unique()])


def _time_of_day(value: str) -> str | None:
    """Require a value that is hours and minutes; YAML takes 17:00 for 1020 sixties, that is a number."""
    try:
        _parsed(value)
    except ValueError:
        hint = ', in a YAML file in quotes: "17:00"' if value.isdigit() else ""
        return f"a time of day such as 17:00{hint}"
    return None


def _parsed(value: str) -> dt.time:
    return dt.datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007
