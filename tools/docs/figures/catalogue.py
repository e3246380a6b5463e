"""All pictures, and the cache of them: they are drawn again where the code that they follow from changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.atomic import write_bytes
from nba_props.core.fingerprint import digest, source_hash
from tools.docs.figures import bootstrap, calibration, leakage, marginals, style, way

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "explanations/pictures"
"""Below `docs/`; a page shows `pictures/<name>-light.svg#only-light` and the same in the dark."""
CACHE = ROOT / "outputs/.cache/pictures"
FIGURES: dict[str, Callable[[], Figure]] = {
    "way": way.figure,
    "leakage": leakage.figure,
    "calibration": calibration.reliability_figure,
    "weight": calibration.weight_figure,
    "bootstrap": bootstrap.figure,
    "league": marginals.figure,
}


def pictures() -> dict[str, bytes]:
    """Return each picture as SVG, by its path below `docs/`."""
    folder = CACHE / _fingerprint()
    if not folder.is_dir():
        _draw(folder)
    names = [f"{name}-{scheme}.svg" for name in FIGURES for scheme in style.SCHEMES]
    return {f"{FOLDER}/{name}": (folder / name).read_bytes() for name in names}


def drawn() -> dict[str, bytes]:
    """Return each picture as SVG by its file's name, drawn anew."""
    return {
        f"{name}-{scheme}.svg": content
        for name, figure in FIGURES.items()
        for scheme, content in style.svg(figure(), name).items()
    }


def _draw(folder: Path) -> None:
    """Draw all pictures into a folder, which is there with all of them or not at all, and drop older ones."""
    made = drawn()
    shutil.rmtree(CACHE, ignore_errors=True)
    unfinished = folder.with_suffix(".tmp")
    for name, content in made.items():
        write_bytes(unfinished / name, content)
    unfinished.rename(folder)


def _fingerprint() -> str:
    """Return a hash of what the pictures follow from: this package, the project's code, what is installed."""
    parts = [
        source_hash("figures", package=ROOT / "tools/docs"),
        source_hash("nba_props", package=ROOT / "src"),
    ]
    return digest([*parts, (ROOT / "constraints.txt").read_text(encoding="utf-8")])
