"""Digests of a model's files, checked before anything of it is loaded.

A folder is sealed once it is written: `digests.json` holds the SHA-256 of every file. A file that was
changed, added or taken away is told by its name, and the model is not loaded. Folders of before there were
seals have none: they are loaded, unless they hold what only unpickling could read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nba_props.errors import NBAPropsError

SEAL = "digests.json"
"""The file that holds the digests, relative paths first."""
PICKLES = (".pkl", ".pickle", ".joblib", ".cloudpickle", ".dill")
"""How files that run code when they are read are named."""
PICKLE_START = b"\x80"
"""The first byte of a pickle of protocol 2 and later; no file of ours begins with it."""
MLMODEL, FROM_CODE = "MLmodel", "mlflow.pyfunc.loaders.code_model"
LIBRARIES = ("xgboost", "lightgbm", "sklearn")
"""Libraries whose models are logged in their own formats."""
LOADERS = {FROM_CODE, *(f"mlflow.{library}" for library in LIBRARIES)}
CHANGING = {SEAL, MLMODEL, "registered_model_meta"}
"""Files that MLflow writes anew when a model is logged or registered; what they say is checked instead."""


def seal(folder: Path) -> None:
    """Write the digests of all files of a folder."""
    found = {path: _digest(folder / path) for path in _files(folder)}
    (folder / SEAL).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def check(folder: Path) -> None:
    """Make sure that a folder is as it was sealed, and holds no pickle.

    Raises:
        NBAPropsError: names the first file that was changed, added or taken away, or that is a pickle.
    """
    found = _files(folder)
    pickled = next((path for path in found if _is_pickle(folder / path)), None)
    if pickled is not None:
        raise NBAPropsError(f"{folder / pickled}: is a pickle, which runs code when it is read; refused")
    sealed = _sealed(folder)
    if sealed is None:
        return
    known = {path: digest for path, digest in sealed.items() if path not in CHANGING}
    for path in found:
        if path not in known:
            raise NBAPropsError(f"{folder / path}: the model was not logged with this file; refused")
        if _digest(folder / path) != known[path]:
            raise NBAPropsError(f"{folder / path}: was changed after the model was logged; refused")
    gone = next((path for path in known if path not in found), None)
    if gone is not None:
        raise NBAPropsError(f"{folder / gone}: is missing; the model was logged with it")


def check_flavors(folder: Path, flavors: Mapping[str, Mapping[str, Any]]) -> None:
    """Make sure that MLflow would load a model from its code or its library's own format, nothing pickled.

    Args:
        folder: of the model.
        flavors: those of its MLmodel file, by name.

    Raises:
        NBAPropsError: another flavor is there, or a loader that unpickles.
    """
    python = flavors.get("python_function", {})
    loader = python.get("loader_module")
    unknown = sorted(set(flavors) - {"python_function", *LIBRARIES})
    form = flavors.get("sklearn", {}).get("serialization_format", "skops")
    problems = [f"flavor {name}" for name in unknown]
    problems += [f"loads {python['python_model']}"] if "python_model" in python else []
    problems += [] if loader in LOADERS else [f"is loaded by {loader}"]
    problems += [] if form == "skops" else [f"is saved as {form}"]
    if problems:
        raise NBAPropsError(f"{folder / MLMODEL}: {problems[0]}: no model is logged so; refused")


def _files(folder: Path) -> list[str]:
    """Return the files of a folder, those left out that MLflow or Python write beside them."""
    every = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    names = (path.relative_to(folder).as_posix() for path in every)
    return sorted(name for name in names if name not in CHANGING)


def _is_pickle(path: Path) -> bool:
    if path.suffix.lower() in PICKLES:
        return True
    with path.open("rb") as file:
        return file.read(1) == PICKLE_START


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sealed(folder: Path) -> dict[str, str] | None:
    """Return the digests by relative path; None where the folder was never sealed."""
    path = folder / SEAL
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise NBAPropsError(f"{path}: holds no digests; refused")
    return found
