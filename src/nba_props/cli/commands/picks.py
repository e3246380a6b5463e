"""Tonight's picks: the models in production on the latest quotes, with what is wrong with them first."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nba_props.cli.live import add_now, add_store_folder, now_of, source_words, store_folder
from nba_props.cli.pages import check_given, write
from nba_props.cli.parser import Parser
from nba_props.cli.store import open_named, settings_of
from nba_props.core.console import say
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    import polars as pl

    from nba_props.data.store.source import Stored
    from nba_props.experiment import Experiment
    from nba_props.live.picks.evening import Evening
    from nba_props.live.picks.model import NightModel
    from nba_props.live.picks.view import Odds
    from nba_props.store import Tracking

ODDS = ("american", "decimal")
YEAR_OF_MINUTES = 525_600


def main(argv: Sequence[str]) -> int:
    """Run `nba-props picks ...`; returns the exit code: 1 where a guard holds the bets back."""
    args = _parser().parse_args(argv)
    from nba_props.live.picks.choose import NightRules
    from nba_props.live.picks.evening import evening
    from nba_props.live.picks.logged import earlier_runs
    from nba_props.live.picks.publish import log_night

    check_given(args.csv, args.html)
    now = now_of(args)
    rules = NightRules(
        bankroll=positive("bankroll", args.bankroll),
        min_value=_finite("min-value", args.min_value),
        quote_age=_minutes("quote-age", args.quote_age),
        forced=args.force,
    )
    tracking = settings_of(args.tracking)
    source = _source(args, tracking, now)
    models = _models(args, source)
    data, odds = source.source.load(source.seed), _odds(args.odds, source)
    with _alone(args):
        found = evening(models, data, rules, now, _bets(args, now))
        _write(args, found, odds)
        earlier = earlier_runs(open_named(args.tracking), found)
        run_id = log_night(found, tracking, earlier)
        if args.record:
            _record(args, found)
    _show(args, found, odds, run_id, earlier)
    return int(bool(found.issues) and not args.force)


def _parser() -> Parser:
    parser = Parser("nba-props picks", description=__doc__)
    add = parser.add_argument
    add("--market", default="", metavar="A,B", help="which markets (all that have such a model)")
    text = "of the registered models (%(default)s)"
    add("--model", dest="alias", default="production", metavar="ALIAS", help=text)
    add("--run", metavar="ID", help="the model of a run instead, by its id or the beginning of it")
    add_store_folder(parser)
    add_now(parser)
    add(
        "--data",
        nargs="+",
        metavar="WORD",
        help="data from elsewhere, as for `nba-props train`: data=files data.game_logs=… data.prop_lines=…",
    )
    add("--tracking", metavar="URI", help="where models and nights are kept, as `--store` of registry")
    add("--bankroll", type=float, default=1000.0, metavar="UNITS", help="at the start of the night (1000)")
    add(
        "--min-value", type=float, metavar="V", help="the least expected value per unit (as the runs have it)"
    )
    add("--quote-age", type=float, default=60, metavar="MINUTES", help="older quotes are stale (60)")
    add("--odds", choices=ODDS, help="how prices are written (as they came in)")
    add("--force", action="store_true", help="show the bets all the same, under what is wrong with them")
    add("--record", action="store_true", help="keep the picks as paper bets in the ledger of the store")
    add("--json", action="store_true", help="print JSON")
    add("--csv", type=Path, metavar="FILE", help="write the picks as CSV")
    add("--html", type=Path, metavar="FILE", help="write the night as a page")
    return parser


def positive(name: str, value: float) -> float:
    """Return a number above 0.

    Raises:
        ConfigError: it is not.
    """
    if not 0 < value < float("inf"):
        raise ConfigError(f"--{name} {value:g}: must be above 0")
    return value


def _finite(name: str, value: float | None) -> float | None:
    """Return a number that others can be compared with, or None.

    Raises:
        ConfigError: it is none.
    """
    if value is not None and not isfinite(value):
        raise ConfigError(f"--{name} {value:g}: must be a finite number")
    return value


def _minutes(name: str, value: float) -> int:
    """Return whole minutes, up to a year of them.

    Raises:
        ConfigError: it is no such number.
    """
    if not (1 <= value <= YEAR_OF_MINUTES and value == int(value)):
        raise ConfigError(f"--{name} {value:g}: must be whole minutes, from 1 to {YEAR_OF_MINUTES}")
    return int(value)


def _source(args: argparse.Namespace, tracking: Tracking, now: dt.datetime) -> Experiment:
    """Return an experiment that reads the night's data, and keeps runs where the command does."""
    from dataclasses import replace

    from nba_props.configuration.compose import load

    source = replace(load(source_words(args)), tracking=tracking)
    if args.data:
        return source
    as_of = f"{now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return replace(source, data=replace(cast("Stored", source.data), as_of=as_of))


def _models(args: argparse.Namespace, source: Experiment) -> list[NightModel]:
    from nba_props.live.picks.model import markets_named, model_of_run, models_of
    from nba_props.tracking.registry import ModelRegistry

    store = open_named(args.tracking)
    markets = markets_named(args.market)
    if args.run is None:
        return models_of(ModelRegistry(store), store, markets, args.alias, source)
    found = model_of_run(store, args.run, source)
    if markets not in ([], [found.market]):
        raise ConfigError(f"--market {args.market}: run {args.run} is of {found.market}")
    return [found]


def _odds(name: str | None, source: Experiment) -> Odds:
    """Return how prices are written: as a person asks for, as files have them, else as most books do."""
    from nba_props.live.picks.view import Odds

    own = getattr(source.data, "odds_format", None)
    return Odds(name or (own.value if own is not None else Odds.american))


@contextmanager
def _alone(args: argparse.Namespace) -> Iterator[None]:
    """Keep others from recording picks between the look at the bets that stand and the record of new ones."""
    if not args.record:
        yield
        return
    from nba_props.core.atomic import locked
    from nba_props.live.bets import FILE

    with locked(store_folder(args) / f"{FILE}.picks.lock", lambda text: say(text, error=True)):
        yield


def _bets(args: argparse.Namespace, now: dt.datetime) -> pl.DataFrame | None:
    """Return the bets of the store's ledger as they were then; None where there is no ledger.

    Where picks are recorded, all that stand count, those too that another process recorded after `now`.
    """
    from nba_props.live.bets import FILE
    from nba_props.live.bets.ledger import BetLedger

    path = store_folder(args) / FILE
    if not path.is_file() or path.stat().st_size == 0:  # its first writer ended before it had written
        return None
    return BetLedger.open(path, create=False).bets(None if args.record else now)


def _record(args: argparse.Namespace, found: Evening) -> None:
    """Keep the picks as paper bets; those that are kept already stay as they are."""
    from nba_props.live.bets import FILE
    from nba_props.live.bets.ledger import BetLedger

    new = BetLedger.open(store_folder(args) / FILE).record(found.picks, found.now)
    say(f"recorded: {new} new of {found.picks.height}", error=True)


def _write(args: argparse.Namespace, found: Evening, odds: Odds) -> None:
    """Write the files that are asked for; where that fails, nothing has been logged or recorded yet."""
    from nba_props.core.spreadsheet import inert_table
    from nba_props.live.picks.view import pick_table

    if args.csv is not None:
        write(args.csv, inert_table(pick_table(found)).write_csv())
    if args.html is not None:
        from nba_props.live.picks.page import render_picks

        write(args.html, render_picks(found, odds))


def _show(args: argparse.Namespace, found: Evening, odds: Odds, run_id: str, earlier: Sequence[str]) -> None:
    from nba_props.cli.output import json_text
    from nba_props.core.console import plain_console
    from nba_props.live.picks import terminal
    from nba_props.live.picks.publish import which_run

    if args.json:
        say(json_text(_plain(found, run_id, earlier)))
    else:
        terminal.show(plain_console(), found, odds, which_run(found, run_id, earlier))


def _plain(found: Evening, run_id: str, earlier: Sequence[str]) -> dict[str, Any]:
    from nba_props.findings.render import to_dicts
    from nba_props.live.picks.view import headline, inputs, pick_table

    return {
        "headline": headline(found),
        "run_id": run_id,
        "replaces": list(earlier),
        "inputs": inputs(found),
        "findings": to_dicts(each for each in found.findings if each.raised),
        "picks": pick_table(found).to_dicts(),
        "quotes": found.quotes,
        "left_out": dict(found.reasons),
        "already_bet": found.standing.to_dicts(),
    }
