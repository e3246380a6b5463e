"""The generated pages hold all that the code has: options, fields, metrics, commands, what is exported."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from tools.docs import configuration, pages, sweeper
from tools.docs.commands import commands
from tools.docs.docstrings import readable
from tools.docs.fields import Field, fields_of
from tools.docs.markdown import linked, table
from tools.docs.metrics import metrics
from tools.docs.python import python

import nba_props
from nba_props.cli.commands.completion import whole_parser
from nba_props.configuration.options import groups, options
from nba_props.core import component
from nba_props.core.rules import at_least, between, each, one_of, optional, require
from nba_props.evaluation.catalogue import CATALOGUE
from nba_props.experiment import Experiment
from nba_props.tracking import comparison
from tests.conftest import ROOT

CONF = ROOT / "conf"


@cache
def configured() -> dict[str, str]:
    return configuration.configuration()


def group_page(group: str) -> str:
    return configured()[f"reference/configuration/{group}.md"]


def keys(text: str) -> set[str]:
    """The names in the first column of a page's tables."""
    return set(re.findall(r"^\| `([^`]+)` ", text, re.MULTILINE))


class Colour(Enum):
    red = 1
    blue = 2


@dataclass
class Inner:
    depth: int = 3

    def __post_init__(self) -> None:
        require(self, depth=between(1, 5))


@dataclass
class Outer:
    name: str
    colour: Colour = Colour.red
    count: int = 2
    share: float | None = None
    kind: str = "a"
    windows: list[int] = field(default_factory=lambda: [5, 10])
    free: bool = False
    inner: Inner = field(default_factory=Inner)

    def __post_init__(self) -> None:
        require(
            self,
            count=at_least(1),
            share=optional(between(0, 1)),
            kind=one_of(("b", "a")),
            windows=each(at_least(2)),
        )


def test_fields_are_told_with_type_default_and_what_they_must_be() -> None:
    assert fields_of(Outer("x"), {"count": 7}) == [
        Field("name", "text", "", ""),
        Field("colour", "name", "red", "one of red, blue"),
        Field("count", "whole number", "7", "at least 1"),
        Field("share", "number or null", "null", "between 0 and 1"),
        Field("kind", "text", "a", "one of a, b"),
        Field(
            "windows",
            "list of whole number",
            "[5, 10]",
            "a list of at least 1; a list of values each at least 2",
        ),
        Field("free", "true or false", "false", ""),
        Field("inner.depth", "whole number", "3", "between 1 and 5"),
    ]


@pytest.mark.slow
def test_every_group_and_option_has_its_place() -> None:
    for group in groups(CONF):
        headings = re.findall(rf"^## {group}=(\S+)$", group_page(group), re.MULTILINE)
        assert headings == options(CONF, group), group
        assert f"[{group}]({group}.md)" in configured()["reference/configuration/index.md"]


@pytest.mark.slow
def test_every_field_of_every_component_is_in_its_groups_table() -> None:
    for group in (component.groups() & set(groups(CONF))) - set(configuration.WHOLE):
        told = {name.partition(".")[0] for name in keys(group_page(group))}
        for name, kind in component.registered(group).items():
            if group != "features" and kind.__module__.startswith("nba_props."):
                assert {each.name for each in fields(kind)} - told == set(), f"{group}={name}"


def test_keys_of_no_group_are_told_too() -> None:
    told = {name.partition(".")[0] for name in keys(group_page("own"))}
    assert told | set(groups(CONF)) >= {each.name for each in fields(Experiment)}
    assert "| `bets.min_value` | number | `0.02` | at least -1 |" in group_page("own")


def test_every_option_of_the_sweeper_is_told_with_its_keys() -> None:
    (text,) = sweeper.sweeper().values()
    options = {
        (group, name): kind for group in sweeper.GROUPS for name, kind in sweeper.registered(group).items()
    }
    assert {"nba_optuna", "tpe", "grid", "none", "wilcoxon"} <= {name for _, name in options}
    for (group, name), kind in options.items():
        assert f"\n## {group}={name}\n" in text
        assert {each.name for each in fields(kind)} - set(sweeper.NOT_SET) - keys(text) == set()
    assert (
        "| `timeout` | number or null | `null` | Seconds after which no further trial is started. |" in text
    )


def test_a_range_is_what_the_component_says() -> None:
    assert "| `num_leaves` | whole number | `31` | between 2 and 131072 |" in group_page("model")
    assert "| `fraction` | number | `0.25` | above 0 and at most 1 |" in group_page("staking")


def test_every_metric_is_in_the_catalogues_page_with_its_unit() -> None:
    (text,) = metrics().values()
    assert keys(text) == set(CATALOGUE)
    for name, metric in CATALOGUE.items():
        assert f"| `{name}` | {metric.unit.value} |" in text


def verbs(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def test_every_command_verb_and_flag_has_its_place() -> None:
    made = commands()
    for name, parser in verbs(whole_parser()):
        text = made[f"reference/commands/{name}.md"]
        assert text.startswith(f"# nba-props {name}\n")
        assert f"]({name}.md)" in made["reference/commands/index.md"]
        for verb, inner in [(None, parser), *verbs(parser)]:
            assert verb is None or f"\n## nba-props {name} {verb}\n" in text
            flags = {flag for action in inner._actions for flag in action.option_strings} - {"-h", "--help"}
            assert name == "train" or {flag for flag in flags if flag not in text} <= {"-q"}, (name, verb)


def test_the_page_of_a_run_is_its_help() -> None:
    assert (
        "phase=        advanced, calibration, foundation, production"
        in commands()["reference/commands/train.md"]
    )


def test_all_that_the_package_exports_is_on_the_page_of_the_python_interface() -> None:
    (text,) = python().values()
    named = {line.rpartition(".")[2] for line in text.splitlines() if line.startswith("::: ")}
    assert named >= {*nba_props.__all__, *comparison.__all__}


def test_docstrings_are_read_as_they_are_meant() -> None:
    text = "Say.\n\nArgs:\n    y, prediction: outcomes: [n].\n\nExample:\n    >>> 1, 2\n"
    assert readable(text) == (
        "Say.\n\nArgs:\n    y: see `prediction`\n    prediction: outcomes: [n].\n\nExamples:\n    >>> 1, 2\n"
    )


def test_pages_of_the_project_lead_into_the_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    (tmp_path / "NEWS.md").write_text("See [bets](docs/explanations/bets.md#staking).", encoding="utf-8")
    assert pages.of_the_project("NEWS.md") == "See [bets](explanations/bets.md#staking)."


def test_a_cell_ends_neither_column_nor_row_and_empty_columns_are_left_out() -> None:
    assert table(("A", "B", "C"), [("x | y", "", "1\n2")]) == "| A | C |\n| --- | --- |\n| x \\| y | 1 2 |\n"


def test_a_page_that_is_named_becomes_a_link() -> None:
    assert (
        linked("See docs/how-to/data.md.", "reference/configuration") == "See [data](../../how-to/data.md)."
    )
