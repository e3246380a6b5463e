"""Seeds of samplers, and what of the options is refused."""

from __future__ import annotations

import optuna
import pytest

from nba_props.errors import ConfigError
from nba_props.sweep.samplers import FreshSampler, make_pruner


def points(study: optuna.Study, sampler: FreshSampler, count: int) -> list[float]:
    study.sampler = sampler
    found = []
    for _ in range(count):
        trial = study.ask()
        found.append(trial.suggest_float("x", 0, 1))
        study.tell(trial, found[-1])
    return found


@pytest.mark.parametrize("kind", ["tpe", "random"])
def test_a_sampler_made_again_draws_new_points(kind: str) -> None:
    study = optuna.create_study()
    drawn = [x for _ in range(3) for x in points(study, FreshSampler({"kind": kind, "seed": 3}), 2)]
    assert len(set(drawn)) == 6


def test_the_same_seed_at_the_same_trial_draws_the_same_points() -> None:
    first, second = (points(optuna.create_study(), FreshSampler({"kind": "tpe", "seed": 3}), 4) for _ in "ab")
    assert first == second


def test_without_a_seed_every_sweep_is_another() -> None:
    options = {"kind": "random", "seed": None}
    assert points(optuna.create_study(), FreshSampler(options), 2) != points(
        optuna.create_study(), FreshSampler(options), 2
    )


def test_the_end_of_anothers_trial_uses_up_no_seed() -> None:
    study = optuna.create_study(sampler=FreshSampler({"kind": "random", "seed": 3}))
    orphan = study.ask()
    drawn = orphan.suggest_float("x", 0, 1)
    study.sampler = FreshSampler({"kind": "random", "seed": 3})
    study.tell(orphan, state=optuna.trial.TrialState.FAIL)
    assert study.ask().suggest_float("x", 0, 1) != drawn


def test_samplers_that_share_a_sequence_keep_the_seed() -> None:
    qmc, tpe = (FreshSampler({"kind": kind, "seed": 3}) for kind in ("qmc", "tpe"))
    assert (qmc.seed(8), qmc.seed(9)) == (3, 3)
    assert tpe.seed(8) != tpe.seed(9)


def test_several_objectives_are_refused_by_a_sampler_for_one() -> None:
    with pytest.raises(ConfigError, match="sampler=cmaes: takes one objective only"):
        FreshSampler({"kind": "cmaes", "seed": 1}, several=True)


def test_options_that_optuna_refuses_are_told_with_the_sampler_and_pruner() -> None:
    with pytest.raises(ConfigError, match=r"sampler=tpe: .*unheard_of"):
        FreshSampler({"kind": "tpe", "unheard_of": 1})
    with pytest.raises(ConfigError, match="pruner=wilcoxon: "):
        make_pruner({"kind": "wilcoxon", "p_threshold": 3.0})
