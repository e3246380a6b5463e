"""Check the store: write all that a run needs into a scratch experiment, read it, take it away."""

from __future__ import annotations

from collections.abc import Sequence

from nba_props.cli.output import show
from nba_props.cli.parser import Parser
from nba_props.cli.store import add_store, settings_of


def main(argv: Sequence[str]) -> int:
    """Run `nba-props doctor`; 0 if all is well, 1 if not."""
    args = _parser().parse_args(argv)
    from nba_props.tracking.doctor import doctor

    found = doctor(settings_of(args.store), repair=args.repair)
    show(found, args.json)
    return 0 if found.healthy else 1


def _parser() -> Parser:
    parser = Parser("nba-props doctor", description=__doc__)
    add_store(parser)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="end the runs that killed processes left RUNNING, and let a store that was moved find its files",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
