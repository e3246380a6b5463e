"""One fold's fit: choose the features on its own training rows, then fit on them."""

from __future__ import annotations

from nba_props.features.selection import Method, Selection, select
from nba_props.model.base import Design, FittedModel, Model, Rows, Trainer


class FoldFitter:
    """Fits fold after fold, earliest first; what the first fold's training rows settled holds for all."""

    def __init__(self, model: Model, selection: Selection, design: Design) -> None:
        self._model = model
        self._selection = selection
        self._design = design
        self._first: Rows | None = None
        self._full: Trainer | None = None
        self._narrow: tuple[list[str], Trainer] | None = None

    def fit(self, rows: Rows) -> FittedModel:
        """The model of a fold from its training rows, ascending, all with an outcome."""
        if self._full is None or self._first is None:
            self._first = rows
            self._full = self._model.trainer(self._design, rows)
        if self._selection.method is Method.none:
            return self._full.fit(rows)
        names = select(self._selection, self._full, self._design, rows)
        if self._narrow is None or self._narrow[0] != names:
            # The number of rounds stays as settled: to choose it anew would double the cost of every fold.
            settled = getattr(self._full, "settled", self._model)
            self._narrow = names, settled.trainer(self._design.only(names), self._first)
        return self._narrow[1].fit(rows)
