"""Groups and their options, as folders and files of `conf/`."""

from __future__ import annotations

from pathlib import Path

import omegaconf
from omegaconf import OmegaConf

WIDTH = 78
APART = ("source",)
"""Groups of other commands than an experiment's."""


def groups(conf: Path) -> list[str]:
    """Return the groups, in alphabetical order; those that begin with `_` are parts of other options."""
    return sorted(
        folder.name for folder in conf.iterdir() if folder.is_dir() and not folder.name.startswith("_")
    )


def options(conf: Path, group: str) -> list[str]:
    """Return the options of a group, those of its folders as `folder/option`."""
    folder = conf / group
    return sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.yaml"))


def overview(conf: Path) -> str:
    """Every group of an experiment with its options, wrapped, for the help text."""
    import textwrap

    lines = []
    for group in (name for name in groups(conf) if name not in APART):
        text = ", ".join(options(conf, group))
        lines += textwrap.wrap(text, WIDTH, initial_indent=f"  {group + '=':14}", subsequent_indent=" " * 16)
    return "\n".join(lines)


def register_resolver(conf: Path) -> None:
    """Make `${nba_props.options:}` in a YAML file mean the overview."""
    name = "register_resolver" if omegaconf.__version__ >= "2.4" else "register_new_resolver"
    getattr(OmegaConf, name)("nba_props.options", lambda: overview(conf), replace=True)
