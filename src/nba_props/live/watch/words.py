"""What is watched, in words: what each figure is, and what to do when it raises an alarm."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.live.watch.watch import FEATURE, Watched


@dataclass(frozen=True)
class Words:
    """`title`: what it is; `advice`: what to do on an alarm."""

    title: str
    advice: str


KNOWN = {
    "mae": Words(
        "absolute error of the median",
        "If bias has moved too, begin there. Else look at who plays (reports, lines, inputs), and fit again "
        "on the latest games.",
    ),
    "bias": Words(
        "predicted mean less outcome",
        "The level moved: look for a broken input first. If all are sound, fit again on the latest games, "
        "and promote the new run once it is better.",
    ),
    "log_loss_gap": Words(
        "log loss less that of the no-vig price",
        "The price knows more than it did: make no bets by this model until the cause is known.",
    ),
    "calibration": Words(
        "share of overs less P(over)",
        "Overs come in more or less often than claimed: fit again, so that the calibration has seen the "
        "latest nights.",
    ),
    "confidence": Words(
        "on the favoured side, share of wins less P(win)",
        "The model claims too much: raise --min-value or stake less, until a run is calibrated on the latest "
        "nights.",
    ),
    "coverage_80": Words(
        "share of outcomes within the 80 % interval",
        "Outcomes scatter more or less than they did: fit again; lines far from the median are off the most.",
    ),
    "clv": Words(
        "closing line value of the picks",
        "Prices move against the bets: look at how old quotes are when the bets are made (--quote-age).",
    ),
    "predicted": Words(
        "share of lined player-games that were predicted",
        "Find the nights that were not run, then names that were not matched (nba-props data status).",
    ),
    "lines": Words(
        "share of team-games with a line",
        "Look at the odds' feed: nba-props data status tells what came last, and the credits that are left.",
    ),
    "reports": Words(
        "share of team-games of which a fresh report names somebody",
        "Nobody is known to be out: run nba-props data reports, and make no bets until reports come again.",
    ),
}
INPUT_WORDS = Words(
    "a column of the box scores",
    "A column jumped: look at the source's latest answers, and mend the box scores before the next fit.",
)

FEATURE_WORDS = Words(
    "a feature of the model, by its rank among the values of the run",
    "What the model is given has changed: look at the inputs that the feature is made of, then at how its "
    "block makes it.",
)


def words_of(watched: Watched) -> Words:
    """Return what is known of a thing that is watched."""
    return KNOWN.get(watched.name, FEATURE_WORDS if watched.family == FEATURE else INPUT_WORDS)
