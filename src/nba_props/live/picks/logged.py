"""The nights that were logged before, as runs of the production phase."""

from __future__ import annotations

from collections.abc import Iterator

from nba_props.live.picks.evening import Evening
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.search import FINISHED, OLDEST, RunRow, both, equals, runs
from nba_props.tracking.store import Store

PHASE = "production"


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
    """Return the runs of the same night with one of its models: the last one's predictions count.

    Raises:
        TrackingError: the store cannot be asked.
    """
    own = {model.run_id for model in evening.models}
    same_night = night_runs(store, equals("tags.night", str(evening.night)))
    return [run.id for run in same_night if own & set(run.tags.get("model_run", "").split(","))]
