"""Which tests run in one process: those of a file, and those of files that share what takes long to make."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

SHARING = {
    "tests/browser/": "pages",
    "tests/data/demo/": "one season",
    "tests/data/files/test_real_files.py": "real files",
    "tests/pricing/test_hygiene_real.py": "real files",
    "tests/evaluation/test_catalogue.py": "simulated",
    "tests/live/test_": "one night",
    "tests/live/watch/test_monitor.py": "simulated",
    "tests/live/watch/test_watch.py": "simulated",
    "tests/pipeline/test_betting.py": "simulated",
    "tests/pipeline/test_feature_reference.py": "simulated",
    "tests/pipeline/test_forecast.py": "simulated",
    "tests/pipeline/test_outcome.py": "simulated",
    "tests/pipeline/test_verdict_end_to_end.py": "simulated",
    "tests/pooling/test_by_date.py": "simulated",
    "tests/report/test_terminal.py": "simulated",
    "tests/serving/": "bundles",
    "tests/tracking/comparison/test_best.py": "real runs",
    "tests/tracking/comparison/test_compare.py": "real runs",
    "tests/tracking/comparison/test_export.py": "real runs",
    "tests/tracking/comparison/test_report.py": "real runs",
    "tests/tracking/registry/test_server.py": "servers",
    "tests/tracking/stores/": "servers",
}
"""Files, folders with a slash at the end, or how files begin, by what they share."""

LONGEST = (
    "pipeline",
    "hydra_plugins",
    "notebook",
    "sweep",
    "tracking",
    "examples",
    "harness",
    "source",
    "configuration",
)
"""Folders that are started first, so that no process waits for another at the end."""


def shared(nodeid: str) -> str:
    """Return the name of what a test shares with others: its file, if nothing else."""
    file = nodeid.partition("::")[0]
    return next((name for prefix, name in SHARING.items() if file.startswith(prefix)), file)


def rank(nodeid: str) -> int:
    """Return how late a test is started."""
    folder = nodeid.split("/")[1]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


class BySharing(LoadScopeScheduling):
    """Hand out whole groups of tests that share something.

    It stands in for the mark `xdist_group`, which pytest-xdist 3.8 writes where pytest 9.2 does not look.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid)
