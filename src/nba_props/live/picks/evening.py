"""A whole night: all markets predicted, bets chosen over them together, and every guard asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import polars as pl

from nba_props.availability.reported import heard_of
from nba_props.core.component import kind_of, to_plain
from nba_props.core.fingerprint import digest
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.data.played import on_court
from nba_props.findings.base import Finding, Severity, check_night
from nba_props.findings.evidence import Evidence
from nba_props.findings.night import NightInputs
from nba_props.ledger.uncertainty import highest_roi
from nba_props.live.picks.as_of import as_of, not_begun, reported
from nba_props.live.picks.choose import (
    ROOKIE,
    UNMATCHED,
    NightRules,
    by_number,
    choose,
    count_gone,
    count_unmatched,
    left_out,
)
from nba_props.live.picks.frame import PRICED, last_logged, priced_frame
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
        codes = {market: sorted({each.code for each in _issues(of)}) for market, of in self.guards.items()}
        return {market: ", ".join(found) for market, found in codes.items() if found}

    @property
    def picks(self) -> pl.DataFrame:
        """The bets, most value first."""
        return self.priced.filter("taken")

    @property
    def issues(self) -> list[Finding]:
        """What forbids to act on the picks of a market."""
        return _issues(self.findings)


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
    chosen, guards = _guarded(nights, choosing, data, rules, now)
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


def _guarded(
    nights: Sequence[MarketNight],
    choosing: Callable[[Sequence[MarketNight]], pl.DataFrame],
    data: Dataset,
    rules: NightRules,
    now: dt.datetime,
) -> tuple[pl.DataFrame, dict[str, list[Finding]]]:
    """Return the candidates with those that are chosen, and what the guards say of each market.

    Where guards forbid the bets of some markets, those of the others are chosen as if they were alone.
    """
    chosen = choosing(nights)
    guards = _asked_all(nights, priced_frame(chosen, nights, data), data, rules, now)
    sound = [night for night in nights if not _issues(guards[night.model.market])]
    if rules.forced or len(sound) in (0, len(nights)):
        return chosen, guards
    held = chosen.filter(~pl.col("market").is_in([night.model.market for night in sound]))
    alone, asked_again = _guarded(sound, choosing, data, rules, now)
    return pl.concat([alone, held]), guards | asked_again


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
    logged, day = last_logged(data), league_day(now)
    guards = {}
    for model in models:
        known = NightInputs(
            night=day,
            last_logged=logged,
            last_quoted=_last_quoted(data, day),
            trained_until=model.trained_until,
        )
        guards[model.market] = _asked(model, known)
    gone = count_gone(data.prop_lines, guards, day)
    return Evening(
        day, now, models, none.head(0), none, gone, sum(gone.values()), guards, features_as_of=logged
    )


def games_behind(data: Dataset) -> pl.DataFrame:
    """Return how many games each player has behind him: `player_id`, `games`."""
    played = data.player_games.filter(on_court(data.player_games))
    return played.group_by("player_id").agg(pl.len().alias("games"))


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


def _asked_all(
    nights: Sequence[MarketNight], priced: pl.DataFrame, data: Dataset, rules: NightRules, now: dt.datetime
) -> dict[str, list[Finding]]:
    """Return what the guards say of each market."""
    found = {}
    for night in nights:
        own = priced.filter(pl.col("market") == night.model.market)
        found[night.model.market] = _asked(night.model, _inputs(night, own, data, rules, now))
    return found


def _asked(model: NightModel, known: NightInputs) -> list[Finding]:
    """Return what the guards say of a model's night."""
    evidence = Evidence(metrics=model.metrics, lineup_label=None, market=model.market, night=known)
    return check_night(evidence)


def _issues(findings: Sequence[Finding]) -> list[Finding]:
    """Return what forbids to act on picks."""
    return [each for each in findings if each.raised and each.severity is Severity.ISSUE]


def _last_quoted(data: Dataset, day: dt.date) -> dt.date | None:
    """Return the last day before one on which lines are known."""
    quoted = data.prop_lines.filter(pl.col("date") < day)["date"].max()
    return quoted if isinstance(quoted, dt.date) else None


def _inputs(
    night: MarketNight, priced: pl.DataFrame, data: Dataset, rules: NightRules, now: dt.datetime
) -> NightInputs:
    model, quotes, day = night.model, night.quotes, league_day(now)
    latest = quotes["quoted_at"].max()
    age = (now - latest).total_seconds() / 60 if isinstance(latest, dt.datetime) else None
    return NightInputs(
        night=day,
        last_logged=last_logged(data),
        last_quoted=_last_quoted(data, day),
        quote_age=age,
        most_age=rules.quote_age,
        quotes=quotes.height,
        in_play=quotes.filter("begun", pl.col("tip_off").is_not_null()).height,
        silent_teams=silent_teams(model, data, now),
        trained_until=model.trained_until,
        calibrated=model.bundle.lines is not None,
        claimed=_claimed(priced),
        realised=highest_roi(model.metrics),
        rookies=_rookies(priced, data, rules.least_games),
    )


def silent_teams(model: NightModel, data: Dataset, now: dt.datetime) -> list[str] | None:
    """Return the teams of tonight that have not said who is out; None where the model reads no reports."""
    if not model.experiment.availability.needs_reports or data.reports is None:
        return None
    rows = data.player_games.join(not_begun(data, now), on=PLAYER_GAME, how="semi")
    playing = {*rows["team"], *rows["opponent"]}
    told = heard_of(data.reports, data.team_reports).filter(pl.col("date") == league_day(now))
    return sorted(playing - set(told["team"]))


def _claimed(priced: pl.DataFrame) -> float | None:
    """Return the mean value of the bets, weighted by stake; None without bets."""
    picks = priced.filter("taken")
    if picks.is_empty():
        return None
    return float(np.average(picks["value"].to_numpy(), weights=picks["stake"].to_numpy()))


def _rookies(priced: pl.DataFrame, data: Dataset, least: int) -> list[str]:
    """Return the players with a bet, or with one that is left out for it, who have too few games."""
    behind = priced.join(games_behind(data), on="player_id", how="left").filter(
        pl.col("games").fill_null(0) < least, pl.col("taken") | (pl.col("reason") == ROOKIE)
    )
    return sorted(set(behind["player_name"]))
