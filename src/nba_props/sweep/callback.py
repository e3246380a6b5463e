"""A Hydra callback that gives a plain multirun a run of its own, of which its jobs' runs are children.

The sweeper for Optuna does so by itself. Hydra makes the callback at every start, so it imports lazily.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hydra.experimental.callback import Callback

if TYPE_CHECKING:
    from mlflow.entities import Run
    from omegaconf import DictConfig

    from nba_props.sweep.sweep_run import SweepRun


@dataclass(frozen=True)
class Multirun:
    """A multirun that is going on: its run, and the keys that it has several values of."""

    run: SweepRun
    swept: Collection[str]


_open: list[Multirun] = []
"""The multirun that is going on."""


class MultirunCallback(Callback):
    """Opens the run of a multirun and hands its id to every job as an override, whatever launches them."""

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:  # noqa: ANN401
        """See Hydra."""
        if not str(config.hydra.sweeper._target_).endswith(".BasicSweeper"):
            return
        from hydra.core.override_parser.overrides_parser import OverridesParser
        from omegaconf import read_write

        from nba_props.core.process import this_process
        from nba_props.sweep.sweep_tracker import open_sweep_run
        from nba_props.sweep.trial_context import as_word, hide_places

        name = f"multirun-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        overrides = OverridesParser.create().parse_overrides(list(config.hydra.overrides.task))
        swept = {
            override.get_key_element(): override.get_value_string()
            for override in overrides
            if override.is_sweep_override()
        }
        sweep_run = open_sweep_run(config, name, swept, {"sampler": "every combination"})
        if sweep_run is not None:
            _open.append(Multirun(sweep_run, swept))
            hide_places(str(config.hydra.launcher._target_))
            with read_write(config.hydra.overrides):
                config.hydra.overrides.task.append(
                    as_word(parent=sweep_run.id, home=str(Path.cwd()), sweeper=str(this_process()))
                )

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:  # noqa: ANN401
        """See Hydra."""
        close(config.get("objective"))


def close(objective: str | None = None, error: BaseException | None = None) -> None:
    """End the run of the multirun, if one is open: with its best job, or with why it broke off."""
    if not _open:
        return
    from nba_props.sweep.summary import best_child, markets
    from nba_props.tracking.run import reason_of

    multirun = _open.pop()
    sweep_run = multirun.run
    if error is not None:
        killed = not isinstance(error, Exception)
        sweep_run.end("KILLED" if killed else "FAILED", reason_of(error))
        return
    children = sweep_run.children()
    sweep_run.run.metrics({"trials_done": len(children)}, step=len(children))
    best = best_child(children, objective) if objective else None
    if best is not None:
        sweep_run.run.metrics({"best_value": best.value}, step=len(children))
        sweep_run.run.tags({"best_run": best.run_id})
    sweep_run.run.tags({"market": markets(children)})
    sweep_run.end("FINISHED")
    if objective:
        _show(children, multirun.swept, objective)


def _show(jobs: Sequence[Run], swept: Collection[str], objective: str) -> None:
    """Print all jobs side by side."""
    import shutil

    from nba_props.configuration.options import groups
    from nba_props.configuration.place import conf_dir
    from nba_props.core.console import plain_console
    from nba_props.sweep.multirun_table import jobs_table
    from nba_props.tracking.table import as_text

    table = jobs_table(jobs, swept, groups(conf_dir()), objective)
    text = as_text([table], shutil.get_terminal_size((80, 24)).columns)
    plain_console(highlight=False, soft_wrap=True).print(f"\n{text}")
