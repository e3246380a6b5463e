"""Register models, judge them by criteria, promote them to staging and production, and roll back."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from nba_props.cli.output import call, json_text
from nba_props.cli.parser import Parser
from nba_props.cli.store import add_store, open_named
from nba_props.core.console import say

if TYPE_CHECKING:
    from nba_props.tracking.registry import ModelRegistry
    from nba_props.tracking.table import TextTable

    Actions = argparse._SubParsersAction[Parser]

MODEL = "a market (pra), or a registered model's full name (nba_props_pra)"
VERSION = "a version's number, or an alias: production, staging, previous"
CRITERIA = "an option of conf/criteria, such as strict (default)"


def main(argv: Sequence[str]) -> int:
    """Run `nba-props registry ...`; returns the exit code."""
    args = _parser().parse_args(argv)
    return int(args.run(args))


def _parser() -> Parser:
    """Return the words of the command.

    Each verb's options are named like the parameters of its Python function.
    """
    made = Parser("nba-props registry", description=__doc__)
    actions = made.add_subparsers(required=True, metavar="ACTION")
    _verb(actions, "list", _list, "all registered models, and which of their versions are live")
    _add_info(actions)
    verb = _verb(actions, "register", _register, "make a version of the model that a run logged")
    verb.add_argument("run_id", metavar="RUN", help="the run's id, or the beginning of it")
    verb.add_argument("--description", help="what is to be known about the version")
    verb = _verb(
        actions, "evaluate", _evaluate, "judge a version by the run that made it; 1 if it does not pass"
    )
    _add_model(verb, VERSION)
    verb.add_argument("--criteria", help=CRITERIA)
    _add_promote(actions)
    _add_rollback(actions)
    verb = _verb(actions, "archive", _archive, "take a version out of use, or back into use")
    _add_model(verb, VERSION)
    verb.add_argument("--reason", help="why")
    verb.add_argument("--undo", action="store_true", help="take it back into use")
    verb = _verb(actions, "compare", _compare, "versions of a model side by side")
    _add_model(verb)
    verb.add_argument("versions", nargs="*", metavar="VERSION", help="two or more (all that have an alias)")
    verb.add_argument("--metrics", nargs="+", metavar="M", help="which (all but those of segments and folds)")
    verb = _verb(actions, "history", _history, "who did what to a model, when and why")
    _add_model(verb)
    verb.add_argument("--limit", type=_count, metavar="N", help="only the last N")
    return made


def _verb(actions: Actions, name: str, run: Any, text: str) -> Parser:  # noqa: ANN401
    """Return a verb; options that are not given stay away, so that Python's defaults hold."""
    verb = actions.add_parser(name, help=text, description=text, argument_default=argparse.SUPPRESS)
    add_store(verb)
    verb.add_argument("--json", action="store_true", default=False, help="print JSON")
    verb.add_argument("--who", help="who does it, for the history (the user)")
    patience = "seconds to wait for another process that changes the same model (60)"
    verb.add_argument("--patience", type=float, metavar="SECONDS", help=patience)
    verb.set_defaults(run=run)
    return verb


def _add_model(verb: Parser, version: str | None = None) -> None:
    verb.add_argument("model", metavar="MODEL", help=MODEL)
    if version is not None:
        verb.add_argument("version", metavar="VERSION", help=version)


def _add_info(actions: Actions) -> None:
    verb = _verb(actions, "info", _info, "a model with its versions, or one version in full")
    _add_model(verb)
    verb.add_argument("version", nargs="?", metavar="VERSION", help=VERSION)
    verb.add_argument("--archived", action="store_true", help="versions that are out of use too")
    verb.add_argument("--limit", type=_count, metavar="N", help="how many of the newest versions (20)")


def _add_promote(actions: Actions) -> None:
    text = "make a version live, if it passes the criteria; 1 if it does not, and nothing is changed"
    verb = _verb(actions, "promote", _promote, text)
    _add_model(verb, VERSION)
    verb.add_argument("--to", choices=("staging", "production"), help="staging has no criteria (production)")
    verb.add_argument("--criteria", help=CRITERIA)
    verb.add_argument("--override", metavar="REASON", help="promote against the criteria; it is recorded")
    verb.add_argument("--reason", help="why, for the history")
    beaten = "only if `nba-props monitor --challenger` showed it to be better on the same nights"
    verb.add_argument("--after-shadow", action="store_true", help=beaten)


def _add_rollback(actions: Actions) -> None:
    verb = _verb(actions, "rollback", _rollback, "put the previous production version back, or a named one")
    _add_model(verb)
    verb.add_argument("--reason", required=True, help="why, for the history")
    verb.add_argument("--version", help="which version to go back to (previous)")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _registry(args: argparse.Namespace) -> ModelRegistry:
    from nba_props.tracking.registry import ModelRegistry

    registry: ModelRegistry = call(ModelRegistry, args, store=open_named(args.store))
    return registry


def _list(args: argparse.Namespace) -> int:
    from nba_props.tracking.registry import views

    found = _registry(args).list_models()
    return _show(args, found, views.models(found))


def _info(args: argparse.Namespace) -> int:
    from nba_props.tracking.registry import views

    registry = _registry(args)
    if "version" in args and args.version is not None:
        version = call(registry.get_model_version, args)
        return _show(args, version, views.version(version))
    found = call(registry.get_model_info, args)
    return _show(args, found, views.info(found))


def _register(args: argparse.Namespace) -> int:
    return _changed(args, call(_registry(args).register_model, args))


def _evaluate(args: argparse.Namespace) -> int:
    return _judged(args, call(_registry(args).evaluate_for_production, args))


def _promote(args: argparse.Namespace) -> int:
    from nba_props.tracking.registry.base import GateError

    try:
        return _changed(args, call(_registry(args).promote_model, args))
    except GateError as error:
        advice = 'nothing was changed; --override "reason" promotes it all the same, and is recorded'
        say(advice, error=True)
        return _judged(args, error.verdict)


def _rollback(args: argparse.Namespace) -> int:
    return _changed(args, call(_registry(args).rollback_model, args))


def _archive(args: argparse.Namespace) -> int:
    return _changed(args, call(_registry(args).archive, args))


def _compare(args: argparse.Namespace) -> int:
    from nba_props.tracking.registry import views

    found = call(_registry(args).compare_models, args)
    return _show(args, found, views.comparison(found))


def _history(args: argparse.Namespace) -> int:
    from nba_props.tracking.registry import views
    from nba_props.tracking.registry.base import full_name

    found = call(_registry(args).history, args)
    return _show(args, found, views.history(full_name(args.model), found))


def _changed(args: argparse.Namespace, change: Any) -> int:  # noqa: ANN401
    from nba_props.tracking.registry import views

    return _show(args, change, views.change(change))


def _judged(args: argparse.Namespace, verdict: Any) -> int:  # noqa: ANN401
    from nba_props.tracking.registry import views
    from nba_props.tracking.registry.base import full_name

    title = f"{full_name(args.model)} version {args.version}"
    _show(args, {"passed": verdict.passed, **asdict(verdict)}, views.verdict(verdict, title))
    return 0 if verdict.passed else 1


def _show(args: argparse.Namespace, found: Any, tables: Sequence[TextTable]) -> int:  # noqa: ANN401
    """Print what was found as JSON, or as tables that fit the terminal (80 columns where there is none)."""
    from nba_props.tracking.table import as_text

    if args.json:
        say(json_text(_as_plain(found)))
    else:
        say(as_text(tables, shutil.get_terminal_size((80, 24)).columns))
    return 0


def _as_plain(found: Any) -> Any:  # noqa: ANN401
    if isinstance(found, list):
        return [_as_plain(item) for item in found]
    return asdict(found) if is_dataclass(found) and not isinstance(found, type) else found
