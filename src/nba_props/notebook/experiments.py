"""From frames and settings to an experiment, composed as on the command line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from nba_props.configuration.compose import load
from nba_props.core.component import kind_of
from nba_props.core.rules import require
from nba_props.data.dataset import DataSource
from nba_props.data.files import Files
from nba_props.data.frames import Frames
from nba_props.errors import ConfigError
from nba_props.experiment import RULES, Experiment

if TYPE_CHECKING:
    from nba_props.core.frames import Frame
    from nba_props.phase import Phase

USUAL_MODEL = "xgboost"
"""The model of a trainer's call where nothing names one."""
ARGUMENTS = {"prop_lines": "lines"}
"""Table -> what calls name its frame, where that is another word."""
_PLAIN = re.compile(r"[\w./-]+", re.ASCII)


def experiment_on(
    tables: Mapping[str, Frame],
    settings: Mapping[str, object],
    overrides: Sequence[str] = (),
    phase: Phase | None = None,
) -> Experiment:
    """Compose an experiment on frames.

    Args:
        tables: frames by the names of `data.files`: `game_logs`, `prop_lines`, `game_lines`, `positions`,
            `reports`.
        settings: options of groups and other values by key.
        overrides: words of the command line, which come after the settings.
        phase: where its runs go, whatever the settings say.

    Raises:
        ConfigError: lists every setting that cannot be used.
        DataError: a table is no frame.

    Example:
        >>> from nba_props.data.demo import DemoLeague
        >>> league = DemoLeague(seasons=1).load(seed=7)
        >>> tables = {"game_logs": league.player_games, "prop_lines": league.prop_lines}
        >>> found = experiment_on(tables, {"model": "ridge", "market": "points"}, ["model.alpha=2"])
        >>> found.market.name, found.model.alpha
        ('points', 2.0)
    """
    own = {"data": "files"} | {f"data.{name}": name for name in tables}
    words = [word(key, value) for key, value in {**own, **settings}.items()]

    def in_place(data: DataSource) -> Frames:
        if not isinstance(data, Files):
            raise ConfigError(f"data={kind_of(data)}: the data are the frames that are given")
        _no_files(data, {name: name for name in tables})
        return Frames.of(data, tables)

    experiment = load([*words, *overrides], in_place)
    return experiment if phase is None else replace(experiment, phase=phase)


def checked_words(overrides: Sequence[str]) -> list[str]:
    """Return words of the command line as a list of texts.

    Raises:
        ConfigError: they are something else.
    """
    listed = isinstance(overrides, Sequence) and not isinstance(overrides, str)
    if listed and all(isinstance(each, str) for each in overrides):
        return list(overrides)
    raise ConfigError(f"overrides={overrides!r}: must be a list of texts such as ['model.max_depth=6']")


def on_frames(experiment: Experiment, tables: Mapping[str, Frame]) -> Experiment:
    """Return experiment on frames, read with the settings of its `data=files`, or the usual ones without it.

    Raises:
        ConfigError: its `data=files` names a table of which there is no frame.
        DataError: a table is no frame.
    """
    settings = experiment.data if isinstance(experiment.data, Files) else Files(game_logs="game_logs")
    _no_files(settings, {name: getattr(settings, name) for name in tables})
    return replace(experiment, data=Frames.of(settings, tables))


def _no_files(data: Files, own: Mapping[str, object]) -> None:
    """Refuse settings that name files.

    Args:
        data: the settings.
        own: by table of which there is a frame, what they may say of it.

    Raises:
        ConfigError: a line for each table that is named otherwise.
    """
    named = {table: getattr(data, table) for table in data.named}
    problems = [
        f"data.{table}={names}: the data are the frames that are given, and no files are read beside them; "
        + ("leave it out" if table in own else f"give a frame ({ARGUMENTS.get(table, table)}=)")
        for table, names in named.items()
        if names != own.get(table)
    ]
    if problems:
        raise ConfigError(problems)


def word(key: str, value: object) -> str:
    """Return a setting as a word of the command line, quoted where Hydra needs it; a path always is.

    Example:
        >>> word("model.learning_rate", 0.1), word("bets.books", ["a", "b"]), word("run_name", None)
        ('model.learning_rate=0.1', 'bets.books=[a,b]', 'run_name=null')
    """
    value = _plain(value)
    if value is None:
        return f"{key}=null"
    if isinstance(value, bool):
        return f"{key}={str(value).lower()}"
    if isinstance(value, int | float) or (not isinstance(value, PurePath) and _PLAIN.fullmatch(str(value))):
        return f"{key}={value}"
    if isinstance(value, list | tuple):
        return f"{key}=[{','.join(word('', item)[1:] for item in value)}]"
    text = re.sub(r"(\\*)('|\Z)", lambda found: found[1] * 2 + ("\\'" if found[2] else ""), str(value))
    return f"{key}='{text}'"


def _plain(value: object) -> object:
    """Return arrays, numbers of numpy and sets as lists and numbers, and midnights as days."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    to_list = getattr(value, "tolist", None)  # numpy's name for it, of numbers too
    return value if to_list is None else to_list()


def keys(words: Iterable[str]) -> set[str]:
    """Return the keys that words of the command line set."""
    return {each.partition("=")[0] for each in words}


def model_setting(
    model_type: str | None, settings: Mapping[str, object], others: Collection[str]
) -> dict[str, str]:
    """Return the setting that chooses the model of a trainer's call; none where something else names one.

    Args:
        model_type: what the call asks for.
        settings: of the call, by key.
        others: keys of the trainer's settings and of all overrides.

    Raises:
        ConfigError: the call names two models.

    Example:
        >>> model_setting("ridge", {}, ["model"]), model_setting(None, {}, ["model"])
        ({'model': 'ridge'}, {})
        >>> model_setting(None, {}, ["seed"])
        {'model': 'xgboost'}
    """
    if model_type is not None:
        if "model" in settings:
            raise ConfigError(f"model_type={model_type}, model={settings['model']}: name one of them")
        return {"model": model_type}
    return {} if {*settings, *others} & {"model", "experiment"} else {"model": USUAL_MODEL}


def named(experiment: Experiment, run_name: str) -> Experiment:
    """Return the experiment with a name for its run: as it is, whatever characters it has.

    Raises:
        ConfigError: it is no text, blank or too long.
    """
    if not isinstance(run_name, str):
        raise ConfigError(f"run_name={run_name!r}: must be a text")
    found = replace(experiment, run_name=run_name)
    require(found, run_name=RULES["run_name"])
    return found
