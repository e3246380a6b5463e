"""Whether a version was shown to be better than production on the same nights: what `--after-shadow` asks."""

from __future__ import annotations

from nba_props.criteria.judge import BoundCheck
from nba_props.tracking.comparison.search import FINISHED, NEWEST, all_experiments, both, equals, runs
from nba_props.tracking.registry.base import PRODUCTION, Version
from nba_props.tracking.registry.client import RegistryClient, Snapshot

KIND, WATCH = "kind", "watch"
CHAMPION, CHALLENGER = "champion", "challenger"
"""The tags of a watch that name the run in production, and the run that was scored beside it."""
SHADOW_E = "shadow_e"
"""The metric of a watch that is the e-value of the challenger's gain."""
BETTER = 20.0
"""The e-value from which a challenger is better; once in twenty times it is not, however often one looks."""


def after_shadow(client: RegistryClient, version: Version, now: Snapshot) -> BoundCheck:
    """Check that the last watch with the version as challenger found it better than what is in production."""
    held = now.aliases.get(PRODUCTION)
    champion = None if held is None else client.version(version.model, held)
    rule = f"e-value of {BETTER:g} or more"
    if champion is None:
        return BoundCheck("shadow", rule, None, True, "nothing is in production")
    asked = [("tags.kind", WATCH), ("tags.challenger", version.run_id), ("tags.champion", champion.run_id)]
    where = both(FINISHED, *(equals(key, value) for key, value in asked))
    store = client.store
    last = next(runs(store, all_experiments(store), where, NEWEST, page=1), None)
    if last is None:
        reason = (
            f"no watch beside version {champion.version}: nba-props monitor --challenger {version.run_id[:8]}"
        )
        return BoundCheck("shadow", rule, None, False, reason)
    value = last.metrics.get(SHADOW_E)
    passed = value is not None and value >= BETTER
    return BoundCheck("shadow", rule, value, passed, "" if passed else "it is not shown to be better")
