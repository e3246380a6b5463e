"""What is shown of a night: each pick in words, and why there is no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from nba_props.evaluation.formatting import DASH, count, percent, share
from nba_props.live.picks.choose import NO_TIP_OFF
from nba_props.live.picks.evening import HELD_BACK, Evening
from nba_props.pricing.odds import decimal_to_american

NEWS = ("out", "doubtful", "questionable")
TELLS_TIP_OFF = "a column tip_off of the lines, or the store's schedule, would tell when they begin"


class Odds(StrEnum):
    """How prices are written."""

    american = "american"
    decimal = "decimal"


@dataclass(frozen=True)
class PickLine:
    """A pick in words, as the terminal and the page show it."""

    player: str
    game: str
    tip_off: str
    bet: str
    price: str
    range: str
    p: str
    novig: str
    value: str
    stake: str
    age: str
    news: str
    without: str


def pick_lines(evening: Evening, odds: Odds) -> list[PickLine]:
    """Return the picks in words, most value first."""
    without = {row["pick_id"]: row for row in evening.without.iter_rows(named=True)}
    return [
        _line(row, evening, odds, without.get(row["pick_id"])) for row in evening.picks.iter_rows(named=True)
    ]


def _line(
    row: Mapping[str, Any], evening: Evening, odds: Odds, without: Mapping[str, Any] | None
) -> PickLine:
    return PickLine(
        player=row["player_name"],
        game=f"{row['team']} {'v' if row['home'] else 'at'} {row['opponent']}",
        tip_off=local(row["tip_off"]),
        bet=f"{row['market']} {row['side']} {row['line']:g}",
        price=f"{price(row['price'], odds)} {row['book']}",
        range=f"median {row['median']:g} ({row['q10']:g} to {row['q90']:g})",
        p=share(row["p"]),
        novig=DASH if row["novig"] is None else share(row["novig"]),
        value=percent(row["value"]),
        stake=f"{row['stake']:.2f}",
        age=age(evening.now - row["quoted_at"]),
        news=news(evening.statuses.get(row["team"], {}), row["player_name"]),
        without="" if without is None else said_without(without),
    )


def said_without(without: Mapping[str, Any]) -> str:
    """Return what a bet would be worth without team-mates in doubt, in words."""
    if without["p"] is None or without["value"] is None:
        return f"without {without['absent']}: not known"
    return f"without {without['absent']}: p {share(without['p'])}, value {percent(without['value'])}"


def pick_table(evening: Evening) -> pl.DataFrame:
    """Return the picks with what they would be worth without team-mates in doubt; null where nobody is.

    Returns:
        The columns of the picks, `absent`, `p_without`, `value_without` and `without`, the same in words.
    """
    said = [said_without(row) for row in evening.without.iter_rows(named=True)]
    doubted = evening.without.select("pick_id", "absent", p_without="p", value_without="value")
    told = doubted.with_columns(without=pl.Series(said, dtype=pl.String))
    return evening.picks.join(told, on="pick_id", how="left", maintain_order="left")


def price(decimal: float, odds: Odds) -> str:
    """Return a price as it is asked for: `+150`, or `2.500`."""
    if odds is Odds.american:
        return f"{float(decimal_to_american(decimal)):+.0f}"
    return f"{decimal:.3f}"


def local(moment: dt.datetime | None) -> str:
    """Return a tip-off as the clock on the wall shows it, with its zone; a dash where it is not known."""
    return DASH if moment is None else moment.astimezone().strftime("%H:%M %Z")


def age(since: dt.timedelta) -> str:
    """Return how old something is, in minutes or hours."""
    minutes = since.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"


def news(statuses: Mapping[str, Sequence[str]], player: str) -> str:
    """Return what reports say of a player, and who else of his team is out or doubtful.

    Returns:
        Such as `himself doubtful; out: A, B; questionable: C`.
    """
    own = [f"himself {status}" for status in NEWS if player in statuses.get(status, ())]
    others = {status: [name for name in statuses.get(status, ()) if name != player] for status in NEWS}
    return "; ".join([*own, *(f"{status}: {', '.join(names)}" for status, names in others.items() if names)])


def summary(evening: Evening) -> str:
    """Return what became of the quotes: `312 quotes: 290 below min_value, 14 suspect, 8 taken`."""
    taken = {"taken": evening.picks.height} if evening.picks.height else {}
    parts = ", ".join(f"{number:,} {reason}" for reason, number in {**evening.reasons, **taken}.items())
    return f"{count(evening.quotes, 'quote')}: {parts}" if parts else count(evening.quotes, "quote")


def headline(evening: Evening) -> str:
    """Return how many bets there are, or why there is none."""
    picks = evening.picks
    if picks.height:
        staked = picks["stake"].sum()
        told = f"{count(picks.height, 'bet')} tonight, {staked:.2f} of {picks['bankroll'][0]:.2f} at stake"
        told += f", beside {in_ledger(evening)}" if evening.standing.height else ""
        return told + _none_on(evening)
    if not evening.predictions.height:
        told = "No bet tonight: no quoted player has a game that has surely not begun"
        return f"{told}; {TELLS_TIP_OFF}" if NO_TIP_OFF in evening.reasons else told
    codes = ", ".join(sorted({finding.code for finding in evening.issues}))
    if any(reason.startswith(HELD_BACK) for reason in evening.reasons):
        return f"No bet tonight: {codes} must be settled first (--force shows the bets all the same)"
    if evening.standing.height:
        return f"No further bet tonight, beside {in_ledger(evening)}"
    first = next(iter(evening.reasons), "no quote")
    return f"No bet tonight: of {count(evening.quotes, 'quote')} none is good enough, most are {first}"


def _none_on(evening: Evening) -> str:
    """Return which markets' bets the guards hold back beside others: `; none on points (NBP033)`."""
    bet_on = set(evening.picks["market"])
    held = [f"{market} ({codes})" for market, codes in evening.held_markets.items() if market not in bet_on]
    return f"; none on {', '.join(held)}" if held else ""


def in_ledger(evening: Evening) -> str:
    """Return which bets of the night were made before: `3 in the ledger (12.50)`."""
    return f"{evening.standing.height} in the ledger ({evening.standing['stake'].sum():.2f})"


def inputs(evening: Evening) -> dict[str, str]:
    """Return how old the inputs of a night are, by name."""
    quoted = evening.priced["quoted_at"].max() if evening.priced.height else None
    models = ", ".join(f"{model.market} {model.version} ({model.run_id[:8]})" for model in evening.models)
    trained = [str(model.trained_until) for model in evening.models if model.trained_until]
    known = {
        "night": str(evening.night),
        "as of": evening.now.strftime("%Y-%m-%d %H:%M UTC"),
        "models": models,
        "trained on games before": min(trained, default=""),
        "logs up to": str(evening.features_as_of or ""),
        "latest quote": age(evening.now - quoted) if isinstance(quoted, dt.datetime) else "",
    }
    return {name: value for name, value in known.items() if value}
