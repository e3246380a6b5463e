"""Show the configuration, check all of it, compare it with another git revision."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from nba_props.cli.output import json_text
from nba_props.cli.parser import Parser
from nba_props.core.console import say

OVERRIDES = "group=option and key=value, as for `nba-props train`"


def main(argv: Sequence[str]) -> int:
    """Run `nba-props config ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    parser = Parser("nba-props config", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    show = actions.add_parser("show", help="print the resolved configuration, sorted")
    show.add_argument("overrides", nargs="*", help=OVERRIDES)
    show.add_argument("--json", action="store_true", help="print JSON in place of YAML")
    show.add_argument(
        "--origin", action="store_true", help="for each value the file, the class or the word that set it"
    )
    show.set_defaults(run=_show)

    check = actions.add_parser(
        "check", help="compose and build every preset and every option; 1 if one fails"
    )
    check.add_argument("--json", action="store_true", help="print a list of {what, problems}")
    check.set_defaults(run=_check)

    diff = actions.add_parser(
        "diff",
        help="what differs, resolved, between a git revision and the working tree; 1 if anything does",
        description="Each side is composed by its own conf/ and src/.",
    )
    diff.add_argument("revision", help="a branch, tag or commit")
    diff.add_argument("overrides", nargs="*", help=OVERRIDES + ", added to each preset")
    form = diff.add_mutually_exclusive_group()
    form.add_argument(
        "--markdown", action="store_true", help="print a Markdown table for each set of changes"
    )
    form.add_argument("--json", action="store_true", help="print {preset, state, changes, problems} for each")
    diff.set_defaults(run=_diff)
    return parser


def _show(args: argparse.Namespace) -> int:
    if args.origin:
        return _show_origins(args)

    from nba_props.configuration.compose import compose
    from nba_props.configuration.files import check_growth
    from nba_props.configuration.place import conf_dir
    from nba_props.configuration.render import as_plain, as_yaml

    check_growth(conf_dir())
    config = compose(args.overrides)
    if args.json:
        say(json_text(as_plain(config), sort_keys=True))
    else:
        say(as_yaml(config), end="")
    return 0


def _show_origins(args: argparse.Namespace) -> int:
    from nba_props.configuration.origin import origins

    found = origins(args.overrides)
    if args.json:
        say(json_text([asdict(each) for each in found]))
        return 0
    lines = [(f"{each.key}: {json.dumps(each.value, ensure_ascii=False)}", each.origin) for each in found]
    width = min(50, max(len(text) for text, _ in lines))
    for text, origin in lines:
        say(f"{text:<{width}}  # {origin}")
    return 0


def _check(args: argparse.Namespace) -> int:
    from nba_props.configuration.verify import verify

    found = []
    for checked in verify():
        found.append(checked)
        if not args.json:
            say(f"{'✗' if checked.problems else '✓'} {checked.what}", flush=True)
            for problem in checked.problems:
                say(f"    {problem}")
    if args.json:
        say(json_text([asdict(checked) for checked in found]))
    return int(any(checked.problems for checked in found))


def _diff(args: argparse.Namespace) -> int:
    from nba_props.cli import diff_report
    from nba_props.cli.patience import patience
    from nba_props.configuration.diff import diff

    with patience(f"composing every preset of {args.revision} and of the working tree") as tell:
        found = diff(args.revision, args.overrides, tell)
    if args.json:
        say(json_text([asdict(preset) for preset in found]))
    elif args.markdown:
        say(diff_report.markdown(args.revision, found))
    else:
        diff_report.show(args.revision, found)
    return int(bool(found))
