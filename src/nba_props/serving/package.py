"""A served model as a folder: a card, the model's own files, and plain JSON for all that is around it.

    card.json           what it is: market, job, phase, columns of input and output, classes
    distribution.json   the fitted distribution
    calibration.json    the fitted calibrations, and the pools with the price
    model/              the model in its library's own format, its quantiles beside it

    digests.json        the SHA-256 of all of these, checked before anything is loaded

Nothing in it is a pickle; reading it runs no code that it holds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nba_props.calibration.base import FittedCalibration
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.core.digests import check, seal
from nba_props.core.serialization import Plain, class_called, class_name
from nba_props.distribution.base import FittedDistribution
from nba_props.errors import NBAPropsError
from nba_props.model.base import FittedModel, QuantileFit
from nba_props.pooling.by_date import PoolByDate
from nba_props.serving.bundle import ModelBundle
from nba_props.serving.scorer import OUTPUT

FORMAT = 1
"""Raised when a folder is written in a way that earlier code cannot read."""
_OWN = {
    "format", "model_class", "quantiles_class", "quantile_levels", "distribution_class",
    "features", "context", "output",
}  # fmt: skip
CARD, DISTRIBUTION, CALIBRATION, MODEL = "card.json", "distribution.json", "calibration.json", "model"


def package(folder: Path, bundle: ModelBundle) -> Path:
    """Write the bundle into a folder, which is made if it is not there; the folder.

    Raises:
        NBAPropsError: a piece is of a class from another package, which the model could not bring along.
    """
    (folder / MODEL).mkdir(parents=True, exist_ok=True)
    bundle.model.save(folder / MODEL)
    if bundle.quantiles is not None:
        bundle.quantiles.save(folder / MODEL)
    _write(folder / DISTRIBUTION, bundle.distribution.to_dict())
    fitted = {"lines": bundle.lines, "whole": bundle.whole, "pool": bundle.pool}
    _write(folder / CALIBRATION, {name: _plain(part) for name, part in fitted.items()})
    _write(folder / CARD, card(bundle))
    seal(folder)
    return folder


def card(bundle: ModelBundle) -> dict[str, Any]:
    """Return what a model says of itself, as plain data.

    Raises:
        NBAPropsError: `bundle.about` has a name that the card needs for itself.
    """
    taken = sorted(_OWN & bundle.about.keys())
    if taken:
        raise NBAPropsError(f"about.{taken[0]}: the card of a model has that name for itself")
    quantiles = bundle.quantiles
    return {
        "format": FORMAT,
        **bundle.about,
        "model_class": class_name(type(bundle.model)),
        "quantiles_class": None if quantiles is None else class_name(type(quantiles)),
        "quantile_levels": [] if quantiles is None else list(quantiles.levels),
        "distribution_class": class_name(type(bundle.distribution)),
        "features": bundle.features,
        "context": bundle.context,
        "output": list(OUTPUT),
    }


def load(folder: Path, threads: int = 1) -> ModelBundle:
    """Read what `package` wrote.

    Args:
        folder: that it wrote into.
        threads: how many a prediction may use.

    Raises:
        NBAPropsError: it is no such folder, one of another version, or a file was changed since.
    """
    about = _read(folder / CARD)
    if about.get("format") != FORMAT:
        raise NBAPropsError(f"{folder / CARD}: format {about.get('format')}: only {FORMAT} can be read here")
    check(folder)
    # Models of before there were pools have none.
    lines, whole, pool = (_read(folder / CALIBRATION).get(name) for name in ("lines", "whole", "pool"))
    model = class_called(about["model_class"], FittedModel)  # type: ignore[type-abstract]
    return ModelBundle(
        model=model.load(folder / MODEL, about["features"], threads),
        distribution=FittedDistribution.from_dict(_read(folder / DISTRIBUTION)),
        lines=CalibrationByDate.from_dict(lines) if lines else None,
        whole=FittedCalibration.from_dict(whole) if whole else None,
        quantiles=_quantiles(about, folder / MODEL, threads),
        pool=PoolByDate.from_dict(pool) if pool else None,
        about={key: value for key, value in about.items() if key not in _OWN},
    )


def _plain(fitted: Plain | None) -> dict[str, Any] | None:
    return None if fitted is None else fitted.to_dict()


def _quantiles(about: dict[str, Any], folder: Path, threads: int) -> QuantileFit | None:
    if about["quantiles_class"] is None:
        return None
    cls = class_called(about["quantiles_class"], QuantileFit)  # type: ignore[type-abstract]
    return cls.load(folder, about["quantile_levels"], about["features"], threads)


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1, default=str, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NBAPropsError(f"{path}: no such file; the folder holds no packaged model") from error
    return found
