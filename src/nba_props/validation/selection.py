"""Choose the features of each fold, by fits on the fold's own training rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nba_props.core.component import kind_of
from nba_props.features.selection import FeatureSelection, Method

if TYPE_CHECKING:
    import numpy as np

    from nba_props.model.base import FittedModel, Model, Rows, Trainer, TrainingData


def selection_problems(selection: FeatureSelection, model: Model) -> list[str]:
    """Return what the model cannot do of what the selection asks of it."""
    if selection.method is not Method.gain or model.has_importance:
        return []
    cannot = f"model={kind_of(model)} does not rank features"
    return [f"features.selection.method=gain: {cannot}; must be none or permutation"]


def select(
    selection: FeatureSelection,
    trainer: Trainer,
    design: TrainingData,
    rows: Rows,
    needed: Sequence[str] = (),
) -> list[str]:
    """Return the names of the features to keep, in the design's order.

    Args:
        selection: how.
        trainer: fits on all features of the design.
        design: what the trainer fits.
        rows: the training rows of the fold, ascending; nothing else is looked at.
        needed: features that are kept whatever they score; they count among those to keep.
    """
    if selection.method is Method.none or selection.keep >= len(design.names):
        return design.names
    if selection.method is Method.gain:
        scores = trainer.fit(rows).importance()
    else:
        scores = permutation_scores(selection, trainer, design, rows)
    order = sorted(design.names, key=lambda name: (name not in needed, -scores[name]))
    kept = set(order[: selection.keep])
    return [name for name in design.names if name in kept]


def permutation_scores(
    selection: FeatureSelection, trainer: Trainer, design: TrainingData, rows: Rows
) -> dict[str, float]:
    """By how much the squared error on the tail of the rows grows when a feature's values are permuted there.

    Breiman, Random Forests, 2001. Features that the fit does not use at all score 0 without being tried.
    """
    import numpy as np

    from nba_props.model.base import split_tail

    head, tail = split_tail(rows, selection.tail)
    fitted = trainer.fit(head)
    rng = np.random.default_rng(design.seed)
    sample = np.sort(rng.permutation(tail)[: selection.sample])
    X, y = np.array(design.X[sample], order="F"), design.y[sample]
    base = _squared_error(fitted, X, y)
    unused = {name for name, share in fitted.importance().items() if share == 0}
    scores = dict.fromkeys(design.names, 0.0)
    for column, name in enumerate(design.names):
        if name not in unused:
            values = X[:, column].copy()
            X[:, column] = rng.permutation(values)
            scores[name] = _squared_error(fitted, X, y) - base
            X[:, column] = values
    return scores


def _squared_error(fitted: FittedModel, X: np.ndarray, y: np.ndarray) -> float:
    import numpy as np

    return float(np.mean((fitted.predict(X) - y) ** 2))
