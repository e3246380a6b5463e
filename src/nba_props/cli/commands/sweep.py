"""Sweeps: how far they are, and whether their best points hold on later dates."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nba_props.cli.output import call, show
from nba_props.cli.parser import Parser


def main(argv: Sequence[str]) -> int:
    """Run `nba-props sweep ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    parser = Parser("nba-props sweep", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    text = "how far all sweeps are, or one with its best trials"
    status = actions.add_parser("status", help=text, description=text, argument_default=argparse.SUPPRESS)
    status.add_argument("name", nargs="?", help="one sweep")
    status.add_argument("--top", type=int, metavar="N", help="how many trials are listed (5)")
    status.set_defaults(run=_status)

    text = "run the best points on dates that no trial has seen, beside the settings they started from"
    confirm = actions.add_parser("confirm", help=text, description=text, argument_default=argparse.SUPPRESS)
    confirm.add_argument("name", help="the sweep")
    confirm.add_argument("extra", nargs="*", help="key=value for all these runs")
    confirm.add_argument("--top", type=int, metavar="K", help="how many points (3)")
    confirm.add_argument("--since", metavar="DATE", help="the first date (the day after the sweep's last)")
    confirm.add_argument("--until", metavar="DATE", help="the last date (that of the last game)")
    confirm.set_defaults(run=_confirm)

    for verb in (status, confirm):
        verb.add_argument("--storage", metavar="URL", help="where the studies are (multirun/*/study.db)")
        verb.add_argument("--json", action="store_true", default=False, help="print JSON")
    return parser


def _status(args: argparse.Namespace) -> int:
    from nba_props.sweep.status import status

    show(call(status, args), args.json)
    return 0


def _confirm(args: argparse.Namespace) -> int:
    import logging

    from nba_props.sweep.confirm import confirm

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("nba_props.sweep").setLevel(logging.INFO)
    show(call(confirm, args), args.json)
    return 0
