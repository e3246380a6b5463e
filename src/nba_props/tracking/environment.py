"""What a result was made with: the commit, the versions of packages, the machine's kind."""

from __future__ import annotations

import getpass
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from nba_props.core import git

PACKAGES = (
    "nba-props",
    "numpy",
    "polars",
    "pandas",
    "scikit-learn",
    "lightgbm",
    "xgboost",
    "xgboost-cpu",
    "mlflow",
    "hydra-core",
    "omegaconf",
)
PACKAGE = Path(__file__).resolve().parent


def git_state(folder: Path = PACKAGE) -> tuple[str, bool] | None:
    """Return the commit of the repository that a folder is in, and whether tracked files differ from it.

    None outside a repository, without git, before the first commit, and for an installed package: the
    repository around its environment says nothing about it.
    """
    if "site-packages" in folder.parts:
        return None
    try:
        done = git.run(folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no", timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    head, *rest = done.stdout.splitlines() or [""]
    commit = head.removeprefix("# branch.oid ")
    if commit in (head, "(initial)"):
        return None
    return commit, any(not line.startswith("#") for line in rest)


def package_versions(names: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Return the installed versions of packages by name; those not installed are left out."""
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def describe() -> dict[str, object]:
    """Versions of Python and packages, and the platform, as plain data."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": package_versions(),
    }


def tags() -> dict[str, str]:
    """Return the tags by which MLflow shows who started a run, with what, and from which commit."""
    found = {
        "mlflow.user": user(),
        "mlflow.source.name": Path(sys.argv[0]).name or "python",
        "mlflow.source.type": "LOCAL",
    }
    state = git_state()
    if state is not None:
        found |= {"mlflow.source.git.commit": state[0], "git_dirty": str(state[1]).lower()}
    return found


def user() -> str:
    """Return the name of who is logged in; `unknown` where nobody is."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
