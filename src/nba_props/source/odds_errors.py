"""Errors of The Odds API -> what they mean to a person."""

from __future__ import annotations

import json

from nba_props.source.http import Answer

GONE = "EVENT_NOT_FOUND"
MEANING = {
    "MISSING_KEY": "the key in ODDS_API_KEY did not arrive",
    "INVALID_KEY": "the key in ODDS_API_KEY is not accepted",
    "DEACTIVATED_KEY": "the key in ODDS_API_KEY was deactivated",
    "OUT_OF_USAGE_CREDITS": "the credits of ODDS_API_KEY are used up",
    "HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN": "earlier prices need a paid plan",
    GONE: "the event is gone; mostly its game is over",
    "INVALID_MARKET": "does not know a market",
    "INVALID_REGION": "does not know a region",
    "INVALID_BOOKMAKERS": "does not know a bookmaker",
    "EXCEEDED_FREQ_LIMIT": "was asked too fast",
}
LONGEST = 160
"""Characters of the source's own message that are told."""


def explained(answer: Answer) -> tuple[str, str] | None:
    """Return what an error means and its code; None where it has no code."""
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    code = found.get("error_code") if isinstance(found, dict) else None
    if not isinstance(code, str):
        return None
    message = str(found.get("message") or "")[:LONGEST].rstrip(". ")
    said = f"{code}: {message}" if message else code
    return f"{MEANING.get(code, f'answers with HTTP {answer.status}')} ({said})", code
