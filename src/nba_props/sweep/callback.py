"""A Hydra callback that gives a plain multirun a run of its own, of which its jobs' runs are children.

The sweeper for Optuna does so by itself. Hydra makes the callback at every start, so it imports lazily.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hydra.experimental.callback import Callback

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from nba_props.sweep.sweep_run import Parent

_open: list[Parent] = []
"""The run of the multirun that is going on."""


class SweepRun(Callback):
    """Opens the run of a multirun and hands its id to every job as an override, whatever launches them."""

    def on_multirun_start(self, config: DictConfig, **_: Any) -> None:  # noqa: ANN401
        """See Hydra."""
        if not str(config.hydra.sweeper._target_).endswith(".BasicSweeper"):
            return
        from hydra.core.override_parser.overrides_parser import OverridesParser
        from omegaconf import read_write

        from nba_props.core.process import this_process
        from nba_props.sweep.sweep_tracker import open_parent
        from nba_props.sweep.trial_context import as_word

        name = f"multirun-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        words = OverridesParser.create().parse_overrides(list(config.hydra.overrides.task))
        swept = {
            each.get_key_element(): each.get_value_string() for each in words if each.is_sweep_override()
        }
        parent = open_parent(config, name, swept, {"sampler": "every combination"})
        if parent is not None:
            _open.append(parent)
            with read_write(config.hydra.overrides):
                config.hydra.overrides.task.append(
                    as_word(parent=parent.id, home=str(Path.cwd()), sweeper=str(this_process()))
                )

    def on_multirun_end(self, config: DictConfig, **_: Any) -> None:  # noqa: ANN401
        """See Hydra."""
        close(config.get("objective"))


def close(objective: str | None = None, error: BaseException | None = None) -> None:
    """End the run of the multirun, if one is open: with its best job, or with why it broke off."""
    if not _open:
        return
    from nba_props.sweep.summary import best_child
    from nba_props.tracking.run import reason_of

    parent = _open.pop()
    if error is not None:
        killed = not isinstance(error, Exception)
        parent.end("KILLED" if killed else "FAILED", reason_of(error))
        return
    children = parent.children()
    parent.run.metrics({"trials_done": len(children)}, step=len(children))
    best = best_child(children, objective) if objective else None
    if best is not None:
        parent.run.metrics({"best_value": best.value}, step=len(children))
        parent.run.tags({"best_run": best.run_id})
    parent.end("FINISHED")
