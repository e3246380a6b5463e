"""What is wrong with a YAML file of `conf/`: what Hydra says about it, and what it never comes to say."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

from omegaconf.errors import OmegaConfBaseException
from yaml import MarkedYAMLError

from nba_props.configuration import wording
from nba_props.errors import ConfigError, did_you_mean

COMPOSED_FROM = re.compile(r"In '([^']+)': (?:\w+ raised while composing config:)?\s*(.*)", re.DOTALL)
MOST_BYTES = 1_000_000
MOST_VALUES = 100_000
"""The most values of one file once every alias stands for what it names."""


def explain(error: BaseException) -> list[str]:
    """Return what composing raised, in one line that names the file where it is known."""
    if isinstance(error, MarkedYAMLError):
        return [_not_yaml(error)]
    found = COMPOSED_FROM.match(str(error))
    if found is None:
        return [wording.first_line(error)]
    reason = error.__context__
    if isinstance(reason, OmegaConfBaseException):
        return [f"{found[1]}.yaml: {_reason(reason)}"]
    return [f"{found[1]}.yaml: {_flat(found[2])}"]


def _reason(error: OmegaConfBaseException) -> str:
    known = [f.name for f in fields(error.object_type)] if is_dataclass(error.object_type) else []
    if wording.is_unknown_key(error) and known:
        return f"{error.full_key}: no such key; {did_you_mean(str(error.key), known)}"
    return wording.wrong_type(wording.hint_of(error.parent_node, str(error.key)), str(error.full_key), error)


def _not_yaml(error: MarkedYAMLError) -> str:
    mark = error.problem_mark
    where = f"{mark.name}, line {mark.line + 1}" if mark is not None else "a configuration file"
    return f"{where}: not valid YAML: {error.problem}"


def _flat(text: str) -> str:
    """Return a message of several lines, search path left out, as one."""
    lines = [line.strip() for line in text.partition("Config search path")[0].splitlines()]
    return " ".join(line for line in lines if line)


def check_growth(folder: Path) -> None:
    """Look at every YAML file below a folder; OmegaConf would copy what each alias names for minutes.

    Raises:
        ConfigError: names the file, what it holds, and what is allowed.
    """
    for path in filter(Path.is_file, sorted(folder.rglob("*.yaml"))):  # an editor's lock is a link to nowhere
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ConfigError(f"{path}: {size:,} bytes; must be at most {MOST_BYTES:,}")
        content = path.read_bytes()
        if b"&" in content and b"*" in content:
            _check_aliases(path, content)


def _check_aliases(path: Path, content: bytes) -> None:
    import yaml

    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
        values = 0 if root is None else _values(root, {})
    except (yaml.YAMLError, RecursionError):
        return  # composing says what is wrong with it
    if values > MOST_VALUES:
        raise ConfigError(f"{path}: {values:.1e} values by its aliases; must be at most {MOST_VALUES:,}")


def _values(node: object, known: dict[int, int]) -> int:
    """Return how many values a node of YAML has, each alias counted as what it names."""
    if id(node) not in known:
        children = getattr(node, "value", None)
        flat = (
            [part for child in children for part in (child if isinstance(child, tuple) else (child,))]
            if isinstance(children, list)
            else []
        )
        known[id(node)] = 1 + sum(map(partial(_values, known=known), flat))
    return known[id(node)]
