"""Compare runs: the best ones, runs beside each other, phases, weeks, reports and exports."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.cli.output import call, show, show_tables
from nba_props.cli.parser import Parser
from nba_props.cli.store import add_store, open_named
from nba_props.core.console import say

if TYPE_CHECKING:
    from nba_props.tracking.store import Store

    Actions = argparse._SubParsersAction[Parser]

EXPERIMENT = "a phase (advanced) or an experiment (Phase2_Advanced)"
METRICS = "metrics to judge by, instead of the headline ones"
WHERE = "only runs that fit, in MLflow's language: 'params.model = \"lightgbm\"'"
MARKET = "only runs of this market"
BETTER = ("higher", "lower", "nearest_zero")


def main(argv: Sequence[str]) -> int:
    """Run `nba-props experiments ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    parser = Parser("nba-props experiments", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _verb(actions, "setup", _setup, "make the experiments of all phases; those that are there are updated")
    _add_best(actions)
    _add_compare(actions)
    _add_report(actions)
    _add_phases(actions)
    _add_export(actions)
    _add_weekly(actions)
    served = _verb(actions, "ui", _ui, "open MLflow's pages on the store, until Ctrl-C")
    served.add_argument("--port", type=int, help="where to serve them, 0 for a free one (5000)")
    return parser


def _verb(actions: Actions, name: str, run: Any, text: str) -> Parser:  # noqa: ANN401
    """Return a verb; options that are not given stay away, so that Python's defaults hold."""
    verb = actions.add_parser(name, help=text, description=text, argument_default=argparse.SUPPRESS)
    add_store(verb)
    verb.add_argument("--json", action="store_true", default=False, help="print JSON")
    verb.set_defaults(run=run)
    return verb


def _add_best(actions: Actions) -> None:
    verb = _verb(actions, "best", _best, "the best finished runs by a metric; 1 if no run has it")
    verb.add_argument("experiment", help=EXPERIMENT)
    verb.add_argument("--metric", help="what to order by (val_mae)")
    verb.add_argument("--top", type=int, metavar="N", help="how many (5)")
    verb.add_argument("--better", choices=BETTER, help="for metrics that are not known")
    verb.add_argument("--market", help=MARKET)
    verb.add_argument("--like", metavar="RUN", help="only runs judged on the same player-games as this one")
    verb.add_argument("--where", metavar="FILTER", help=WHERE)


def _add_compare(actions: Actions) -> None:
    text = "what differs among runs, and whether their errors differ by more than chance"
    verb = _verb(actions, "compare", _compare, text)
    verb.add_argument("runs", nargs="+", metavar="RUN", help="ids, or the beginnings of them; 2 to 8")
    verb.add_argument("--details", action="store_true", help="metrics of segments and folds too")
    every = "all settings, those of one option alone too, and all metrics: ends of intervals, equal ones too"
    verb.add_argument("--all", action="store_true", default=False, help=every)
    verb.add_argument("--seed", type=int, help="of the bootstrap (42)")
    verb.add_argument("--resamples", type=int, metavar="N", help="of the bootstrap (10000)")
    _add_html(verb)
    verb.add_argument(
        "--require-better", action="store_true", default=False, help="1 unless all are better than the first"
    )


def _add_report(actions: Actions) -> None:
    verb = _verb(actions, "report", _report, "write a report of an experiment")
    verb.add_argument("experiment", help=EXPERIMENT)
    verb.add_argument("--output", type=Path, required=True, metavar="FILE", help=".txt, .md or .html")
    verb.add_argument("--metrics", nargs="+", metavar="M", help=METRICS)
    verb.add_argument("--market", help=MARKET)
    verb.add_argument("--top", type=int, metavar="N", help="how many of the best runs (5)")
    verb.add_argument("--recent", type=int, metavar="N", help="how many of the newest runs (20)")


def _add_phases(actions: Actions) -> None:
    verb = _verb(actions, "phases", _phases, "the best of each phase, and how far each got")
    verb.add_argument("--metrics", nargs="+", metavar="M", help=METRICS)
    verb.add_argument("--market", help=MARKET)
    verb.add_argument("--where", metavar="FILTER", help=WHERE)
    _add_html(verb)


def _add_html(verb: Parser) -> None:
    verb.add_argument("--html", type=Path, default=None, metavar="FILE", help="write the page, too")


def _add_export(actions: Actions) -> None:
    verb = _verb(actions, "export", _export, "write all runs of an experiment into a table")
    verb.add_argument("experiment", help=EXPERIMENT)
    verb.add_argument("file", type=Path, metavar="FILE", help=".csv or .parquet")
    verb.add_argument("--where", metavar="FILTER", help=WHERE)


def _add_weekly(actions: Actions) -> None:
    verb = _verb(actions, "weekly", _weekly, "runs, new best values, registrations and promotions")
    verb.add_argument("--since", type=_date, metavar="DATE", help="2025-01-31 (seven days ago)")
    verb.add_argument("--metrics", nargs="+", metavar="M", help=METRICS)
    verb.add_argument("--market", help=MARKET)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2025-01-31") from None


def _setup(args: argparse.Namespace) -> int:
    from nba_props.tracking.comparison import setup

    show(setup(open_named(args.store, make=True)), args.json)
    return 0


def _best(args: argparse.Namespace) -> int:
    from nba_props.tracking.comparison import Better, best

    if "better" in args:
        args.better = Better(args.better)
    found = call(best, args, store=open_named(args.store))
    show(found, args.json)
    return 0 if found.runs else 1


def _compare(args: argparse.Namespace) -> int:
    from nba_props.tracking.comparison import compare

    store = _open_for_page(args)
    found = call(compare, args, store=store)
    if args.html is not None:
        from nba_props.tracking.comparison.pages import compared

        _write_page(args.html, compared.render(store, found), store, [run.id for run in found.runs])
    if args.json:
        show(found, as_json=True)
    else:
        show_tables(found.tables(every=args.all))
    return 1 if args.require_better and not found.all_better else 0


def _report(args: argparse.Namespace) -> int:
    from nba_props.cli.pages import checked
    from nba_props.tracking.comparison import report

    checked(args.output)
    show(call(report, args, store=open_named(args.store)), args.json)
    return 0


def _phases(args: argparse.Namespace) -> int:
    from nba_props.tracking.comparison import phases

    store = _open_for_page(args)
    found = call(phases, args, store=store)
    if args.html is not None:
        from nba_props.tracking.comparison.pages import progress

        _write_page(args.html, progress.render(store, found), store, [best.run.id for best in found.bests])
    show(found, args.json)
    return 0


def _open_for_page(args: argparse.Namespace) -> Store:
    """Open the store, after a look at where the page is to be written."""
    if args.html is not None:
        from nba_props.cli.pages import checked

        checked(args.html, ".html")
    return open_named(args.store)


def _write_page(path: Path, page: str, store: Store, runs: Sequence[str]) -> None:
    from nba_props.cli.pages import write
    from nba_props.tracking.cited import cite

    write(path, page)
    cite(store, runs, path)
    say(f"wrote {path}", error=True)


def _export(args: argparse.Namespace) -> int:
    from nba_props.cli.pages import checked
    from nba_props.tracking.comparison import export

    checked(args.file)
    show(call(export, args, store=open_named(args.store)), args.json)
    return 0


def _weekly(args: argparse.Namespace) -> int:
    from nba_props.tracking.comparison import weekly

    show(call(weekly, args, store=open_named(args.store)), args.json)
    return 0


def _ui(args: argparse.Namespace) -> int:
    from nba_props.tracking.ui import ui

    def ready(address: str) -> None:
        say(json.dumps({"address": address}) if args.json else f"{address}  (Ctrl-C ends it)", flush=True)

    return int(call(ui, args, store=open_named(args.store, make=True), ready=ready))
