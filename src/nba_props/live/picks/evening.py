"""A whole night: all markets predicted, bets chosen over them together, and every guard asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl

from nba_props.core.component import kind_of, to_plain
from nba_props.core.fingerprint import digest
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.findings.base import Finding
from nba_props.live.picks.as_of import as_of, not_begun, reported
from nba_props.live.picks.choose import (
    UNMATCHED,
    NightRules,
    by_number,
    choose,
    count_gone,
    count_unmatched,
    left_out,
)
from nba_props.live.picks.frame import PRICED, games_behind, last_logged, priced_frame
from nba_props.live.picks.guards import asked_without_games, guarded, issues_of
from nba_props.live.picks.model import NightModel
from nba_props.live.picks.night import MarketNight, market_night
from nba_props.live.picks.standing import NONE, called_off, standing_bets
from nba_props.live.picks.without import WITHOUT, without_doubted
from nba_props.pipeline.market_data import screen
from nba_props.pricing.screened import ScreenedQuotes

HELD_BACK = "held back by"
"""How the reason begins why a bet is not made that the guards forbid."""


@dataclass(frozen=True)
class Evening:
    """A night's outcome.

    `predictions` as `MarketNight.predictions`, of all markets; `priced` as
    `nba_props.live.picks.frame.PRICED`; `reasons`: how many quotes no bet is made at, by reason, of `quotes`;
    `guards`: what the guards found of each market. `statuses`: what the injury reports say, by team.
    `without`: what the bets would be worth without team-mates in doubt
    (`nba_props.live.picks.without.WITHOUT`).
    `standing`: the night's bets that were made before (`nba_props.live.picks.standing.STANDING`). `features`:
    as `MarketNight.features`, of all markets; null what a market's model does not read.
    """

    night: dt.date
    now: dt.datetime
    models: Sequence[NightModel]
    predictions: pl.DataFrame
    priced: pl.DataFrame
    reasons: Mapping[str, int]
    quotes: int
    guards: Mapping[str, Sequence[Finding]]
    statuses: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    without: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=WITHOUT))
    features_as_of: dt.date | None = None
    standing: pl.DataFrame = field(default_factory=NONE.clone)
    features: pl.DataFrame = field(default_factory=pl.DataFrame)

    def held_back(self) -> Evening:
        """Return the night without the bets of the markets whose guards forbid them."""
        held = {market: f"{HELD_BACK} {codes}" for market, codes in self.held_markets.items()}
        reason = pl.col("market").replace_strict(held, default=None, return_dtype=pl.String)
        is_held = pl.col("taken") & reason.is_not_null()
        counts = self.priced.filter(is_held).group_by(reason.alias("why")).len()
        priced = self.priced.with_columns(
            pl.when(is_held).then(reason).otherwise("reason").alias("reason"),
            taken=pl.col("taken") & ~is_held,
            stake=pl.when(is_held).then(0.0).otherwise("stake"),
        )
        return replace(self, priced=priced, reasons={**by_number(dict(counts.iter_rows())), **self.reasons})

    def with_unmatched(self, number: int) -> Evening:
        """Return the night with the quotes counted that no player was found for."""
        reasons = by_number({**self.reasons, UNMATCHED: number})
        return replace(self, reasons=reasons, quotes=self.quotes + number)

    @property
    def findings(self) -> list[Finding]:
        """What the guards found, the same thing once."""
        told = {(each.code, each.reason): each for found in self.guards.values() for each in found}
        return list(told.values())

    @property
    def held_markets(self) -> dict[str, str]:
        """The markets whose guards forbid bets, with the codes of what they found."""
        codes = {market: sorted({each.code for each in issues_of(of)}) for market, of in self.guards.items()}
        return {market: ", ".join(found) for market, found in codes.items() if found}

    @property
    def picks(self) -> pl.DataFrame:
        """The bets, most value first."""
        return self.priced.filter("taken")

    @property
    def issues(self) -> list[Finding]:
        """What forbids to act on the picks of a market."""
        return issues_of(self.findings)


def evening(
    models: Sequence[NightModel],
    tables: Dataset,
    rules: NightRules,
    now: dt.datetime,
    bets: pl.DataFrame | None = None,
) -> Evening:
    """Predict a night, choose its bets and ask the guards.

    Args:
        models: one for each market.
        tables: as they are now; what is later than `now` is not looked at.
        rules: what a person adds to the rules of the runs.
        now: the moment, in UTC.
        bets: those of the ledger, as `nba_props.live.bets.ledger.BetLedger.bets` returns them.

    Raises:
        NBAPropsError: the data cannot be used with a model's configuration.
    """
    data = as_of(tables, now)
    standing = NONE if bets is None else standing_bets(bets, league_day(now))
    markets = [model.market for model in models]
    unmatched = count_unmatched(data.unmatched, markets, league_day(now))
    if not_begun(data, now).is_empty():
        return replace(_without_games(models, data, now), standing=standing).with_unmatched(unmatched)
    screened: dict[str, ScreenedQuotes] = {}
    nights = _nights(models, data, now, screened)
    off = None if bets is None else called_off(bets, league_day(now))
    choosing = partial(choose, rules=rules, games=games_behind(data), now=now, standing=standing, off=off)
    chosen, guards = guarded(nights, choosing, data, rules, now)
    found = Evening(
        night=league_day(now),
        now=now,
        models=models,
        predictions=pl.concat([night.predictions for night in nights]),
        priced=priced_frame(chosen, nights, data),
        reasons=left_out(nights, chosen),
        quotes=sum(night.quotes.height for night in nights),
        guards=guards,
        statuses=statuses(data, league_day(now)),
        features_as_of=last_logged(data),
        standing=standing,
        features=pl.concat([night.features for night in nights], how="diagonal_relaxed"),
    )
    counted = found.with_unmatched(unmatched)
    allowed = counted if rules.forced else counted.held_back()
    without = without_doubted(
        models, data, allowed.picks, now, lambda some, tables: _nights(some, tables, now, screened)
    )
    return replace(allowed, without=without)


def _nights(
    models: Sequence[NightModel], data: Dataset, now: dt.datetime, shared: dict[str, ScreenedQuotes]
) -> list[MarketNight]:
    """Return each market's night; those with the same rules share the screened quotes."""
    nights = []
    for model in models:
        experiment = model.experiment
        rules = digest([kind_of(experiment.devig), to_plain(experiment.devig), to_plain(experiment.hygiene)])
        if rules not in shared:
            shared[rules] = screen(experiment, data)
        nights.append(market_night(model, data, now, shared[rules]))
    return nights


def _without_games(models: Sequence[NightModel], data: Dataset, now: dt.datetime) -> Evening:
    """Return a night on which no quoted player's game is to come; the guards are asked all the same."""
    none = pl.DataFrame(schema={**dict.fromkeys(PRICED, pl.Null), "pick_id": pl.String, "taken": pl.Boolean})
    day = league_day(now)
    gone = count_gone(data.prop_lines, [model.market for model in models], day)
    return Evening(
        night=day,
        now=now,
        models=models,
        predictions=none.head(0),
        priced=none,
        reasons=gone,
        quotes=sum(gone.values()),
        guards=asked_without_games(models, data, now),
        features_as_of=last_logged(data),
    )


def statuses(data: Dataset, night: dt.date) -> dict[str, dict[str, list[str]]]:
    """Return who is out, doubtful or questionable tonight, by team and status; empty without reports."""
    names = data.player_games.select("player_id", "player_name").unique("player_id", keep="last")
    told = reported(data, night, "out", "doubtful", "questionable").join(names, on="player_id", how="inner")
    found: dict[str, dict[str, list[str]]] = {}
    for team, status, name in (
        told.sort("team", "player_name").select("team", "status", "player_name").iter_rows()
    ):
        found.setdefault(team, {}).setdefault(status, []).append(name)
    return found
