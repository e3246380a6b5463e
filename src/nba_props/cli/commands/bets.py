"""Keep bets as they were taken, settle them by box scores, and tell what they came to."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.cli.bet_terms import book, line, money, price, remark, stake, team, word
from nba_props.cli.live import add_now, add_store_folder, day, now_of, store_folder
from nba_props.cli.output import json_text
from nba_props.cli.parser import Parser
from nba_props.core.console import say

if TYPE_CHECKING:
    import polars as pl

    from nba_props.live.bets.ledger import BetLedger
    from nba_props.tracking.table import TextTable

    Actions = argparse._SubParsersAction[Parser]

BET = "the bet's id, or the beginning of it"
PRICE = "decimal (1.91), or American with its sign (-110, +105)"


def main(argv: Sequence[str]) -> int:
    """Run `nba-props bets ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    made = Parser("nba-props bets", description=__doc__)
    actions = made.add_subparsers(required=True, metavar="ACTION")
    _add_list(actions)
    _add_place(actions)
    _add_add(actions)
    verb = _verb(actions, "void", _void, "call a bet off: the stake comes back, whatever happened")
    verb.add_argument("bet", type=remark, metavar="ID", help=BET)
    verb.add_argument("--reason", type=remark, default="", help="why")
    verb = _verb(actions, "history", _history, "every change of a bet, with its time")
    verb.add_argument("bet", type=remark, metavar="ID", help=BET)
    verb.add_argument("--json", action="store_true", help="print JSON")
    _add_settle(actions)
    _add_report(actions)
    verb = _verb(actions, "export", _export, "write all changes of all bets into a CSV file")
    verb.add_argument("file", type=Path, metavar="FILE")
    verb = _verb(actions, "import", _import, "add the changes of an exported CSV file that are not there yet")
    verb.add_argument("file", type=Path, metavar="FILE")
    return made


def _verb(actions: Actions, name: str, run: Any, text: str) -> Parser:  # noqa: ANN401
    verb = actions.add_parser(name, help=text, description=text)
    add_store_folder(verb)
    add_now(verb)
    verb.set_defaults(run=run)
    return verb


def _add_list(actions: Actions) -> None:
    verb = _verb(actions, "list", _list, "the bets, by night")
    verb.add_argument("--open", action="store_true", help="only those that have not ended")
    verb.add_argument("--since", type=day, metavar="DATE", help="only of nights from this one on")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _add_place(actions: Actions) -> None:
    verb = _verb(actions, "place", _place, "make a paper bet a real one, as it was taken")
    verb.add_argument("bet", type=remark, metavar="ID", help=BET)
    _add_terms(verb)
    verb.add_argument("--line", type=line, help="where the book's line is not that of the pick")


def _add_terms(verb: Parser) -> None:
    verb.add_argument("--price", type=price, required=True, help=PRICE)
    verb.add_argument("--book", type=book, required=True, help="where it was taken")
    verb.add_argument("--stake", type=stake, required=True, help="in units of money")


def _add_add(actions: Actions) -> None:
    from nba_props.data.vocabulary.markets import COMBINED

    verb = _verb(actions, "add", _add, "keep a bet of one's own, that no pick proposed")
    verb.add_argument("--player", type=word, required=True, metavar="NAME")
    verb.add_argument("--team", type=team, required=True, help="the player's, such as DEN")
    verb.add_argument(
        "--night", type=day, required=True, metavar="DATE", help="the day of the game (Eastern)"
    )
    verb.add_argument("--market", choices=tuple(COMBINED), required=True)
    verb.add_argument("--side", choices=("over", "under"), required=True)
    verb.add_argument("--line", type=line, required=True)
    _add_terms(verb)
    verb.add_argument("--paper", action="store_true", help="no money is on it")
    verb.add_argument("--again", action="store_true", help="although the same bet is there already")


def _add_settle(actions: Actions) -> None:
    verb = _verb(
        actions, "settle", _settle, "settle the bets of games that are over, and corrected ones anew"
    )
    source = "game logs to settle by: files, folders or globs (the store's)"
    verb.add_argument("--game-logs", nargs="+", type=Path, metavar="FILES", help=source)
    played = "bets stand once the player was on the court, or for a minute (court)"
    verb.add_argument("--played", choices=("court", "one_minute"), default="court", help=played)
    postponed = "bets on a game that is played on another day (void)"
    verb.add_argument("--postponed", choices=("void", "stands"), default="void", help=postponed)
    resettle = "settle bets anew that ended by another of these rules"
    verb.add_argument("--resettle", action="store_true", help=resettle)


def _add_report(actions: Actions) -> None:
    verb = _verb(actions, "report", _report, "what the bets came to, with intervals, against the close")
    verb.add_argument("--since", type=day, metavar="DATE", help="the first night that counts (all)")
    verb.add_argument("--money", choices=("all", "real", "paper"), default="all", help="which bets (all)")
    bankroll = "before the first bet (what the first pick tells)"
    verb.add_argument("--bankroll", type=money, metavar="MONEY", help=bankroll)
    verb.add_argument("--html", type=Path, metavar="FILE", help="write the page, too")
    verb.add_argument("--json", action="store_true", help="print JSON")


def _ledger(args: argparse.Namespace, *, create: bool = False) -> BetLedger:
    from nba_props.live.bets import FILE
    from nba_props.live.bets.ledger import BetLedger

    return BetLedger.open(store_folder(args) / FILE, create=create)


def _list(args: argparse.Namespace) -> int:
    import polars as pl

    from nba_props.live.bets import views

    found = _ledger(args).bets(args.now)
    if args.open:
        found = found.filter(pl.col("result") == "pending")
    if args.since is not None:
        found = found.filter(pl.col("night") >= args.since)
    return _show(views.listed(found, "Open bets" if args.open else "Bets"), found if args.json else None)


def _place(args: argparse.Namespace) -> int:
    from nba_props.live.bets import views

    ledger, terms = _ledger(args), {"price": args.price, "book": args.book, "stake": args.stake}
    changed = ledger.place(args.bet, now_of(args), line=args.line, **terms)
    bet = ledger.find(args.bet)
    done = "placed" if changed else "nothing to do, it is placed so already"
    terms_now = f"{bet['player_name']} {views.wager(bet)}, at {bet['price']:.2f} for {bet['stake']:,.2f}"
    say(f"{bet['bet_id']}: {done}: {terms_now}")
    return 0


def _add(args: argparse.Namespace) -> int:
    names = ("team", "night", "market", "side", "line", "book", "price", "stake")
    terms = {"player_name": args.player, **{name: getattr(args, name) for name in names}}
    ledger = _ledger(args, create=True)
    say(f"{ledger.add(terms, now_of(args), paper=args.paper, again=args.again)}: added")
    return 0


def _void(args: argparse.Namespace) -> int:
    ledger = _ledger(args)
    changed = ledger.void(args.bet, now_of(args), args.reason)
    done = "void now, the stake comes back" if changed else "nothing to do, it is void already"
    say(f"{ledger.find(args.bet)['bet_id']}: {done}")
    return 0


def _history(args: argparse.Namespace) -> int:
    import polars as pl

    from nba_props.live.bets import views

    ledger = _ledger(args)
    bet_id = ledger.find(args.bet)["bet_id"]
    changes = ledger.history().filter(pl.col("bet_id") == bet_id)
    return _show(views.history(changes), changes if args.json else None)


def _settle(args: argparse.Namespace) -> int:
    from nba_props.live.bets import views
    from nba_props.live.bets.settlement import Played, Postponed, SettlementRule

    rule = SettlementRule(Played(args.played), Postponed(args.postponed))
    ledger = _ledger(args)
    player_games, schedule = _games(args)
    found = ledger.settle(player_games, now_of(args), rule, schedule, resettle=args.resettle)
    return _show(views.settlement(found))


def _games(args: argparse.Namespace) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return the box scores to settle by, and the schedule where there is a store of them."""
    if args.game_logs is None:
        from nba_props.data.store.store import DataStore

        store = DataStore.open(store_folder(args))
        return store.read("player_games"), store.read("schedule")
    from nba_props.data.files.games import FileGames
    from nba_props.data.quality import QualityReport

    return FileGames(game_logs=[str(path) for path in args.game_logs]).load(
        0, QualityReport()
    ).player_games, None


def _report(args: argparse.Namespace) -> int:
    from nba_props.cli.pages import check_given, write
    from nba_props.live.bets import page, views
    from nba_props.live.bets.closing import stored_lines
    from nba_props.live.bets.report import Money, report_of

    check_given(args.html)
    found = report_of(
        _ledger(args).bets(args.now),
        stored_lines(store_folder(args), now_of(args)),
        since=args.since,
        money=Money(args.money),
        bankroll=args.bankroll,
    )
    if args.html is not None:
        write(args.html, page.render(found))
        say(f"wrote {args.html}", error=True)
    if args.json:
        say(json_text(found.as_plain()))
        return 0
    return _show(views.report(found))


def _export(args: argparse.Namespace) -> int:
    from nba_props.cli.pages import checked
    from nba_props.live.bets.exchange import export

    checked(args.file)
    say(f"wrote {args.file}: {export(_ledger(args), args.file):,} changes", error=True)
    return 0


def _import(args: argparse.Namespace) -> int:
    from nba_props.live.bets.exchange import take_over

    say(f"{args.file}: {take_over(_ledger(args, create=True), args.file):,} changes added", error=True)
    return 0


def _show(tables: Sequence[TextTable], frame: pl.DataFrame | None = None) -> int:
    """Print a frame as JSON, else tables that fit the terminal (80 columns where there is none)."""
    from nba_props.tracking.table import as_text

    if frame is not None:
        say(json_text(frame.to_dicts()))
    else:
        say(as_text(tables, shutil.get_terminal_size((80, 24)).columns))
    return 0
