"""What is wrong with a YAML file of `conf/`, from what Hydra says about it."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from omegaconf.errors import OmegaConfBaseException
from yaml import MarkedYAMLError

from nba_props.configuration import wording
from nba_props.errors import did_you_mean

COMPOSED_FROM = re.compile(r"In '([^']+)': (?:\w+ raised while composing config:)?\s*(.*)", re.DOTALL)


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
