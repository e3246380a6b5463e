"""A job as one trial of a sweep: what the sweeper told it through Hydra, and what it tells the study.

A task that is no experiment of this package can use it as well: `current()` is None outside a sweep.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from nba_props.errors import NBAPropsError
from nba_props.sweep.storage import open_storage

if TYPE_CHECKING:
    from optuna import Study

PARENT = "NBA_PROPS_PARENT_RUN"
"""The entry of `hydra.job.env_set` that holds the id of the sweep's run."""


class Pruned(NBAPropsError):  # noqa: N818 - not an error of anybody's: the sweeper breaks a trial off
    """The trial is not worth going on with; the sweeper notes it as PRUNED."""


@dataclass(frozen=True)
class Member:
    """The place of a job in a sweep.

    `parent` is the MLflow run of the sweep. `number` is the trial's; both are None in a plain multirun that
    logs no parent. `study` and `storage` say where the trial is kept, `pruner` what breaks it off.
    """

    parent: str | None = None
    number: int | None = None
    study: str = ""
    storage: str = ""
    pruner: dict[str, Any] = field(default_factory=dict)

    @property
    def prunes(self) -> bool:
        """Whether the trial can be broken off, so that values along the way are of use."""
        return self.number is not None and self.pruner.get("kind", "none") != "none"

    @property
    def averages(self) -> bool:
        """Whether the pruner compares running means; otherwise it wants the value of each step alone."""
        return self.pruner.get("kind") != "wilcoxon"

    def report(self, value: float, step: int) -> None:
        """Tell a value along the way.

        Raises:
            Pruned: the trial is not worth going on with.
        """
        if not self.prunes:
            return
        study = self._study()
        if len(study.directions) > 1:
            return
        trial_id = self._trial_id(study)
        study._storage.set_trial_intermediate_value(trial_id, step, float(value))
        if study.pruner.prune(study, study._storage.get_trial(trial_id)):
            raise Pruned(f"pruned at step {step}: {float(value):.6g}")

    def record(self, values: Sequence[float], run_id: str | None = None) -> None:
        """Keep the result in the study, so that it is not lost if the sweeper dies before it hears of it."""
        if self.number is None:
            return
        from nba_props.sweep.study import RESULT, RUN_ID

        study = self._study()
        self._set(study, RUN_ID, run_id)
        self._set(study, RESULT, list(values))

    def name_run(self, run_id: str) -> None:
        """Note which run is the trial's."""
        if self.number is not None:
            from nba_props.sweep.study import RUN_ID

            self._set(self._study(), RUN_ID, run_id)

    def _set(self, study: Study, key: str, value: object) -> None:
        study._storage.set_trial_user_attr(self._trial_id(study), key, value)

    def _study(self) -> Study:
        return _study(self.storage, self.study, json.dumps(self.pruner, sort_keys=True))

    def _trial_id(self, study: Study) -> int:
        return study._storage.get_trial_id_from_study_id_trial_number(study._study_id, cast(int, self.number))


@lru_cache(maxsize=4)
def _study(storage: str, name: str, pruner: str) -> Study:
    import optuna

    from nba_props.sweep.samplers import make_pruner

    return optuna.load_study(
        study_name=name,
        storage=open_storage(storage),
        sampler=optuna.samplers.RandomSampler(),
        pruner=make_pruner(json.loads(pruner)),
    )


def current() -> Member | None:
    """The place of the job that Hydra is running in its sweep; None when it is no part of one."""
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf

    if not HydraConfig.initialized():
        return None
    node = HydraConfig.get()
    parent = node.job.env_set.get(PARENT)
    sweeper = OmegaConf.to_container(node.sweeper, resolve=True)
    if not isinstance(sweeper, dict) or sweeper.get("trial") is None:
        return Member(parent) if parent else None
    return Member(
        parent,
        int(sweeper["trial"]),
        str(sweeper["study_name"]),
        str(sweeper["storage"]),
        dict(sweeper.get("pruner") or {}),
    )
