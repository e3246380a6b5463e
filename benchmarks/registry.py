"""What a crash and a race do to the registry, and what its commands cost: `python benchmarks/registry.py`.

    python benchmarks/registry.py [--processes 8] [--turns 5] [--uri postgresql://...]

Every command is broken off after its first call to the store, its second, and so on; then the recovery from
each of these is broken off at each of its own calls. After every break production has to point at a version
that is there, and the same command has to complete. The store is SQLite, in a folder of its own.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.tracking.registry.racing import broken_links, race
from tests.tracking.registry.shop import GOOD, MODEL, Crash, add_run, add_versions, aliases, faulty

from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.events import RegistryChange
from nba_props.tracking.store import Store, open_store

Command = Callable[[ModelRegistry], RegistryChange]
COMMANDS: dict[str, tuple[Command, dict[str, str]]] = {
    "promote": (lambda r: r.promote_model("pra", 2), {"production": "2", "previous": "1"}),
    "rollback": (lambda r: r.rollback_model("pra", "bad", 3), {"production": "3", "previous": "1"}),
    "stage": (lambda r: r.promote_model("pra", 2, to="staging"), {"production": "1", "staging": "2"}),
    "archive": (lambda r: r.archive("pra", 2), {"production": "1"}),
}


def main() -> None:
    """Break, race, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument(
        "--uri", help="a store for the race and the costs, instead of SQLite; it is written to"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage = stocked(f"sqlite:///{folder / 'stage' / 'mlflow.db'}")
        for command, (action, wanted) in COMMANDS.items():
            breaks(command, action, wanted, folder / "stage", folder / command)
        store = stocked(options.uri) if options.uri else stage
        costs(store)
        races(store, options.processes, options.turns)


def stocked(uri: str) -> Store:
    """A store with three versions, of which the first is live."""
    store = open_store(uri)
    add_versions(store, GOOD, GOOD, GOOD).promote_model("pra", 1)
    return store


def copied(source: Path, target: Path) -> Store:
    """A copy of a SQLite store, opened."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for file in source.glob("mlflow.db*"):
        shutil.copyfile(file, target / file.name)
    return open_store(f"sqlite:///{target / 'mlflow.db'}")


def broken(source: Path, folder: Path, action: Command) -> Iterator[Path]:
    """Folders of stores in which the command was broken off after 0, 1, 2 … calls, as far as it was."""
    for calls in range(100):
        place = folder / str(calls)
        store = copied(source, place)
        try:
            action(faulty(store, calls))
        except Crash:
            check(store, None)
            yield place
        else:
            return


def breaks(name: str, action: Command, wanted: dict[str, str], stage: Path, folder: Path) -> None:
    """Break a command at every call, and the recovery from each at every call of its own."""
    once = twice = 0
    for first in broken(stage, folder / "once", action):
        once += 1
        for second in broken(first, folder / "twice", action):
            twice += 1
            store = open_store(f"sqlite:///{second / 'mlflow.db'}")
            action(ModelRegistry(store))
            check(store, wanted)
        store = open_store(f"sqlite:///{first / 'mlflow.db'}")
        action(ModelRegistry(store))
        check(store, wanted)
    print(
        f"{name}: broken off at {once} places, the recovery at {twice}: production never empty, all completed"
    )


def check(store: Store, wanted: dict[str, str] | None) -> None:
    """Production is there; at the end all aliases are right and nothing is open."""
    held = aliases(store)
    version = store.client.get_model_version_by_alias(MODEL, "production")
    if version.status != "READY" or (wanted is not None and held != wanted):
        raise SystemExit(f"{held} instead of {wanted}")
    if wanted is not None and any(event.open for event in ModelRegistry(store).history("pra")):
        raise SystemExit("an event is still open")


def costs(store: Store) -> None:
    """Seconds of each command, nobody else being at work."""
    registry = ModelRegistry(store)
    run = add_run(store)
    timed("register", lambda: registry.register_model(run))
    timed("evaluate", lambda: registry.evaluate_for_production("pra", 2))
    timed("promote", lambda: registry.promote_model("pra", 2))
    timed("rollback", lambda: registry.rollback_model("pra", "bad"))
    timed("info", lambda: registry.get_model_info("pra"))
    timed("history", lambda: registry.history("pra"))


def timed(name: str, action: Callable[[], object]) -> None:
    """Run and print how long it took."""
    start = time.perf_counter()
    action()
    print(f"{name:<10}{1000 * (time.perf_counter() - start):8.0f} ms")


def races(store: Store, processes: int, turns: int) -> None:
    """Let processes promote at the same time; each change must start from what the one before it left."""
    start = time.perf_counter()
    seconds = race(store.uri, processes, turns)
    problems = broken_links(store)
    if problems or len(seconds) != processes * turns:
        raise SystemExit("\n".join([f"{len(seconds)} of {processes * turns} promotions", *problems]))
    middle, worst, total = statistics.median(seconds), max(seconds), time.perf_counter() - start
    print(f"{processes} processes x {turns} promotions: an unbroken chain in {total:.0f} s, start included;")
    print(f"each promotion took {middle:.2f} s in the middle, {worst:.2f} s at worst")


if __name__ == "__main__":
    main()
