"""Which model a call of the trainer trains: the one that is named, wherever it is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props import NBAPropsMLflowTrainer
from nba_props.core.component import kind_of
from nba_props.errors import ConfigError
from nba_props.notebook.experiments import keys, model_setting
from nba_props.pipeline.job import Job
from nba_props.pipeline.result import Result

CALLS = ("train_model", "train_and_evaluate_walk_forward")
GAMES = pl.DataFrame({"PLAYER_ID": [1]})
PRESET = {"experiment": "phase1/baseline_lightgbm"}


class Asked(NBAPropsMLflowTrainer):
    """A trainer that stops where it would read the data, and says what model it would train."""

    def _run(self, job: Job) -> Result:
        raise LookupError(kind_of(job.experiment.model))


def model_of(call: str, folder: Path, of_trainer: dict[str, Any], **of_call: Any) -> str:
    trainer = Asked(None, "sqlite:///never.db", outputs=folder, **of_trainer)
    with pytest.raises(LookupError) as stopped:
        getattr(trainer, call)(GAMES, **of_call)
    return str(stopped.value.args[0])


@pytest.mark.parametrize(
    ("of_trainer", "of_call", "model"),
    [
        ({"model": "ridge"}, {}, "ridge"),
        (PRESET, {}, "lightgbm"),
        (PRESET, {"model_type": "ewma"}, "ewma"),
        ({"model": "ridge"}, {"overrides": ["model=ewma"]}, "ewma"),
    ],
)
def test_the_model_that_is_named_is_trained(
    tmp_path: Path, of_trainer: dict[str, Any], of_call: dict[str, Any], model: str
) -> None:
    call = CALLS[len(model) % 2]
    assert model_of(call, tmp_path, of_trainer, **of_call) == model


@pytest.mark.parametrize("settings", [{"model": "ridge"}, PRESET])
def test_the_usual_model_is_for_calls_where_nothing_names_one(settings: dict[str, str]) -> None:
    assert (
        model_setting(None, settings, ())
        == model_setting(None, {}, keys(map("=".join, settings.items())))
        == {}
    )
    assert model_setting(None, {"features": "market"}, keys(["model.alpha=2"])) == {"model": "xgboost"}


@pytest.mark.parametrize("call", CALLS)
def test_two_models_in_one_call_are_refused(tmp_path: Path, call: str) -> None:
    with pytest.raises(ConfigError, match=r"^model_type=ridge, model=ewma: name one of them$"):
        model_of(call, tmp_path, {}, model_type="ridge", model="ewma")


def test_settings_of_another_type_are_refused_in_one_line(tmp_path: Path) -> None:
    def refusal(**settings: Any) -> str:
        with pytest.raises(ConfigError) as refused:
            Asked(outputs=tmp_path, tracking_uri="sqlite:///never.db").train_model(GAMES, **settings)
        return str(refused.value)

    assert refusal(overrides="seed=1").startswith("overrides='seed=1': must be a list of texts")
    assert refusal(model_type="ewma", run_name=5) == "run_name=5: must be a text"
    wrong: dict[str, Any] = {"overrides": [3]}
    with pytest.raises(ConfigError, match=r"^overrides=\[3\]: must be a list of texts"):
        NBAPropsMLflowTrainer(**wrong)
