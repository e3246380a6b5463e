"""What models of models share: the checks of their parts, and fits that keep each part in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self, cast

from nba_props.core.component import kind_of
from nba_props.core.serialization import class_called, class_name
from nba_props.model.base import Earlier, FittedModel, Model, Rows, Trainer

CARD = "model.json"
"""The classes of the parts, and what else a fit of several holds."""


class Composite(Model):
    """Base of models of models."""

    has_importance: ClassVar[bool] = True

    def inner(self) -> Mapping[str, Model]:
        """Return the models that it is made of, by name."""
        raise NotImplementedError

    def needs(self) -> list[str]:
        """Return what any of them cannot do without."""
        return list(dict.fromkeys(name for model in self.inner().values() for name in model.needs()))

    def adds_rounds(self) -> bool:
        """Say whether any of them does."""
        return any(model.adds_rounds() for model in self.inner().values())

    def refusals(self) -> tuple[type[Exception], ...]:
        """Return the errors of all libraries."""
        return tuple({error for model in self.inner().values() for error in model.refusals()})


def part_problems(parts: Mapping[str, Model]) -> list[str]:
    """Return a line for each part that cannot be fitted on the features of the whole."""
    return [
        f"{name}: {kind_of(model)} brings features of its own; must be a model of the features of the run"
        for name, model in parts.items()
        if model.blocks() is not None
    ]


def tuned(trainer: Trainer, model: Model) -> Model:
    """Return the model of a trainer with what was settled on the first window."""
    return getattr(trainer, "tuned", model)


def earlier_part(name: str, earlier: Earlier, since: Rows) -> Earlier | None:
    """Return what the refit of a part is given: the part's fit before, and the rows that came for it.

    Where none came (no line was quoted, nobody's minutes are known), it is what that fit was given: what was
    learnt so far is not forgotten. None where there is neither.
    """
    if len(since) and name in earlier.fitted.parts():
        return earlier.part(name, since)
    return cast(CompositeFit, earlier.fitted).given.get(name)


def refit_part(trainer: Trainer, rows: Rows, earlier: Earlier | None) -> FittedModel:
    """Fit a part anew, with what it is given, if anything."""
    return trainer.fit(rows) if earlier is None else trainer.refit(rows, earlier)


class CompositeFit(FittedModel):
    """A fit that is made of others on the same features, each kept in a folder of its name.

    `given` is what parts that see rows of their own were refitted with (`earlier_part`); no file holds it.
    """

    def __init__(self, parts: Mapping[str, FittedModel]) -> None:
        self._parts = dict(parts)
        self.given: Mapping[str, Earlier | None] = {}
        self.names = list(next(iter(self._parts.values())).names)
        rounds = [part.n_estimators for part in self._parts.values() if part.n_estimators is not None]
        self.n_estimators = sum(rounds) if rounds else None

    def parts(self) -> Mapping[str, FittedModel]:
        """Return the fits by name."""
        return self._parts

    def settings(self) -> dict[str, Any]:
        """Return what it holds beside its parts, as plain data; arguments of its class by name."""
        return {}

    def shares(self) -> Mapping[str, float]:
        """Return how much each part has to say; they add up to 1."""
        return dict.fromkeys(self._parts, 1 / len(self._parts))

    def importance(self) -> dict[str, float]:
        """Shares of the features in the parts, by how much each part has to say."""
        shares, found = self.shares(), {name: part.importance() for name, part in self._parts.items()}
        told = {part: shares[part] for part, importance in found.items() if importance}
        total = sum(told.values())
        return {
            name: sum(share * found[part][name] for part, share in told.items()) / total if total else 0.0
            for name in self.names
        }

    def save(self, folder: Path) -> None:
        """Write `model.json`, and each part into a folder of its name."""
        for name, part in self._parts.items():
            (folder / name).mkdir()
            part.save(folder / name)
        classes = {name: class_name(type(part)) for name, part in self._parts.items()}
        (folder / CARD).write_text(json.dumps({"parts": classes, **self.settings()}, indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:
        """Read `model.json` and the folder of each part."""
        card = json.loads((folder / CARD).read_text())
        classes = card.pop("parts")
        return cls(dict(_loaded(folder, classes, names, threads)), **card)


def _loaded(
    folder: Path, classes: Mapping[str, str], names: list[str], threads: int
) -> Iterable[tuple[str, FittedModel]]:
    for name, called in classes.items():
        kind: type[FittedModel] = class_called(called, FittedModel)  # type: ignore[type-abstract]
        yield name, kind.load(folder / name, names, threads)
