"""The experiments of the four phases: which they are, how they are made, and how they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nba_props.errors import ConfigError, TrackingError, did_you_mean
from nba_props.phase import Phase
from nba_props.tracking import mlflow_client
from nba_props.tracking.comparison.search import all_experiments
from nba_props.tracking.phases import known_phases
from nba_props.tracking.store import Store
from nba_props.tracking.table import TextTable


@dataclass(frozen=True)
class ExperimentSetup:
    """The experiments of the phases: name and id, and which of them were made just now."""

    uri: str
    experiments: Mapping[str, str]
    made: Sequence[str]

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        about = {phase.experiment_name: phase.description for phase in known_phases()}
        rows = [
            [name, number, "made" if name in self.made else "was there", about.get(name, "")]
            for name, number in self.experiments.items()
        ]
        return [TextTable(self.uri, ["experiment", "id", "", "for"], rows)]


def setup(store: Store) -> ExperimentSetup:
    """Make the experiments of all phases with their descriptions and tags; those that are there are updated.

    Raises:
        TrackingError: an experiment was deleted, or the store cannot be written.
    """
    before = set(all_experiments(store).values())
    found = {phase.experiment_name: store.experiment(phase) for phase in known_phases()}
    return ExperimentSetup(store.uri, found, [name for name in found if name not in before])


def find_experiment(store: Store, name: str) -> dict[str, str]:
    """Return the name by the id of one experiment.

    Args:
        store: the store.
        name: of the experiment or of its phase, such as `Phase2_Advanced` or `advanced`.

    Raises:
        ConfigError: there is none of that name.
        TrackingError: it was deleted, or not made yet.
    """
    phases = {phase.name: phase.experiment_name for phase in known_phases()}
    full = phases.get(name, name)
    with mlflow_client.one_line_errors(f"experiment {full}"):
        found = store.client.get_experiment_by_name(full)
    if found is not None and found.lifecycle_stage == "active":
        return {str(found.experiment_id): full}
    if found is not None:
        raise TrackingError(f"experiment {full} was deleted")
    if full in phases.values():
        raise TrackingError(f"experiment {full} has not been made yet; run: nba-props experiments setup")
    names = {*phases, *phases.values(), *all_experiments(store).values()}
    raise ConfigError(f"experiment {name}: there is none; {did_you_mean(name, names, every=True)}")


def phase_experiments(store: Store) -> list[tuple[Phase, dict[str, str]]]:
    """Return the phases that have an experiment, in their order, each with its name by its id."""
    ids = {name: number for number, name in all_experiments(store).items()}
    made = [phase for phase in known_phases() if phase.experiment_name in ids]
    return [(phase, {ids[phase.experiment_name]: phase.experiment_name}) for phase in made]
