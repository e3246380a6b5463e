"""What the run that made a version has to show, and whether it does."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.configuration.criteria import load_criteria, with_known_markets
from nba_props.criteria.base import Criteria
from nba_props.criteria.judge import BoundCheck, Judgement, judge
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client
from nba_props.tracking.registry.base import RegistryError, Version, market_of
from nba_props.tracking.registry.client import RegistryClient
from nba_props.tracking.registry.events import Event, rolled_back

if TYPE_CHECKING:
    from mlflow.entities import Run

FINDING = "finding/"
RESULT = "result.json"


def loaded(criteria: str | Criteria) -> Criteria:
    """Criteria by the name of their option, or as they are.

    Raises:
        ConfigError: there are none of that name, or something is wrong with them.
    """
    return load_criteria(criteria) if isinstance(criteria, str) else with_known_markets(criteria)


def evaluate(client: RegistryClient, version: Version, history: list[Event], criteria: Criteria) -> Judgement:
    """Judge a version by its own run, and by what became of it in production.

    Raises:
        RegistryError: the run is gone.
    """
    run = client.run(version.run_id)
    if run is None or run.info.lifecycle_stage != "active":
        raise RegistryError(
            f"{version.model} version {version.version}: its run {version.run_id} was deleted, "
            "so nothing can be said of it"
        )
    findings = None if criteria.allow_issues else findings_of(client, run)
    found = judge(criteria, market_of(version.model), run.data.metrics, findings)
    return replace(found, checks=(_finished(run), *found.checks, *_came_back(version, history)))


def findings_of(client: RegistryClient, run: Run) -> dict[str, str] | None:
    """Return the status of each finding by its code: from the run's tags, or from its `result.json`."""
    prefix = len(FINDING)
    tags = {key[prefix:]: value for key, value in run.data.tags.items() if key.startswith(FINDING)}
    return tags or _from_file(client, str(run.info.run_id))


def recorded(verdict: Judgement) -> dict[str, object]:
    """Return what the history keeps of a verdict."""
    return {
        "criteria": verdict.criteria,
        "override": not verdict.passed,
        "failed": [check.what for check in verdict.failed],
        "metrics": verdict.metrics,
    }


def _from_file(client: RegistryClient, run_id: str) -> dict[str, str] | None:
    try:
        with mlflow_client.one_line_errors(f"run {run_id}: {RESULT}"), tempfile.TemporaryDirectory() as name:
            path = client.store.client.download_artifacts(run_id, RESULT, name)
            found = json.loads(Path(path).read_bytes())["findings"]
        return {str(finding["code"]): str(finding["status"]) for finding in found} or None
    except (TrackingError, ValueError, KeyError, TypeError):
        return None


def _finished(run: Run) -> BoundCheck:
    ended = run.info.status == "FINISHED"
    return BoundCheck("run", "finished", None, ended, "" if ended else f"it is {run.info.status}")


def _came_back(version: Version, history: list[Event]) -> tuple[BoundCheck, ...]:
    """Return a version that was taken out of production does not go back unasked."""
    event = rolled_back(history).get(version.version)
    if event is None:
        return ()
    reason = f"{event.who} did on {event.when[:10]}: {event.reason}"
    return (BoundCheck("history", "not rolled back", None, False, reason),)
