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
LATEST = "latest"
"""MLflow's word for the newest version."""


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
        ConfigError: the name has the form of none.
        RegistryError: no such model or version is registered.
        TrackingError: no run begins so, or several do.
    """
    from nba_props.tracking.comparison.search import find_run
    from nba_props.tracking.registry import ModelRegistry
    from nba_props.tracking.registry.base import PREFIX, full_name

    version = re.fullmatch(rf"(?:models:/(?={PREFIX}))?([^:@/]+)([@/])([^:@/]+)", name)
    if version is not None:
        model, mark, number = version.groups()
        _check_version(store, model, number)
        return f"models:/{full_name(model)}{mark}{number}"
    if ":" in name:
        return name
    if not re.fullmatch("[0-9a-f]+", name):
        known = ", ".join(model.market for model in ModelRegistry(store).list_models()) or "none"
        what = f"neither a run's id nor a registered version, such as {name}@production"
        raise ConfigError(f"{name}: is {what}; registered: {known}")
    return f"runs:/{find_run(store, name).id}/model"


def _check_version(store: Store, model: str, version: str) -> None:
    """Refuse a version that is not registered, naming what is.

    Raises:
        RegistryError: it is not.
    """
    from nba_props.tracking.registry import ModelRegistry

    registry = ModelRegistry(store)
    if version == LATEST:
        registry.get_model_info(model, limit=1)
    else:
        registry.get_model_version(model, version)
