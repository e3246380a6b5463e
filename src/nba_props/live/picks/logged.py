"""The nights that were logged before, as runs of the production phase."""

from __future__ import annotations

from collections.abc import Iterator

from nba_props.live.picks.evening import Evening
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.search import FINISHED, OLDEST, RunRow, both, equals, runs
from nba_props.tracking.store import Store

PHASE = "production"
PLAYER_GAMES = "night_player_games"
"""The metric of a night that says how many it predicted."""


def night_runs(store: Store, *conditions: str) -> Iterator[RunRow]:
    """Yield the nights of all models, the oldest first.

    Raises:
        TrackingError: the store cannot be asked.
    """
    places = {
        key: name
        for phase, made in phase_experiments(store)
        if phase.name == PHASE
        for key, name in made.items()
    }
    if places:
        yield from runs(store, places, both(FINISHED, equals("tags.kind", "night"), *conditions), OLDEST)


def earlier_runs(store: Store, evening: Evening) -> list[str]:
    """Return the runs of the same night with one of its models: of each player-game the last one counts.

    Where it predicted nothing, as after the last tip-off, it takes no place; nor is there one of a run that
    predicted nothing.

    Raises:
        TrackingError: the store cannot be asked.
    """
    if evening.predictions.is_empty():
        return []
    own = {model.run_id for model in evening.models}
    same_night = night_runs(store, equals("tags.night", str(evening.night)))
    predicting = (run for run in same_night if run.metrics.get(PLAYER_GAMES) != 0)
    return [run.id for run in predicting if own & set(run.tags.get("model_run", "").split(","))]
