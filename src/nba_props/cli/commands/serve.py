"""Serve a model over HTTP: strict JSON in and out, every refusal one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nba_props.cli.parser import Parser
from nba_props.cli.store import add_store, open_named
from nba_props.core.console import say
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.tracking.store import Store

MODEL = (
    "a run (its id, or the beginning of it), a registered version (pra@production, pra/3), or an MLflow URI"
)
MEBIBYTE = 2**20


def main(argv: Sequence[str]) -> int:
    """Run `nba-props serve MODEL` until Ctrl-C; returns the exit code."""
    args = _parser().parse_args(argv)
    from nba_props.serving.loading import load_model
    from nba_props.serving.server import serve
    from nba_props.tracking.ui import free_port

    if args.max_request < 1:
        raise ConfigError(f"--max-request {args.max_request}: must be 1 or more")
    port = free_port(args.port, args.host)
    store = open_named(args.store)
    model = load_model(store, uri_of(store, args.served))
    try:
        serve(model, args.host, port, args.max_request * MEBIBYTE, lambda address: say(address, flush=True))
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> Parser:
    parser = Parser("nba-props serve", description=__doc__)
    parser.add_argument("served", metavar="MODEL", help=MODEL)
    add_store(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=5001, help="0 for a free one (%(default)s)")
    parser.add_argument(
        "--max-request", type=int, default=10, metavar="MIB", help="the largest request (%(default)s MiB)"
    )
    return parser


def uri_of(store: Store, name: str) -> str:
    """Return MLflow's URI of a model that is named in short.

    Raises:
        TrackingError: no run begins so, or several do.
    """
    from nba_props.tracking.comparison.search import find_run
    from nba_props.tracking.registry.base import full_name

    if ":" in name:
        return name
    if re.search("[@/]", name):
        return f"models:/{full_name(name)}"
    return f"runs:/{find_run(store, name).id}/model"
