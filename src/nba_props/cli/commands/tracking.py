"""Send runs to the server that missed them; take away runs that nobody needs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.cli.output import json_text, show
from nba_props.cli.parser import Parser
from nba_props.cli.store import add_store, open_named
from nba_props.core.console import say
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.tracking.sync import Synced

ROOTS = ("outputs", "multirun")


def main(argv: Sequence[str]) -> int:
    """Run `nba-props tracking ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    parser = Parser("nba-props tracking", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    sync = actions.add_parser(
        "sync",
        help="log the runs that a server missed; 1 if some are still to be logged",
        description="Each run is logged exactly once, however often this is run. Credentials come from the "
        "environment: MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or _TOKEN), PGPASSWORD.",
    )
    sync.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="where to look (outputs and multirun)",
    )
    sync.add_argument("--uri", help="the store to log to; by default the one that each run began in")
    sync.add_argument("--json", action="store_true", help="print a list of {folder, state, run_id, ...}")
    sync.set_defaults(run=_sync)
    _add_prune(actions)
    return parser


def _add_prune(actions: argparse._SubParsersAction[Parser]) -> None:
    prune = actions.add_parser(
        "prune",
        help="what a store could do without: runs, sizes and why; --yes deletes them",
        description="Runs that failed or were killed, and earlier ones of a job that was run again. "
        "Never what is registered, named by a page or report, or part of a sweep.",
    )
    add_store(prune)
    prune.add_argument("--older-than", type=float, default=0.0, metavar="DAYS", help="only older runs (0)")
    prune.add_argument("--yes", action="store_true", help="delete them")
    prune.add_argument("--json", action="store_true", help="print JSON")
    prune.set_defaults(run=_prune)


def _prune(args: argparse.Namespace) -> int:
    from nba_props.tracking.prune import prune

    show(prune(open_named(args.store), yes=args.yes, older_than=args.older_than), args.json)
    return 0


def _sync(args: argparse.Namespace) -> int:
    from nba_props.tracking.sync import sync

    done = []
    for folder in sync(_folders(args.folders), args.uri):
        done.append(folder)
        if not args.json:
            _tell(folder)
    if args.json:
        say(json_text([asdict(folder) for folder in done]))
    elif not done:
        say("nothing to log")
    return int(any(folder.state == "failed" for folder in done))


def _folders(named: list[Path]) -> list[Path]:
    missing = [folder for folder in named if not folder.is_dir()]
    if missing:
        raise ConfigError(f"{missing[0]}: no such folder")
    return named or [Path(name) for name in ROOTS]


def _tell(done: Synced) -> None:
    if done.state == "failed":
        say(f"failed   {done.folder}: {done.problem}", error=True)
    elif done.state == "running":
        say(f"running  {done.folder}")
    else:
        say(f"logged   {done.run_id} in {done.experiment} ({done.status})")
