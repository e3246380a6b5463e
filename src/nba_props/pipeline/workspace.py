"""Where a computation keeps what the next one may need, and how it says what it is doing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nba_props.core.cache import cached
from nba_props.core.component import classes, kinds
from nba_props.core.fingerprint import digest, source_hash, source_outside
from nba_props.core.memo import memoized
from nba_props.core.timing import StageTimer
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix
from nba_props.pipeline.job import COMPUTING
from nba_props.validation.predictions import FoldResult, Predictions
from nba_props.validation.progress import progress


class Workspace:
    """Keeps nothing, times nothing and is silent: what a computation needs for itself."""

    def stage(self, name: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """Surround a stage of the computation."""
        return nullcontext()

    def say(self, text: str) -> None:
        """Tell a line of progress."""

    def progress(self, n_folds: int) -> AbstractContextManager[Callable[[FoldResult], None]]:  # noqa: ARG002
        """Return a function to call with each fold's result."""
        return nullcontext(lambda result: None)  # noqa: ARG005

    def matrix(self, experiment: Experiment, build: Callable[[], Matrix]) -> Matrix:  # noqa: ARG002
        """Return the design matrix that `build` makes."""
        return build()

    def predictions(
        self,
        experiment: Experiment,  # noqa: ARG002
        matrix: Matrix,  # noqa: ARG002
        walk: Callable[[], Predictions],
    ) -> Predictions:
        """Return the out-of-fold predictions that `walk` makes."""
        return walk()


@dataclass(frozen=True)
class CachedWorkspace(Workspace):
    """Keeps matrices in a folder and, for jobs that share a process, in memory too; times the stages.

    `fingerprint` is that of the data. With `shares_predictions` jobs that share a process share the last
    predictions, where it is not the model that they differ in: then nobody hears of their folds.
    """

    folder: Path
    fingerprint: str
    timer: StageTimer
    shares_predictions: bool = False

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Time a stage."""
        return self.timer.stage(name)

    def say(self, text: str) -> None:
        """Log a line of progress with the time."""
        self.timer.say(text)

    def progress(self, n_folds: int) -> AbstractContextManager[Callable[[FoldResult], None]]:
        """Show each fold on the terminal."""
        return progress(n_folds, self.timer.say)

    def matrix(self, experiment: Experiment, build: Callable[[], Matrix]) -> Matrix:
        """Return the matrix of the memory or of the folder, where either has it."""
        key = design_key(experiment, self.fingerprint)

        def frames() -> dict[str, Any]:
            built = build()
            return {"rows": built.rows, "X": built.X}

        return memoized("matrix", key, lambda: Matrix(**cached(self.folder, key, frames), key=key))

    def predictions(
        self, experiment: Experiment, matrix: Matrix, walk: Callable[[], Predictions]
    ) -> Predictions:
        """Return the predictions of the job before, where they are the same and shared."""
        if not self.shares_predictions:
            return walk()
        parts = (experiment.model, experiment.validation, experiment.features.selection)
        settings = [[kinds(part), asdict(part)] for part in parts]
        levels = list(experiment.distribution.quantile_levels)
        code = [source_outside(cls for part in parts for cls in classes(part)), source_hash(*COMPUTING)]
        return memoized("predictions", [matrix.key, settings, experiment.seed, levels, code], walk)


MAKING = (
    "availability",
    "core/by_date.py",
    "core/frames.py",
    "core/logistic.py",
    "core/wording.py",
    "data",
    "features",
    "ledger/columns.py",
    "ledger/offers.py",
    "ledger/seen.py",
    "ledger/selection.py",
    "market.py",
    "pipeline/news.py",
    "pipeline/prices.py",
    "pricing",
)
"""The source that design matrices follow from."""


def design_key(experiment: Experiment, fingerprint: str) -> str:
    """Return the key of a design matrix: its data, what is computed from them, and the code that does it."""
    blocks = experiment.blocks
    parts: list[Any] = [experiment.availability, experiment.market]
    of_prices = any(block.needs_lines or block.needs_game_lines for block in blocks.values())
    if of_prices or experiment.availability.needs_reports:
        parts += [experiment.bets, experiment.hygiene, experiment.devig]
    settings = [_settings(part) for part in parts]
    made = {name: _settings(block) for name, block in blocks.items()}
    source = experiment.source
    own = source_outside(cls for part in (*parts, blocks, source) for cls in classes(part))
    code = [own, source_hash(*MAKING)]
    return f"matrix-{digest([fingerprint, kinds(source), settings, made, list(blocks), *code])}"


def _settings(part: Any) -> list[Any]:  # noqa: ANN401 (a dataclass)
    return [kinds(part), asdict(part)]
