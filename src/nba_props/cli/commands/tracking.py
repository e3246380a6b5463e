"""Send runs to the tracking server that it missed while it did not answer."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.cli.output import json_text
from nba_props.cli.parser import Parser
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
    return parser


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
