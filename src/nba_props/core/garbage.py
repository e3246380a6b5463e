"""The collector of garbage in a process that imports much, computes once and ends."""

from __future__ import annotations

import atexit
import gc


def collect_seldom() -> None:
    """Let nobody wait for the collector while modules are imported, nor once more when Python ends.

    Importing makes many objects and hardly any garbage. A process that ends gives its memory back anyhow:
    looking through all that MLflow, scikit-learn and matplotlib have made takes a second.
    """
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)


def collect_after_job() -> None:
    """Give back what one of several jobs has left: figures and frames that only the collector frees.

    What the first job has loaded stays, and is looked through no more: each time after takes hundredths of a
    second.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()
