"""Look at data files, and keep data in a local store."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from nba_props.cli.commands import _data_fetch, _data_store
from nba_props.cli.parser import Parser
from nba_props.core.console import say

FIX = Path("conf/data/mine.yaml")


def main(argv: Sequence[str]) -> int:
    """Run `nba-props data ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    parser = Parser("nba-props data", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    text = "read files as a run would, and tell what came of it; 1 if a run would not take them as they are"
    inspect = actions.add_parser("inspect", help=text, description=text)
    inspect.add_argument(
        "files",
        nargs="+",
        metavar="FILES",
        help="files, folders or globs: game logs, lines, injury reports, positions, in any order; and "
        "settings such as data.time_zone=America/New_York",
    )
    inspect.add_argument(
        "--fix",
        nargs="?",
        const=FIX,
        type=Path,
        metavar="YAML",
        help=f"write the option of data= that reads these files, mappings included ({FIX}); nothing is "
        "written where a run would refuse them all the same",
    )
    inspect.add_argument("--json", action="store_true", help="print JSON")
    inspect.set_defaults(run=_inspect)
    _data_store.add_actions(actions)
    _data_fetch.add_actions(actions)
    return parser


def _inspect(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from nba_props.cli import inspect_report
    from nba_props.cli.output import json_text
    from nba_props.data.inspection.inspect import inspect
    from nba_props.data.inspection.option import as_option, settings_of, write_option

    words = [word for word in args.files if word.startswith("data.")]
    settings = settings_of(words)
    found = inspect([name for name in args.files if name not in words], settings)
    say(json_text(asdict(found)) if args.json else inspect_report.text(found))
    if args.fix is not None and found.unfixed:
        for line in found.unfixed:
            say(f"--fix {args.fix}: nothing is written: {line}", error=True)
    elif args.fix is not None:
        write_option(args.fix, as_option(found, words))
        named = {"game_logs"} & {*found.settings(), *settings}
        more = "" if named else " data.game_logs=FILES"
        say(f"wrote {args.fix}: python train.py data={args.fix.stem}{more}", error=True)
    return int(not found.is_sound)
