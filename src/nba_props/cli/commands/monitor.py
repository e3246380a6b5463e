"""Watch the models in production: sequential tests of their nights; 1 if there is an alarm."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nba_props.cli.exits import ERROR, tell
from nba_props.cli.live import add_now, add_store_folder, now_of, source_words
from nba_props.cli.pages import check_given, write
from nba_props.cli.parser import Parser
from nba_props.cli.store import open_named, settings_of
from nba_props.core.console import say
from nba_props.errors import ConfigError, NBAPropsError, TrackingError
from nba_props.tracking.secrets import redacted

if TYPE_CHECKING:
    from nba_props.live.watch.monitor import ModelWatch
    from nba_props.market import Market
    from nba_props.tracking.comparison.search import RunRow
    from nba_props.tracking.store import Store

ALARM = 1
MARKET = "market"
"""The tag of a run that names what it predicts."""


def main(argv: Sequence[str]) -> int:
    """Run `nba-props monitor ...`; returns 1 on an alarm, else 2 where a model is not watched or compared."""
    args = _parser().parse_args(argv)
    check_given(args.html)
    words, until = source_words(args), _last_day(now_of(args))
    if args.model and args.run:
        raise ConfigError("--model and --run: name one of them")
    store = open_named(args.tracking)
    failed: list[NBAPropsError] = []
    found = _watched(args, store, words, until, failed)
    if not found:
        raise TrackingError("\n".join(map(str, failed))) from failed[0]
    if args.html is not None:
        _write(args.html, found, until, failed)
    _log(found, args.tracking)
    _show(found, args.json)
    for error in failed:
        tell(error)
    if any(each.alarms for each in found):
        return ALARM
    return ERROR if failed else 0


def _parser() -> Parser:
    parser = Parser("nba-props monitor", description=__doc__)
    add = parser.add_argument
    add(
        "--model",
        metavar="NAME",
        help="a market (pra), or a registered model's full name (all in production)",
    )
    add("--run", metavar="ID", help="the model of a run instead, by its id or the beginning of it")
    add_store_folder(parser)
    text = "data from elsewhere, as for `nba-props train`: data=files data.game_logs=… data.prop_lines=…"
    add("--data", nargs="+", metavar="WORD", help=text)
    add("--tracking", metavar="URI", help="where models and nights are kept, as `--store` of registry")
    add("--days", type=_count, default=14, metavar="N", help="dates over which the present is taken (14)")
    add_now(parser)
    text = "a second model, scored on the same nights in the shadow, by the id of its run"
    add("--challenger", metavar="RUN", help=text)
    add("--json", action="store_true", help="print JSON")
    add("--html", type=Path, metavar="FILE", help="write the page, too")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _last_day(now: dt.datetime) -> dt.date:
    """Return the last day that is over at a moment, US/Eastern."""
    from nba_props.data.eastern import league_day

    return league_day(now) - dt.timedelta(days=1)


@contextmanager
def _collected(failed: list[NBAPropsError]) -> Iterator[None]:
    """Keep what is wrong with one model from ending the watch on the others."""
    try:
        yield
    except NBAPropsError as error:
        failed.append(error)


def _watched(
    args: argparse.Namespace,
    store: Store,
    words: Sequence[str],
    until: dt.date,
    failed: list[NBAPropsError],
) -> list[ModelWatch]:
    """Return what is found of each model; why one is not watched is added to `failed`."""
    from nba_props.configuration.compose import load
    from nba_props.live.watch.monitor import watch_model

    models = _models(args, store, failed)
    if not models:
        return []
    challenger = _challenger(args.challenger, store, [run for _, run in models])
    source = load(words)
    data = source.source.load(source.seed)
    found = []
    for version, run in models:
        with _collected(failed):
            market = _market(run)
            beside = challenger if challenger and challenger.tags.get(MARKET) == market.name else None
            watch = watch_model(
                store,
                run,
                data,
                market,
                until,
                version=version,
                days=args.days,
                challenger=beside,
                failed=failed,
            )
            found.append(watch)
    return found


def _challenger(name: str | None, store: Store, watched: Sequence[RunRow]) -> RunRow | None:
    """Return the run that is scored beside a model.

    Raises:
        ConfigError: no model that is watched has its market.
    """
    from nba_props.tracking.comparison.search import find_run

    if name is None:
        return None
    run, markets = find_run(store, name), sorted({run.tags.get(MARKET, "") for run in watched})
    if run.tags.get(MARKET) not in markets:
        of = run.tags.get(MARKET, "no market")
        raise ConfigError(
            f"--challenger {name}: run {run.short} is of {of}; watched are {', '.join(markets)}"
        )
    return run


def _market(run: RunRow) -> Market:
    from nba_props.configuration.single import load_option

    return cast("Market", load_option("market", run.tags[MARKET]))


def _models(args: argparse.Namespace, store: Store, failed: list[NBAPropsError]) -> list[tuple[str, RunRow]]:
    """Return the version and the run of each model to watch; why one has none is added to `failed`."""
    from nba_props.live.watch.monitor import NO_VERSION
    from nba_props.tracking.comparison.search import find_run
    from nba_props.tracking.registry import ModelRegistry
    from nba_props.tracking.registry.base import PRODUCTION

    if args.run is not None:
        run = find_run(store, args.run)
        if MARKET not in run.tags:
            raise TrackingError(f"run {run.short}: it has no tag market, so it made no model")
        return [(NO_VERSION, run)]
    registry = ModelRegistry(store)
    live = [model.model for model in registry.list_models() if PRODUCTION in model.aliases]
    if not live and args.model is None:
        way = "put one there (see: nba-props registry promote --help), or name a run by --run"
        raise TrackingError(f"no model is in production in {store.uri}; {way}")
    found = []
    for name in live if args.model is None else [args.model]:
        with _collected(failed):
            version = registry.get_model_version(name)
            found.append((version.version, find_run(store, version.run_id)))
    return found


def _log(found: Sequence[ModelWatch], tracking: str | None) -> None:
    from nba_props.live.watch.monitor import log_watch

    for each in found:
        log_watch(each, settings_of(tracking))


def _write(file: Path, found: Sequence[ModelWatch], until: dt.date, failed: Sequence[NBAPropsError]) -> None:
    from nba_props.live.watch.page import render

    write(file, render(found, until, [redacted(str(error)) for error in failed]))
    say(f"wrote {file}", error=True)


def _show(found: Sequence[ModelWatch], as_json: bool) -> None:
    import shutil

    from nba_props.cli.output import json_text
    from nba_props.tracking.table import as_text

    if as_json:
        say(json_text([each.plain() for each in found]))
        return
    tables = [table for each in found for table in each.tables()]
    say(as_text(tables, shutil.get_terminal_size((80, 24)).columns))
    for each in found:
        for raised in each.alarms:
            say(f"ALARM: {each.market}: {raised.name}, since {raised.since}")
