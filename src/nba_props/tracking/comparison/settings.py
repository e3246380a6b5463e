"""In which settings runs differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nba_props.tracking.table import NONE

MOST = 6
"""Settings of a run that are told in one line."""


def settings_that_differ(params: Sequence[Mapping[str, str]]) -> dict[str, list[str | None]]:
    """Return the parameters of runs that are not all the same, by name, a value for each run.

    Of the model's own, which are logged twice, the one with its full name; of the phase its name is enough.
    """
    names = sorted({name for each in params for name in each if not name.startswith("phase.")})
    values = {name: [each.get(name) for each in params] for name in names}
    return {name: v for name, v in values.items() if len(set(v)) > 1 and v != values.get(f"model.{name}")}


def of_one_option(found: Mapping[str, Sequence[str | None]]) -> list[str]:
    """Return the settings (`model.alpha`) that not every run has because runs differ in the option (`model`).

    What is composed of parts, as the blocks of features, is none: its parts are what differs.

    Args:
        found: settings that differ, as `settings_that_differ` returns them.
    """
    options = {name for name in found if "." not in name}
    own = [name for name in found if name.count(".") == 1 and name.partition(".")[0] in options]
    return [name for name in own if None in found[name]]


def in_short(params: Sequence[Mapping[str, str]]) -> list[str]:
    """Return, for each run, the settings in which the runs differ in one line.

    Where an option differs (`model`), what belongs to it (`model.alpha`) is left out. Choices come first.
    """
    found = settings_that_differ(params)
    options = {name for name in found if "." not in name}
    told = [name for name in found if name in options or name.partition(".")[0] not in options]
    told.sort(key=lambda name: name not in options)
    return [_line({name: found[name][run] for name in told}) for run in range(len(params))]


def _line(values: Mapping[str, str | None]) -> str:
    shown = [f"{name}={NONE if value is None else value}" for name, value in values.items()]
    more = [f"{len(shown) - MOST} more"] if len(shown) > MOST else []
    return ", ".join([*shown[:MOST], *more])
