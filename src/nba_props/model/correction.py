"""`model=correction`: the books' line, and by how much the outcome differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nba_props.core.arrays import Bools, Floats
from nba_props.core.component import component
from nba_props.core.keys import BOOK_MEDIAN
from nba_props.core.rules import at_least, require
from nba_props.errors import ConfigError, nearest
from nba_props.model._composite import (
    Composite,
    CompositeFit,
    earlier_part,
    part_problems,
    refit_part,
    tuned,
)
from nba_props.model.base import Earlier, FittedModel, Model, Rows, Trainer, TrainingData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OTHERWISE, OFFSET = "otherwise", "offset"


@component("model", "correction")
@dataclass
class Correction(Composite):
    """The books' line plus what `offset` predicts of the outcome less the line.

    The line is the best single prediction that there is, so little is left to say, and what is learnt of it
    is to be shrunk strongly: a model that says nothing gives the line itself, moved by what outcomes are
    above it on average. That is an offset in a regression (McCullagh and Nelder, Generalized Linear Models,
    1989).

    `line` is the feature that holds it: by default the median that the agreed line implies at its price, as
    `features=market` has it. Where a player-game has none, `otherwise` predicts, which is fitted on all rows.
    While fewer than `min_lines` rows to train on have a line, lines are taken as they are.
    """

    offset: Model
    otherwise: Model
    line: str = BOOK_MEDIAN
    min_lines: int = 300

    def __post_init__(self) -> None:
        require(self, min_lines=at_least(2))
        if problems := part_problems(self.inner()):
            raise ConfigError(problems)

    def inner(self) -> Mapping[str, Model]:
        """Return the two models."""
        return {OFFSET: self.offset, OTHERWISE: self.otherwise}

    def needs(self) -> list[str]:
        """Return the line, and what the two models cannot do without."""
        return list(dict.fromkeys([self.line, *super().needs()]))

    def trainer(self, design: TrainingData, first_window: Rows) -> CorrectionTrainer:
        """Get the model of all rows ready; that of the offset waits until there are lines enough.

        Raises:
            ConfigError: no feature holds the line.
        """
        if self.line not in design.names:
            close = nearest(self.line, design.names, 1)
            meant = f"; did you mean {close[0]}?" if close else ""
            known = f"features=market has {BOOK_MEDIAN}{meant}"
            raise ConfigError(f"model.line={self.line}: must be a feature of the run; {known}")
        return CorrectionTrainer(self, design, first_window)


class CorrectionTrainer(Trainer):
    """Fits one model on all rows, the other on those that have a line."""

    def __init__(self, model: Correction, design: TrainingData, first_window: Rows) -> None:
        import numpy as np

        line = design.X[:, design.names.index(model.line)].astype(np.float64)
        self._lined: Bools = ~np.isnan(line)
        self._left = design.of(f"less {model.line}", design.y - line, design.weight)
        self._all = model.otherwise.trainer(design, first_window)
        self._offset: Trainer | None = None
        self.tuned: Correction = replace(model, otherwise=tuned(self._all, model.otherwise))

    def fit(self, rows: Rows) -> CorrectionFit:
        """Fit both; the offset where there are lines enough."""
        fits, lined = {OTHERWISE: self._all.fit(rows)}, rows[self._lined[rows]]
        if len(lined) >= self.tuned.min_lines:
            fits[OFFSET] = self._of_offset(lined).fit(lined)
        return CorrectionFit(fits, self.tuned.line)

    def refit(self, rows: Rows, earlier: Earlier) -> CorrectionFit:
        """Fit both, each with what came of its own fit before."""
        lined, since = rows[self._lined[rows]], earlier.rows[self._lined[earlier.rows]]
        fits = {OTHERWISE: self._all.refit(rows, earlier.part(OTHERWISE))}
        given = earlier_part(OFFSET, earlier, since)
        if len(lined) >= self.tuned.min_lines:
            fits[OFFSET] = refit_part(self._of_offset(lined), lined, given)
        fitted = CorrectionFit(fits, self.tuned.line)
        fitted.given = {OFFSET: given}
        return fitted

    def _of_offset(self, lined: Rows) -> Trainer:
        """Return the offset's trainer, whose first window is the first that has lines enough."""
        if self._offset is None:
            import numpy as np

            self._offset = self.tuned.offset.trainer(self._left, np.sort(lined))
            self.tuned = replace(self.tuned, offset=tuned(self._offset, self.tuned.offset))
        return self._offset


class CorrectionFit(CompositeFit):
    """The fit of all rows, that of the offset if there is one, and the feature that holds the line."""

    def __init__(self, parts: Mapping[str, FittedModel], line: str) -> None:
        super().__init__(parts)
        self.line = line

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        line = X[:, self.names.index(self.line)].astype(np.float64)
        lined, parts = ~np.isnan(line), self.parts()
        found = line
        if not lined.all():
            found[~lined] = parts[OTHERWISE].predict(X[~lined])
        if OFFSET in parts:
            found[lined] += parts[OFFSET].predict(X[lined])
        return found

    def settings(self) -> dict[str, Any]:
        """Return the name of the feature."""
        return {"line": self.line}
