"""What every check shares: its code, what it says, and that it never passes on what is unknown.

A check is a function of `Evidence` that returns `failed(...)` or `passed(...)`. What it asks the evidence for
and is not there, or is NaN, raises `NotKnownError` on its behalf; so a check whose author forgot about
missing figures still does not pass.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nba_props.errors import NBAPropsError
from nba_props.findings.known import NotKnownError

if TYPE_CHECKING:
    from nba_props.findings.evidence import Evidence

CHECKS = "nba_props.findings.check"
"""The package whose modules are the checks."""


class Severity(StrEnum):
    """What a finding means for who wants to act on the run."""

    ISSUE = "issue"
    """Do not act on the run before this is settled."""
    TIP = "tip"
    """Worth knowing; it may be no fault of the run."""


class Status(StrEnum):
    """What became of a check."""

    ISSUE = "issue"
    TIP = "tip"
    PASSED = "passed"
    NOT_APPLICABLE = "not_applicable"
    """Something that the check needs is not there; nothing is known either way."""


class Topic(StrEnum):
    """What a finding is about."""

    TRUST = "trust"
    """Whether the figures say what they seem to."""
    SKILL = "skill"
    """Whether the predictions are better than the references."""
    EDGE = "edge"
    """Whether the bets earn anything."""
    DATA = "data"
    """Whether the inputs are in order."""
    NIGHT = "night"
    """Whether bets on games to come may be made now."""


@dataclass(frozen=True)
class Finding:
    """What a check came to.

    `severity` is what it is when it triggers, `status` what it is here. `reason` is one sentence with its
    figures, `advice` what to do (empty unless the check triggered), `docs` the page that explains the code.
    """

    code: str
    title: str
    severity: Severity
    topic: Topic
    status: Status
    reason: str
    advice: str = ""

    @property
    def docs(self) -> str:
        """The page of the code, in the repository."""
        return f"docs/findings/{self.code}.md"

    @property
    def raised(self) -> bool:
        """Whether the check triggered."""
        return self.status in (Status.ISSUE, Status.TIP)


@dataclass(frozen=True)
class CheckResult:
    """What a check says: whether it triggers, why, and what to do then."""

    raised: bool
    reason: str
    advice: str = ""


CheckFunction = Callable[["Evidence"], CheckResult]


@dataclass(frozen=True)
class Check:
    """A registered check; `title` names the fault that it looks for."""

    code: str
    title: str
    severity: Severity
    topic: Topic
    judge: CheckFunction

    def __call__(self, evidence: Evidence) -> Finding:
        """CheckFunction the evidence."""
        try:
            outcome = self.judge(evidence)
        except NotKnownError as error:
            return self._finding(Status.NOT_APPLICABLE, str(error), "")
        status = Status(self.severity.value) if outcome.raised else Status.PASSED
        return self._finding(status, outcome.reason, outcome.advice)

    def _finding(self, status: Status, reason: str, advice: str) -> Finding:
        return Finding(self.code, self.title, self.severity, self.topic, status, reason, advice)


_REGISTERED: dict[str, Check] = {}


def check(
    code: str, title: str, severity: Severity, topic: Topic
) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check under its code.

    Raises:
        NBAPropsError: another check has the code.
    """

    def register(judge: CheckFunction) -> CheckFunction:
        other = _REGISTERED.get(code)
        if other is not None and other.judge.__module__ != judge.__module__:
            raise NBAPropsError(f"{code}: {judge.__module__} and {other.judge.__module__} share the code")
        _REGISTERED[code] = Check(code, title, severity, topic, judge)
        return judge

    return register


def checks() -> list[Check]:
    """All checks, by code. A new one is one new file; no list has to be kept."""
    package = importlib.import_module(CHECKS)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{CHECKS}.{module.name}")
    return [_REGISTERED[code] for code in sorted(_REGISTERED)]


def check_all(evidence: Evidence) -> list[Finding]:
    """Return what every check says of a run, by code; those of games to come only where there are any."""
    asked = (each for each in checks() if each.topic is not Topic.NIGHT or evidence.night is not None)
    return [check(evidence) for check in asked]


def check_night(evidence: Evidence) -> list[Finding]:
    """Return what the checks of games to come say, by code."""
    return [check(evidence) for check in checks() if check.topic is Topic.NIGHT]


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Issues first, then tips, then what passed, then what does not apply; each by code."""
    order = list(Status)
    return sorted(findings, key=lambda finding: (order.index(finding.status), finding.code))


def failed(reason: str, advice: str) -> CheckResult:
    """Return the check triggers."""
    return CheckResult(True, reason, advice)


def passed(reason: str) -> CheckResult:
    """Return the check looked at everything that it needs, and does not trigger."""
    return CheckResult(False, reason)
