"""`nba-props data import` and `nba-props data status`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from nba_props.cli.live import add_now, add_store_folder, now_of, store_folder
from nba_props.cli.parser import Parser
from nba_props.core.console import say
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    Actions = argparse._SubParsersAction[Parser]


def add_actions(actions: Actions) -> None:
    """Add the actions that fill a store from files and tell what it holds."""
    text = "read files into the local store, which `data=store` reads; what is there already changes nothing"
    bring = actions.add_parser("import", help=text, description=text)
    bring.add_argument(
        "files",
        nargs="+",
        metavar="FILES",
        help="files, folders or globs: game logs, lines, lines on games, injury reports, positions, in any "
        "order; and settings such as data.odds_format=decimal",
    )
    bring.set_defaults(run=_import)
    text = "what the local store holds, up to when, and what is missing in it"
    status = actions.add_parser("status", help=text, description=text)
    add_now(status)
    status.set_defaults(run=_status)
    for parser in (bring, status):
        add_store_folder(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")


def _import(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from nba_props.cli import store_report
    from nba_props.cli.output import json_text, show_tables
    from nba_props.data.inspection.option import settings_of
    from nba_props.data.store.importing import import_files

    words = [word for word in args.files if word.startswith("data.")]
    names = [word for word in args.files if word not in words]
    if not names:
        raise ConfigError("data import: names no file")
    found = import_files(store_folder(args), names, settings_of(words))
    if args.json:
        say(json_text(asdict(found)))
    else:
        show_tables(store_report.imported(found))
    return 0


def _status(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from nba_props.cli import store_report
    from nba_props.cli.output import json_text, show_tables
    from nba_props.data.store.status import status_of

    found = status_of(store_folder(args), now_of(args))
    if args.json:
        say(json_text(asdict(found)))
    else:
        show_tables(store_report.status(found))
    return 0
