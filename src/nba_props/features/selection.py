"""Which features a model gets to see, chosen anew inside each fold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from nba_props.core.component import kind_of
from nba_props.core.rules import at_least, between, require

if TYPE_CHECKING:
    import numpy as np

    from nba_props.model.base import Design, FittedModel, Model, Rows, Trainer


class Method(Enum):
    """How features are ranked: not at all, by importance in a first fit, or by what permuting them costs."""

    none = "none"
    gain = "gain"
    permutation = "permutation"


@dataclass
class Selection:
    """Keep the `keep` most important features of each fold's own training rows.

    `permutation` fits without the last `tail` of the training rows and permutes each feature on at most
    `sample` rows of that tail.
    """

    method: Method = Method.none
    keep: int = 40
    tail: float = 0.15
    sample: int = 4000

    def __post_init__(self) -> None:
        require(self, keep=at_least(1), tail=between(0.01, 0.5), sample=at_least(100))


def selection_problems(selection: Selection, model: Model) -> list[str]:
    """What the model cannot do of what the selection asks of it."""
    if selection.method is not Method.gain or model.has_importance:
        return []
    cannot = f"model={kind_of(model)} does not rank features"
    return [f"features.selection.method=gain: {cannot}; must be none or permutation"]


def select(selection: Selection, trainer: Trainer, design: Design, rows: Rows) -> list[str]:
    """The names of the features to keep, in the design's order.

    Args:
        selection: how.
        trainer: fits on all features of the design.
        design: what the trainer fits.
        rows: the training rows of the fold, ascending; nothing else is looked at.
    """
    if selection.method is Method.none or selection.keep >= len(design.names):
        return design.names
    if selection.method is Method.gain:
        scores = trainer.fit(rows).importance()
    else:
        scores = permutation_scores(selection, trainer, design, rows)
    kept = set(sorted(design.names, key=lambda name: -scores[name])[: selection.keep])
    return [name for name in design.names if name in kept]


def permutation_scores(
    selection: Selection, trainer: Trainer, design: Design, rows: Rows
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
