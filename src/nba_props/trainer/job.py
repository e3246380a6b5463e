"""From frames and settings to a job of the pipeline, composed as on the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from omegaconf import OmegaConf

from nba_props.configuration.base import COMPOSING_ERRORS
from nba_props.configuration.build import build
from nba_props.configuration.compose import raw, session, without_hydra
from nba_props.core.component import kind_of
from nba_props.core.rules import require
from nba_props.data.files import Files
from nba_props.data.frames import Frames
from nba_props.errors import ConfigError
from nba_props.experiment import RULES, Experiment
from nba_props.features.matrix import build_matrix
from nba_props.pricing.reference import reference_lines

if TYPE_CHECKING:
    from nba_props.data.frames import Frame
    from nba_props.phase import Phase

LAST_PART = 0.2
"""The share of the dates that a model is judged on where the frame holds one season only."""
_PLAIN = re.compile(r"[\w./-]+")
_PERIOD = ("first_test", "test_season")
"""The settings of a validation that say where its test period begins."""


@dataclass(frozen=True)
class Job:
    """What is to be run: the typed configuration on frames, the same as plain data, and its preset."""

    experiment: Experiment
    config: dict[str, Any]
    frames: Frames
    preset: str | None = None


def make_job(
    tables: Mapping[str, Frame],
    settings: Mapping[str, object],
    overrides: Sequence[str] = (),
    phase: Phase | None = None,
) -> Job:
    """Compose a job.

    Args:
        tables: frames by the names of `data.files`: `game_logs`, `prop_lines`, `positions`, `reports`.
        settings: options of groups and other values by key.
        overrides: words of the command line, which come after the settings.
        phase: where its runs go, whatever the settings say.

    Raises:
        ConfigError: lists every setting that cannot be used.
        DataError: a table is no frame.
    """
    own = {"data": "files"} | {f"data.{name}": name for name in tables}
    words = [word(key, value) for key, value in {**own, **settings}.items()]
    experiment, config = composed([*words, *overrides])
    if not isinstance(experiment.data, Files):
        raise ConfigError(f"data={kind_of(experiment.data)}: the data are the frames that are given")
    frames = Frames.of(experiment.data, tables)
    experiment.data = frames
    if phase is not None:
        experiment.phase, config["phase"] = phase, asdict(phase)
    preset = settings.get("experiment")
    return Job(experiment, config, frames, None if preset is None else str(preset))


def word(key: str, value: object) -> str:
    """A setting as a word of the command line, quoted where Hydra needs it."""
    if value is None:
        return f"{key}=null"
    if isinstance(value, bool):
        return f"{key}={str(value).lower()}"
    if isinstance(value, int | float) or _PLAIN.fullmatch(str(value)):
        return f"{key}={value}"
    if isinstance(value, list | tuple):
        return f"{key}=[{','.join(word('', each)[1:] for each in value)}]"
    text = re.sub(r"(\\*)'", lambda found: found[1] * 2 + r"\'", str(value))
    return f"{key}='{text}'"


def composed(words: Sequence[str]) -> tuple[Experiment, dict[str, Any]]:
    """The experiment that words of the command line describe, and the same as plain data.

    Raises:
        ConfigError: lists everything that is wrong with it.
    """
    from nba_props.configuration.explain import explain

    with session():
        try:
            config = raw(words)
            experiment = build(config)
        except (ConfigError, *COMPOSING_ERRORS) as error:
            raise ConfigError(explain(words, error)) from error
        plain = OmegaConf.to_container(without_hydra(config), resolve=True, enum_to_str=True)
    return experiment, cast(dict[str, Any], plain)


def name_run(job: Job, run_name: str) -> None:
    """Give the job's run a name: the configuration's `run_name`, as it is, whatever characters it has.

    Raises:
        ConfigError: it is blank or too long.
    """
    require(replace(job.experiment, run_name=run_name), run_name=RULES["run_name"])
    job.experiment.run_name = job.config["run_name"] = run_name


def judge_on_last_part(job: Job) -> None:
    """Begin the test period with the last part of the dates, where there is one season and nobody says.

    With several seasons it begins with the last one, as always.
    """
    validation = job.experiment.validation
    if not hasattr(validation, "first_test") or any(getattr(validation, name, None) for name in _PERIOD):
        return
    played = job.frames.data.player_games.filter(pl.col("minutes").is_not_null())
    if played["season"].n_unique() != 1:
        return
    dates = played["date"].unique().sort()
    first = str(dates[int(len(dates) * (1 - LAST_PART))])
    validation.first_test = first
    job.config["validation"]["first_test"] = first


def feature_rows(job: Job) -> pl.DataFrame:
    """The features of every player-game of the job, with its keys, its outcome and its line."""
    experiment, data = job.experiment, job.frames.data
    matrix = build_matrix(data, experiment.market, experiment.blocks, experiment.availability.out(data))
    screened = experiment.hygiene.screen(data.prop_lines, experiment.devig, data.quality.feeds or None)
    lines = reference_lines(screened.quotes, experiment.market.name, experiment.devig)
    rows = matrix.rows.drop(matrix.features, strict=False).hstack(matrix.X)
    known = lines.select("game_id", "player_id", "line")
    keyed = matrix.rows.select("game_id", "player_id").join(
        known, on=["game_id", "player_id"], how="left", maintain_order="left", validate="m:1"
    )
    return rows.with_columns(keyed["line"])
