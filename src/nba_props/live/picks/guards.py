"""The guards of a night: what they are told, and which markets' bets they forbid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from nba_props.availability.reported import heard_of
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.findings.base import Finding, Severity, check_night
from nba_props.findings.evidence import Evidence
from nba_props.findings.night import NightInputs
from nba_props.ledger.uncertainty import highest_roi
from nba_props.live.picks.as_of import not_begun
from nba_props.live.picks.choose import ROOKIE, NightRules
from nba_props.live.picks.frame import games_behind, last_logged, priced_frame
from nba_props.live.picks.model import NightModel
from nba_props.live.picks.night import MarketNight


def guarded(
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
    sound = [night for night in nights if not issues_of(guards[night.model.market])]
    if rules.forced or len(sound) in (0, len(nights)):
        return chosen, guards
    held = chosen.filter(~pl.col("market").is_in([night.model.market for night in sound]))
    alone, asked_again = guarded(sound, choosing, data, rules, now)
    return pl.concat([alone, held]), guards | asked_again


def asked_without_games(
    models: Sequence[NightModel], data: Dataset, now: dt.datetime
) -> dict[str, list[Finding]]:
    """Return what the guards say of each market of a night on which no quoted player's game is to come."""
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
    return guards


def issues_of(findings: Sequence[Finding]) -> list[Finding]:
    """Return what forbids to act on picks."""
    return [each for each in findings if each.raised and each.severity is Severity.ISSUE]


def silent_teams(model: NightModel, data: Dataset, now: dt.datetime) -> list[str] | None:
    """Return the teams of tonight that have not said who is out; None where the model reads no reports."""
    if not model.experiment.availability.needs_reports or data.reports is None:
        return None
    rows = data.player_games.join(not_begun(data, now), on=PLAYER_GAME, how="semi")
    playing = {*rows["team"], *rows["opponent"]}
    told = heard_of(data.reports, data.team_reports).filter(pl.col("date") == league_day(now))
    return sorted(playing - set(told["team"]))


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


def _last_quoted(data: Dataset, day: dt.date) -> dt.date | None:
    """Return the last day before one on which lines are known."""
    quoted = data.prop_lines.filter(pl.col("date") < day)["date"].max()
    return quoted if isinstance(quoted, dt.date) else None


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
