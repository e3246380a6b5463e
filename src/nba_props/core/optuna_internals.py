"""Private parts of Optuna that this package cannot do without; nothing else may touch any.

Optuna hands a trial to the process that asked for it, and `Study.optimize` alone looks after the trials of
processes that died. A job under a launcher knows no more than its trial's number, and sweepers ask and tell.
Tried with Optuna 4.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Study
    from optuna.storages import BaseStorage, RDBStorage
    from optuna.trial import FrozenTrial, Trial

STUDIES = "SELECT study_name AS name FROM studies ORDER BY study_name"
"""The names of studies in a database, for a shell that does not wait until Optuna is imported."""


def trial_id(trial: Trial | FrozenTrial) -> int:
    """Return a trial's key in its storage, which `record_heartbeat` takes; only its number is public."""
    return trial._trial_id


def trial_id_of(study: Study, number: int) -> int:
    """Return the storage key of the trial with a number, without reading all trials of the study."""
    return study._storage.get_trial_id_from_study_id_trial_number(study._study_id, number)


def storage_of(study: Study) -> BaseStorage:
    """Return the storage of a study, whose own methods are public.

    `Trial.report`, `Trial.set_user_attr` and `Trial.should_prune` exist only on the object that `Study.ask`
    returned.
    """
    return study._storage


def stale_trial_ids(storage: RDBStorage, study: Study) -> set[int]:
    """Return the keys of running trials without a sign of life for the storage's grace period.

    `optuna.storages.fail_stale_trials` would fail them, without queueing their points again.
    """
    return set(storage._get_stale_trial_ids(study._study_id))


def set_user_attr(study: Study, trial: FrozenTrial, key: str, value: Any) -> None:  # noqa: ANN401
    """Note something about a trial of another process; `Trial.set_user_attr` is for one's own."""
    study._storage.set_trial_user_attr(trial._trial_id, key, value)
