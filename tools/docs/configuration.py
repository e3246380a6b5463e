"""The pages of the configuration: one a group, with every option and field, made from classes and `conf/`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, cast, get_type_hints

from omegaconf import DictConfig, OmegaConf

from nba_props.configuration import options
from nba_props.configuration.place import conf_dir
from nba_props.configuration.session import raw, session
from nba_props.configuration.typed import typed
from nba_props.core.rules import breaches
from nba_props.experiment import RULES, Experiment, Paths
from tools.docs.fields import Field, allowed, default_of, default_text, fields_of, notes_of, type_text
from tools.docs.markdown import block, code, linked, page, summary, table

FOLDER = "reference/configuration"
WHOLE = ("experiment", "search", "debug")
"""Groups whose options change others: their files are shown as they are."""
COMMENT = re.compile(r"^(\w+):[^#]*?\s#\s*(.+)$", re.MULTILINE)
BASE = re.compile(r"^Base of `\w+=` options(?:\.|: )\s*")
"""What a base class says of itself, and no reader of the page needs."""
INDEX = """
A group is a folder of `conf/`, an option a file in it: `model=lightgbm`. A key sets one value of the option
that is chosen: `model.num_leaves=63`. Keys that belong to no group are on [a page of their own](own.md),
those of sweeps [on another](sweeper.md).
"""
LONGEST = 80
"""A default that is longer is shown in its file, below the table."""
REQUIRED = "rows.csv"
"""What is put into a field that has to be given, so that the others can be tried."""


def configuration() -> dict[str, str]:
    """Return the page of each group, of an experiment's own keys, and their index."""
    conf = conf_dir()
    groups = options.groups(conf)
    composed = _compose({group: options.options(conf, group) for group in groups if group not in WHOLE})
    pages = {f"{FOLDER}/{group}.md": _page(conf, group, composed.get(group)) for group in groups}
    return {f"{FOLDER}/index.md": _index(conf, groups), f"{FOLDER}/own.md": _own(), **pages}


def _compose(choices: Mapping[str, list[str]]) -> DictConfig:
    """Return every option as it is composed, at `<group>.<option>`: one composition in place of a hundred."""
    words = [f"+{group}@{group}.{name}={name}" for group, names in choices.items() for name in names]
    words.append(f"+paths.outputs={Paths().outputs}")  # which options refer to
    with session():
        return raw(words, cast(str, None))


def _index(conf: Path, groups: list[str]) -> str:
    rows = [
        (f"[{group}]({group}.md)", ", ".join(code(name) for name in options.options(conf, group)))
        for group in groups
    ]
    said = (
        "A group is a folder of `conf/`, an option a file in it: `model=lightgbm`. Keys set single values: "
    )
    said += "`model.num_leaves=63`. What belongs to no group is on [a page of its own](own.md)."
    return page("Configuration", said, table(("Group", "Options"), rows))


def _page(conf: Path, group: str, composed: DictConfig | None) -> str:
    about = BASE.sub("", summary(get_type_hints(Experiment).get(group)))
    parts = [_option(conf, group, name, composed) for name in options.options(conf, group)]
    said = [part for option in parts for part in option if part != about]
    return linked(page(group, about, *said), FOLDER)


def _option(conf: Path, group: str, name: str, composed: DictConfig | None) -> Iterator[str]:
    text = (conf / group / f"{name}.yaml").read_text(encoding="utf-8")
    yield f"## {group}={name}"
    yield _comment_above(text)
    if composed is None:
        yield block(_without_comment(text), "yaml")
    elif OmegaConf.get_type(composed[name]) is dict:  # a feature set: the class holds what all have in common
        yield block(OmegaConf.to_yaml(composed[name], sort_keys=False), "yaml")
    else:
        yield from _component(composed, name, text)


def _component(options_of: DictConfig, name: str, text: str) -> Iterator[str]:
    node = options_of[name]
    kind = cast(type, OmegaConf.get_type(node))
    plain = cast(dict[str, Any], OmegaConf.to_container(node, resolve=False, enum_to_str=True))
    shown = fields_of(valid(options_of, name), plain)
    yield summary(kind)
    yield key_table(shown, {**notes_of(kind), **dict(COMMENT.findall(text))})
    if any(len(field.default) > LONGEST for field in shown):
        yield block(_without_comment(text), "yaml")


def key_table(fields: list[Field], notes: Mapping[str, str]) -> str:
    """Return the table of an option's keys; `notes` says what some of them are."""
    header = ("Key", "Type", "Default", "Must be", "What")
    rows = [(code(f.name), f.type, _default(f), f.allowed, notes.get(f.name, "")) for f in fields]
    return table(header, rows) if rows else "It has no keys."


def _default(field: Field) -> str:
    return code(field.default) if len(field.default) <= LONGEST else "below"


def valid(options_of: DictConfig, name: str) -> Any:  # noqa: ANN401 - an instance of the option's class
    """Return an option as its class accepts it, with a value in each field that has to be given."""
    problems: list[str] = []
    made = typed(options_of, name, problems)
    for key in (line.partition(":")[0].partition("=")[0] for line in tuple(problems)):
        OmegaConf.update(options_of, key, REQUIRED)
    return typed(options_of, name, problems) if problems else made


def _own() -> str:
    """Return the page of what belongs to no group: an experiment's own keys, and those of bets and quotes."""
    hints = get_type_hints(Experiment)
    inner = {name: hints[name]() for name in ("bets", "hygiene", "paths")}
    parts = [
        f"## {name}\n\n{summary(type(owner))}\n\n{key_table(_named(name, fields_of(owner, {})), {})}"
        for name, owner in inner.items()
    ]
    return page("Keys that belong to no group", key_table(_plain_keys(hints), {}), *parts)


def _named(name: str, fields: list[Field]) -> list[Field]:
    return [replace(field, name=f"{name}.{field.name}") for field in fields]


def _plain_keys(hints: Mapping[str, Any]) -> list[Field]:
    def allowed_in(name: str) -> str:
        rules = {name: RULES[name]} if name in RULES else {}
        return allowed(hints[name], lambda tried: breaches({name: tried}, rules))

    own = (f for f in fields(Experiment) if hints[f.name] in (int, str, bool, str | None))
    return [
        Field(f.name, type_text(hints[f.name]), default_text(default_of(f)), allowed_in(f.name)) for f in own
    ]


def _comment_above(text: str) -> str:
    lines = [line[1:].strip() for line in _head(text) if not line.startswith("# @package")]
    return " ".join(lines)


def _without_comment(text: str) -> str:
    lines = text.splitlines()
    head = [line for line in _head(text) if line.startswith("# @package")]
    return "\n".join([*head, *lines[len(_head(text)) :]])


def _head(text: str) -> list[str]:
    lines = text.splitlines()
    end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]
