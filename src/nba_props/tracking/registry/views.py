"""What the registry found, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from nba_props.criteria.judge import BoundCheck, Judgement
from nba_props.tracking.registry.base import NOTHING, Model, ModelInfo, Version
from nba_props.tracking.registry.compare import MetricRow, VersionComparison
from nba_props.tracking.registry.events import Event, RegistryChange, State
from nba_props.tracking.table import NONE, TextTable, day, number

ALIASES = ("production", "staging", "previous")


def models(found: Sequence[Model]) -> list[TextTable]:
    """All models, one a row."""
    columns = ["model", *ALIASES, "newest", "updated"]
    rows = [
        [
            model.model,
            *(model.aliases.get(name, NONE) for name in ALIASES),
            model.latest or NONE,
            day(model.updated),
        ]
        for model in found
    ]
    notes = [] if rows else [NOTHING]
    return [TextTable("Registered models", columns, rows, frozenset(columns[1:-1]), notes)]


def info(found: ModelInfo) -> list[TextTable]:
    """Return a model's versions, one a row."""
    columns = ["version", "aliases", "model type", "registered", "run", "about"]
    rows = [
        [
            version.version,
            ", ".join(version.aliases),
            version.tags.get("model_type", NONE),
            day(version.created),
            version.run_id[:8],
            f"archived: {version.archived}" if version.archived else version.description,
        ]
        for version in found.versions
    ]
    return [
        TextTable(found.model.model, columns, rows, frozenset(["version"]), [] if rows else ["no versions"])
    ]


def version(found: Version) -> list[TextTable]:
    """All that is known of one version."""
    known = {
        "aliases": ", ".join(found.aliases),
        "status": found.status,
        "registered": day(found.created),
        "run": found.run_id,
        "archived": found.archived or "",
        "description": found.description,
        **found.tags,
        "files": found.source,
    }
    rows = [[name, value] for name, value in known.items() if value]
    return [TextTable(f"{found.model} version {found.version}", ["", ""], rows)]


def verdict(found: Judgement, title: str) -> list[TextTable]:
    """Return what was asked, one check a row."""
    columns = ["check", "must be", "is", "", ""]
    rows = [_check(check) for check in found.checks]
    end = "passes" if found.passed else f"does not pass: {len(found.failed)} of {len(rows)} checks fail"
    return [
        TextTable(f"{title}, criteria={found.criteria}", columns, rows, frozenset(["is"]), [f"{title} {end}"])
    ]


def _check(each: BoundCheck) -> list[str]:
    told = "" if each.passed or (each.value is not None and each.what != "findings") else each.reason
    return [each.what, each.rule, number(each.value, each.digits), "yes" if each.passed else "NO", told]


def change(found: RegistryChange) -> list[TextTable]:
    """Return what a command came to, in one sentence or two.

    Before it the gate's verdict, if one was asked.
    """
    title = f"{found.model} version {found.version}"
    tables = [] if found.verdict is None else verdict(found.verdict, title)
    return [*tables, TextTable(_sentence(found, title), [], [])]


def _sentence(found: RegistryChange, title: str) -> str:
    event = found.event
    if not found.changed:
        since = "" if event is None else f", since {event.when[:16].replace('T', ' ')} by {event.who}"
        return f"{title}: nothing to do, it is so already{since}"
    if event is None or event.to is None:
        done = {"register": "registered", "archive": "archived", "restore": "taken back into use"}
        return f"{title}: {done.get(str(event.action) if event else 'register', 'done')}"
    before = f" (before: version {event.before})" if event.before else ""
    return f"{title} is {event.to} now{before}{', against the gate' if event.override else ''}"


def history(model: str, found: Sequence[Event]) -> list[TextTable]:
    """Return what was done, one event a row."""
    columns = ["when (UTC)", "who", "what", "version", "was", "reason"]
    rows = [
        [
            event.when[:16].replace("T", " "),
            event.who,
            _what(event),
            event.version or NONE,
            event.before or NONE,
            _why(event),
        ]
        for event in found
    ]
    return [TextTable(model, columns, rows, frozenset(["version", "was"]), [] if rows else ["no history"])]


def _what(event: Event) -> str:
    word = f"{event.action}{f' to {event.to}' if event.to else ''}"
    ends = {State.STARTED: " (unfinished)", State.UNDONE: " (broke off, undone)"}
    return word + ends.get(event.state, "")


def _why(event: Event) -> str:
    if not event.override:
        return event.reason
    return f"OVERRIDE: {event.reason} (failed: {', '.join(event.failed)})"


def comparison(found: VersionComparison) -> list[TextTable]:
    """Metrics beside metrics, then the parameters that differ."""
    names = [version.version for version in found.versions]
    heads = [f"{version.version} {'/'.join(version.aliases)}".strip() for version in found.versions]
    metrics = TextTable(
        found.model,
        ["metric", *heads, "best"],
        [_metric(row, names) for row in found.metrics],
        frozenset(heads),
    )
    rows = [[name, *(values.get(each) or NONE for each in names)] for name, values in found.params.items()]
    notes = [] if rows else ["the runs have the same settings"]
    return [metrics, TextTable("Settings that differ", ["setting", *heads], rows, notes=notes)]


def _metric(row: MetricRow, names: Sequence[str]) -> list[str]:
    return [row.metric, *(number(row.values.get(each)) for each in names), row.best or ""]
