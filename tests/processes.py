"""Several processes at once, each as new as one that was just started, with MLflow already imported."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

PRELOADED = ["mlflow", "mlflow.store.tracking.sqlalchemy_store", "nba_props.tracking.run"]
"""What takes each process several seconds to import, and holds no connection or thread when it has been."""


def forked() -> ForkServerContext:
    """The context whose processes are forks of one that has imported things and done nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
