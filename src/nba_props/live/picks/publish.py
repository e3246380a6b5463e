"""A night as a run of the production phase, so that the store shows the season."""

from __future__ import annotations

from collections.abc import Sequence

from nba_props.core.keys import PLAYER_GAME
from nba_props.evaluation.formatting import count
from nba_props.findings.render import tags as finding_tags
from nba_props.findings.render import to_dicts
from nba_props.live.picks.evening import Evening
from nba_props.live.picks.logged import PLAYER_GAMES
from nba_props.live.picks.view import inputs
from nba_props.store import Tracking
from nba_props.tracking import environment
from nba_props.tracking.phases import phase_called
from nba_props.tracking.tracker import NBAPropsTracker

EXPERIMENT = "Phase4_Production"
PREDICTIONS, PRICED, PICKS = "night/predictions.parquet", "night/priced.parquet", "night/picks.parquet"
WITHOUT, FEATURES = "night/without.parquet", "night/features.parquet"
REPLACES = "replaces"
"""The tag with the runs of the same night that count no more for the player-games that it predicts."""
TRAINED_UNTIL = "trained_until"
"""The tag with the day of each model before which all that it learnt from was played; empty where unknown."""


def log_night(evening: Evening, tracking: Tracking, earlier: Sequence[str] = ()) -> str:
    """Log a night's predictions, prices and picks, and how old its inputs were; the run's id.

    Args:
        evening: the night.
        tracking: where it is logged.
        earlier: the runs of the same night that it takes the place of.

    Raises:
        TrackingError: the store refuses.
    """
    tracker = NBAPropsTracker.of(tracking, phase_called(EXPERIMENT))
    tags = {**environment.tags(), **night_tags(evening)}
    if earlier:
        tags[REPLACES] = ",".join(earlier)
    with tracker.start_run(f"night {evening.night}", tags):
        tracker.log_metrics(night_metrics(evening))
        tracker.log_artifacts(
            {
                PREDICTIONS: evening.predictions,
                PRICED: evening.priced,
                PICKS: evening.picks,
                WITHOUT: evening.without,
                FEATURES: evening.features,
                "night/inputs.json": inputs(evening),
                "night/findings.json": to_dicts(evening.findings),
                "night/left_out.json": dict(evening.reasons),
            }
        )
        return tracker.run.id


def which_run(evening: Evening, run_id: str, earlier: Sequence[str]) -> str:
    """Return in words which run a night is, and of what it replaces `earlier` ones, oldest first."""
    told = f"run {run_id[:8]} in {EXPERIMENT}"
    if not earlier:
        return told
    more = f" and {count(len(earlier) - 1, 'run')} before it" if len(earlier) > 1 else ""
    predicted = count(evening.predictions.select(PLAYER_GAME).n_unique(), "player-game")
    return f"{told}; it counts for {predicted} of this night, in place of {earlier[-1][:8]}{more}"


def night_tags(evening: Evening) -> dict[str, str]:
    """Return the tags that nights are found by; several markets and versions are apart by commas."""
    return {
        "kind": "night",
        "night": str(evening.night),
        "as_of": evening.now.isoformat(),
        "market": ",".join(model.market for model in evening.models),
        "model_version": ",".join(model.version for model in evening.models),
        "model_run": ",".join(model.run_id for model in evening.models),
        TRAINED_UNTIL: ",".join(str(model.trained_until or "") for model in evening.models),
        "features_as_of": str(evening.features_as_of),
        **finding_tags(evening.findings),
    }


def night_metrics(evening: Evening) -> dict[str, float | None]:
    """Return a night's counts: its quotes, predicted player-games, bets and what they stake."""
    picks = evening.picks
    return {
        "night_quotes": float(evening.quotes),
        PLAYER_GAMES: float(evening.predictions.height),
        "night_bets": float(picks.height),
        "night_staked": float(picks["stake"].sum()) if picks.height else 0.0,
    }
