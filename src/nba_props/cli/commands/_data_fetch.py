"""`nba-props data odds`, `data update` and `data reports`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from nba_props.cli.live import add_now, add_store_folder, now_of, store_folder
from nba_props.cli.parser import Parser
from nba_props.core.console import say
from nba_props.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from nba_props.source.files import FolderUpdate
    from nba_props.source.league import LeagueUpdate
    from nba_props.source.odds import OddsSnapshot
    from nba_props.source.reports import Report

    Actions = argparse._SubParsersAction[Parser]

T = TypeVar("T")
LEAGUE, FILES = "nba_api", "files"
"""The sources of `data update`."""
NOTHING_NEW = "nothing new"
FAILED = 1
"""The exit code where a source failed; what was fetched before is kept."""


def add_actions(actions: Actions) -> None:
    """Add the actions that fetch from live sources into a store."""
    text = "the schedule, players' game logs since the last ones, and today's rosters into the local store"
    update = _action(actions, "update", text, _update)
    update.add_argument(
        "--seasons",
        type=_words,
        metavar="NAMES",
        help="such as 2022-23,2023-24, from their beginning (the present one, since its last logs)",
    )
    update.add_argument("--source", choices=(LEAGUE, FILES), default=LEAGUE, help="whom to ask (%(default)s)")
    update.add_argument(
        "--folder", metavar="DIR", help=f"of --source {FILES} (as conf/source/files.yaml says)"
    )
    update.add_argument(
        "settings",
        nargs="*",
        metavar="SETTINGS",
        help=f"of --source {FILES}, such as data.odds_format=decimal",
    )
    text = "bookmakers' prices of the next games into the local store, as a snapshot with its time"
    odds = _action(actions, "odds", text, _odds)
    odds.add_argument(
        "--markets", type=_words, metavar="NAMES", help="of players, such as points,pra,player_blocks"
    )
    odds.add_argument("--books", type=_words, metavar="NAMES", help="bookmakers' keys, in place of regions")
    odds.add_argument("--regions", type=_words, metavar="NAMES", help="such as us,eu")
    odds.add_argument("--hours", type=float, metavar="N", help="games that tip off within so many hours")
    odds.add_argument("--max-credits", type=int, metavar="N", help="spend no more (a tenth of what is left)")
    text = "the league's last injury report into the local store; a missing one means unknown, not healthy"
    reports = _action(actions, "reports", text, _reports)
    reports.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILES",
        help="reports that were kept, as PDF or CSV, in its place",
    )


def _action(actions: Actions, name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Parser:
    parser = actions.add_parser(name, help=text, description=text)
    add_store_folder(parser)
    add_now(parser)
    parser.add_argument("--dry-run", action="store_true", help="tell what would be fetched, and fetch it not")
    parser.set_defaults(run=run)
    return parser


def _update(args: argparse.Namespace) -> int:
    from nba_props.data.store.store import Change

    update = _folder_update(args) if args.source == FILES else _league_update(args)
    changes: dict[str, Change] = {}
    try:
        if args.dry_run:
            say("\n".join(update.texts()) or NOTHING_NEW)
            return 0
        for table, change in _progress(update.fetch(), update.total, args.source):
            changes[table] = changes.get(table, Change()) + change
    finally:
        update.close()
    for table, change in changes.items():
        say(f"{table}: {change.added:,} added, {change.changed:,} changed, {change.unchanged:,} as before")
    if not changes and not update.problems:
        say(NOTHING_NEW)
    for remark in update.remarks:
        say(remark)
    update.note()
    return _failed(update.problems) if update.problems else 0


def _league_update(args: argparse.Namespace) -> LeagueUpdate:
    from nba_props.data.seasons import is_season
    from nba_props.data.store.store import DataStore
    from nba_props.source.league import LeagueUpdate
    from nba_props.source.nba_api import NbaApi

    given = [*(["--folder"] if args.folder else []), *args.settings]
    if given:
        raise ConfigError(f"{given[0]}: only --source {FILES} takes it")
    seasons = args.seasons or []
    wrong = [name for name in seasons if not is_season(name)]
    if wrong:
        raise ConfigError(f"--seasons {wrong[0]}: is no season such as 2023-24")
    now = _now(args, "NBA_PROPS_STATS_URL")
    source = _source(LEAGUE, NbaApi)
    store = DataStore.open(store_folder(args), create=True)
    return LeagueUpdate(source, source.http(), store, now, seasons)


def _folder_update(args: argparse.Namespace) -> FolderUpdate:
    from dataclasses import replace

    from nba_props.data.store.store import DataStore
    from nba_props.source.files import DroppedFiles, FolderUpdate

    if args.seasons:
        raise ConfigError(f"--seasons: only --source {LEAGUE} takes it; files tell their own")
    source = _source(FILES, DroppedFiles)
    source = replace(source, folder=args.folder or source.folder, settings=[*source.settings, *args.settings])
    return FolderUpdate(source, DataStore.open(store_folder(args), create=True), now_of(args))


def _odds(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from nba_props.data.store.store import DataStore
    from nba_props.source.odds import OddsSnapshot
    from nba_props.source.the_odds_api import TheOddsApi

    source = _source("the_odds_api", TheOddsApi)
    given = {"markets": args.markets, "bookmakers": args.books, "regions": args.regions, "hours": args.hours}
    source = replace(source, **{name: value for name, value in given.items() if value is not None})
    http = source.http()
    now = _now(args, "NBA_PROPS_ODDS_URL")
    snapshot = OddsSnapshot(source, http, DataStore.open(store_folder(args), create=True), now)
    try:
        return _fetched(snapshot, args)
    except SourceError as error:
        snapshot.note(str(error))
        return _failed([str(error)])
    finally:
        http.close()


def _fetched(snapshot: OddsSnapshot, args: argparse.Namespace) -> int:
    from nba_props.data.store.store import Change

    plan = snapshot.plan()
    if not plan.events:
        say(f"no game tips off within {snapshot.source.hours:g} hours")
        snapshot.note("no games")
        return 0
    say(plan.text)
    if args.dry_run:
        return 0
    allowed = plan.check(args.max_credits)
    found = Change()
    for _, change in _progress(snapshot.fetch(plan, allowed), len(plan.events) + 1, "prices"):
        found += change
    say(
        f"{found.added:,} rows added" + ("" if snapshot.left is None else f"; {snapshot.left:,} credits left")
    )
    brought = found.added or found.unchanged
    if brought and snapshot.unquoted and not snapshot.quoted:
        snapshot.problems.append("the_odds_api: no book quotes a player of these games yet")
    elif not brought and not snapshot.problems:
        snapshot.problems.append("the_odds_api: no book quotes any of these games yet")
    snapshot.note(snapshot.problems[0] if snapshot.problems else "ok")
    return _failed(snapshot.problems) if snapshot.problems else 0


def _reports(args: argparse.Namespace) -> int:
    from nba_props.data.store.store import DataStore
    from nba_props.source.official_report import OfficialReport
    from nba_props.source.report_files import bring
    from nba_props.source.reports import LastReport

    store, now = DataStore.open(store_folder(args), create=True), now_of(args)
    if args.files:
        for path in args.files:
            _tell_report(bring(store, path, now))
        return 0
    source = _source("official_report", OfficialReport)
    http = source.http()
    last = LastReport(source, http, store, now)
    if args.dry_run:
        say("\n".join(last.names()))
        return 0
    try:
        found = last.fetch()
    except SourceError as error:
        last.note(str(error))
        return _failed([str(error)])
    finally:
        http.close()
    _tell_report(found)
    last.note("ok")
    return 0


def _tell_report(found: Report) -> None:
    waiting = f"{found.waiting} of {found.teams} teams not submitted"
    say(f"{found.name}: {found.change.added:,} rows added; {waiting}")


def _now(args: argparse.Namespace, variable: str) -> dt.datetime:
    """Return the moment of a fetch: the clock's, or another where a replay server answers as of it.

    Raises:
        ConfigError: another is given to a source that answers as of this moment, whatever it is told.
    """
    if args.now is not None and not os.environ.get(variable):
        raise ConfigError(f"--now: the source answers as of this moment; {variable} names a replay server")
    return now_of(args)


def _failed(problems: Iterable[str]) -> int:
    from nba_props.cli.exits import tell

    for problem in problems:
        tell(SourceError(problem))
    return FAILED


def _source(name: str, kind: type[T]) -> T:
    from nba_props.configuration.build import register
    from nba_props.configuration.single import load_option

    register()
    found = load_option("source", name)
    if not isinstance(found, kind):
        raise ConfigError(f"source={name}: is a {type(found).__name__}, not a {kind.__name__}")
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _progress(steps: Iterable[T], total: int, text: str) -> Iterator[T]:
    """Yield the steps, with a bar on a terminal."""
    from rich.progress import track

    from nba_props.core.console import plain_console

    console = plain_console(stderr=True)
    yield from track(steps, text, total, console=console, transient=True, disable=not console.is_terminal)
