"""What the run of a job says of its sweep: its tags, its trial, and a duplicate's own light run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nba_props.evaluation import objectives
from nba_props.sweep.trial_context import Member
from nba_props.tracking import job_log as tracked
from nba_props.tracking.base import Artifacts
from nba_props.tracking.run import open_run

if TYPE_CHECKING:
    from nba_props.experiment import Experiment
    from nba_props.pipeline.publish import Result

OF_ERRORS = ("val_", "crps", "priced_mae", "skill_mae", "naive_skill_mae")
"""Metrics that follow from the predictions and their distributions, without probabilities at the lines."""

DUPLICATE_OF = "duplicate_of"
"""The tag of a run that stands for another one with the same job."""


def is_one(member: Member | None) -> bool:
    """Whether a job is one of many that are shown together: a trial, or a point that is confirmed."""
    return member is not None and (member.number is not None or member.confirms is not None)


def identified(config: Mapping[str, Any], member: Member | None) -> Mapping[str, Any]:
    """What identifies a job: its configuration, and for the best of a sweep how many it was chosen from."""
    return config if member is None or member.trials == 1 else {**config, "trials": member.trials}


def chosen_from(member: Member | None) -> int:
    """How many runs a job is the best of, itself included."""
    return 1 if member is None else member.trials


def is_trial(member: Member | None) -> bool:
    """Whether a job is a trial, of which only the objective is asked: its point is judged if it wins."""
    return member is not None and member.number is not None


def spares_bets(member: Member | None, objective: str) -> bool:
    """Whether a job makes no bets: a trial whose objective does not follow from them."""
    return is_trial(member) and not any(name.startswith("betting_") for name in objectives.names(objective))


def spares_calls(member: Member | None, objective: str) -> bool:
    """Whether nobody asks a job for the probabilities at the lines: likewise."""
    return is_trial(member) and all(name.startswith(OF_ERRORS) for name in objectives.names(objective))


def spares_scores(objective: str) -> bool:
    """Whether nobody asks for the score of whole distributions."""
    return "crps" not in objectives.names(objective)


def tags(setup: tracked.Setup, member: Member | None) -> dict[str, str | None]:
    """The tags of a job's run."""
    return setup.tags() | ({} if member is None else member.tags())


def begin(member: Member | None, run_id: str) -> None:
    """Tell the study which run its trial has."""
    if member is not None:
        member.name_run(run_id)


def end(member: Member | None, objective: str, metrics: Mapping[str, float], run_id: str) -> None:
    """Tell the study what came out, as the last thing before the run is FINISHED.

    Raises:
        ConfigError: the run does not have what is optimised.
        LostTrialError: another sweeper has closed the trial.
    """
    if member is not None and is_trial(member):
        member.record(objectives.values(objective, metrics, run_id))


def log_duplicate(experiment: Experiment, setup: tracked.Setup, finished: Result, member: Member) -> None:
    """A light run for a job that is finished already, so that every trial has exactly one child run.

    A winner's run in full, and one that confirms it, need none: they are found under their own names.
    """
    if member.is_winner or member.confirms is not None:
        return
    tracking = replace(experiment.tracking, artifacts=Artifacts.light)
    named = {**tags(setup, member), DUPLICATE_OF: finished.run_id}
    with open_run(tracking, experiment.phase, setup.name, named) as run:
        begin(member, run.id)
        run.params(setup.params())
        run.metrics(finished.metrics)
        end(member, experiment.objective, finished.metrics, run.id)
