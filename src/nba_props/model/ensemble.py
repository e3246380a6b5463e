"""`model=ensemble`: the weighted mean of several models, weighted by how they fared out of fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.errors import ConfigError
from nba_props.model._composite import Composite, CompositeFit, part_problems, tuned
from nba_props.model._stacking import equal_weights, stacking_weights
from nba_props.model.base import Earlier, FittedModel, Model, Rows, Trainer, TrainingData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@component("model", "ensemble")
@dataclass
class Ensemble(Composite):
    """The weighted mean of `members`, each any model of the features of the run.

    Weights are 0 or more, add up to 1, and are fitted anew in each fold: by non-negative least squares of the
    outcomes on what the members of all earlier folds predicted of them, warm-up included (Breiman, Stacked
    Regressions, 1996). In the first fold, which has none before it, they are equal.
    """

    members: dict[str, Model] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = [
            f"members.{name}: must be called by a word of letters, digits and _"
            for name in self.members
            if not name.isidentifier()
        ]
        if not self.members:
            problems.append(
                "members={}: must be at least one model; +model@model.members.ridge=ridge adds one"
            )
        problems += [f"members.{line}" for line in part_problems(self.members)]
        if problems:
            raise ConfigError(problems)

    def inner(self) -> Mapping[str, Model]:
        """Return the members."""
        return self.members

    def trainer(self, design: TrainingData, first_window: Rows) -> EnsembleTrainer:
        """Get the members' trainers ready, all on the same design."""
        return EnsembleTrainer(self, design, first_window)


@dataclass(frozen=True)
class Past:
    """What the members predicted of rows that they were not fitted on [rows, members], and the outcomes."""

    predictions: Floats
    y: Floats


class EnsembleTrainer(Trainer):
    """Fits the members one after the other, then their weights."""

    def __init__(self, model: Ensemble, design: TrainingData, first_window: Rows) -> None:
        self._y = design.y
        self._trainers = {
            name: member.trainer(design, first_window) for name, member in model.members.items()
        }
        members = {name: tuned(self._trainers[name], member) for name, member in model.members.items()}
        self.tuned: Ensemble = replace(model, members=members)

    def fit(self, rows: Rows) -> EnsembleFit:
        """Fit the members; their weights are equal."""
        members = {name: trainer.fit(rows) for name, trainer in self._trainers.items()}
        return EnsembleFit(members, equal_weights(len(members)).tolist())

    def refit(self, rows: Rows, earlier: Earlier) -> EnsembleFit:
        """Fit the members, and their weights on all that earlier ones predicted out of fold."""
        members = {name: trainer.refit(rows, earlier.part(name)) for name, trainer in self._trainers.items()}
        before = cast(EnsembleFit, earlier.fitted)
        past = [*before.past, Past(before.by_member(earlier.values), self._y[earlier.rows])]
        return EnsembleFit(members, _weights(past).tolist(), past)


def _weights(past: Sequence[Past]) -> Floats:
    import numpy as np

    predictions = np.concatenate([each.predictions for each in past])
    return stacking_weights(predictions, np.concatenate([each.y for each in past]))


class EnsembleFit(CompositeFit):
    """The members' fits and their weights, in the same order; `past` is what the next fold's learn from."""

    def __init__(
        self, members: Mapping[str, FittedModel], weights: list[float], past: Sequence[Past] = ()
    ) -> None:
        super().__init__(members)
        self.weights = weights
        self.past = list(past)

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        # Summed in this order for one row as for many, unlike a matrix product.
        members = self.by_member(X).T
        weighted = [weight * each for weight, each in zip(self.weights, members, strict=True)]
        return np.asarray(np.sum(weighted, axis=0), dtype=np.float64)

    def by_member(self, X: NDArray[np.float32]) -> Floats:
        """Return what each member predicts: [rows, members]."""
        import numpy as np

        return np.column_stack([member.predict(X) for member in self.parts().values()])

    def settings(self) -> dict[str, Any]:
        """Return the weights."""
        return {"weights": self.weights}

    def shares(self) -> Mapping[str, float]:
        """Return the weights by member."""
        return dict(zip(self.parts(), self.weights, strict=True))

    def figures(self) -> dict[str, float]:
        """Return the weights as `weight_<member>`."""
        return {f"weight_{name}": weight for name, weight in self.shares().items()}
