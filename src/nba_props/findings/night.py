"""What is known of a night: how old its inputs are, and what is claimed of its bets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NightInputs:
    """What the checks of games to come look at; what is not known is None.

    `night`: the games' day. `last_logged`: the last day with outcomes; `last_quoted`: the last day before the
    night with lines. `quote_age`: minutes since the latest quote, of which `most_age` are allowed; `in_play`:
    how many of the `quotes` are of games that have begun. `silent_teams`: those without an injury report,
    where the model reads reports. `trained_until`: the day before which all that the model learnt from was
    played. `calibrated`: whether its probabilities are. `claimed`: the mean value of tonight's bets;
    `realised`: the most that its own run can be said to have returned, the upper end of the interval.
    `rookies`: players with a bet, or who would have one, with hardly a game behind them.
    """

    night: dt.date
    last_logged: dt.date | None = None
    last_quoted: dt.date | None = None
    quote_age: float | None = None
    most_age: int = 60
    in_play: int = 0
    quotes: int = 0
    silent_teams: Sequence[str] | None = None
    trained_until: dt.date | None = None
    calibrated: bool | None = None
    claimed: float | None = None
    realised: float | None = None
    rookies: Sequence[str] | None = None
