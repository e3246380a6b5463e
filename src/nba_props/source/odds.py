"""A snapshot of bookmakers' prices: planned with its costs, then fetched into the store piece by piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from nba_props.data.store.store import Change, DataStore
from nba_props.errors import ConfigError, SourceError
from nba_props.source import odds_answers
from nba_props.source.answers import WrongValueError, parsed
from nba_props.source.credits import CreditBudget, PaidCall, number
from nba_props.source.http import Answer, Http
from nba_props.source.odds_answers import Event
from nba_props.source.odds_errors import GONE
from nba_props.source.the_odds_api import NAME, TheOddsApi, Wanted

SHARE = 10
"""One of so many credits that are left is spent without a word."""
LEFT = "x-requests-remaining"


@dataclass(frozen=True)
class Plan:
    """What a snapshot would ask for and take, of how many credits; None where the source does not say."""

    events: list[Event]
    cost: int
    left: int | None

    @property
    def text(self) -> str:
        """What it takes, in words."""
        games = "game" if len(self.events) == 1 else "games"
        left = "" if self.left is None else f" of {self.left:,}"
        return f"{len(self.events)} {games}: this takes {self.cost:,}{left} credits"

    def check(self, most: int | None) -> int:
        """Return how many credits may be spent: as many as is allowed, or else a tenth of what is left.

        Where the source does not say what is left, that is what the snapshot takes.

        Raises:
            ConfigError: it takes more.
        """
        allowed = most if most is not None else None if self.left is None else self.left // SHARE
        if allowed is not None and self.cost > allowed:
            why = "" if most is not None else " (a tenth of what is left)"
            raise ConfigError(
                f"{NAME}: {self.text}, and {allowed:,}{why} are allowed; --max-credits {self.cost} "
                "allows it, fewer --markets or --regions take less"
            )
        return self.cost if allowed is None else allowed


@dataclass
class OddsSnapshot:
    """A snapshot of the prices of games that tip off soon, all under one time."""

    source: TheOddsApi
    http: Http
    store: DataStore
    now: dt.datetime
    left: int | None = None
    problems: list[str] = field(default_factory=list)
    """What went wrong without ending the snapshot."""
    quoted: int = 0
    """Games of which a book quotes players."""
    unquoted: int = 0
    """Games of which no book quotes a player."""
    wrong: set[str] = field(default_factory=set)
    """Columns of values that cannot be."""

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return self.source.wanted

    def plan(self) -> Plan:
        """Ask for the events, which is free.

        Raises:
            SourceError: they cannot be had.
        """
        content = self._asked("events", "events", {})
        until = self.now + dt.timedelta(hours=self.source.hours)
        every = odds_answers.events(content, NAME)
        soon = [event for event in every if self.now < event.tip_off <= until]
        return Plan(soon, self.wanted.cost(len(soon)), self.left)

    def fetch(self, plan: Plan, allowed: int | None = None) -> Iterator[tuple[str, Change]]:
        """Yield for each call what it brought, once that is in the store.

        An answer with a value that cannot be is a problem of that answer alone, unless another one had such a
        value in the same column before any game brought a player's price: then all of them may have.

        Args:
            plan: what is asked for.
            allowed: the credits that may be spent, repetitions of calls that broke off included; None: what
                the plan takes.

        Raises:
            SourceError: the source fails, its values cannot be, or the next call might take more than is
                allowed; what was fetched before is kept.
        """
        wanted, budget = self.wanted, CreditBudget(NAME, plan.cost if allowed is None else allowed)
        if wanted.game_markets and plan.events:
            yield "games", self._brought("games", lambda: self._games(budget))
        for event in plan.events if wanted.markets else ():
            yield event.title, self._brought(event.title, partial(self._players, event, budget))

    def _brought(self, title: str, bring: Callable[[], Change]) -> Change:
        """Return what a call brings; nothing where its answer alone is of no use, which is a problem."""
        try:
            return bring()
        except SourceError as error:
            if error.code != GONE and not isinstance(error, WrongValueError):
                raise
            if isinstance(error, WrongValueError):
                self._check_once(title, error)
            self.problems.append(f"{title}: {error}")
        return Change()

    def _check_once(self, title: str, error: WrongValueError) -> None:
        if error.column in self.wrong and not self.quoted:
            told = f"{title}: {error}; the answers before are of no use either, and no more are asked for"
            raise SourceError(told) from error
        self.wrong.add(error.column)

    def _games(self, budget: CreditBudget) -> Change:
        content = self._paid("odds", "odds", self.wanted.game_markets, budget)
        return self.store.append("game_quotes", odds_answers.game_quotes(content, NAME), self.now)

    def _players(self, event: Event, budget: CreditBudget) -> Change:
        content = self._paid(f"events/{event.id}/odds", f"event-{event.id}", self.wanted.markets, budget)
        found = odds_answers.player_quotes(content, NAME)
        self.quoted += not found.is_empty()
        self.unquoted += found.is_empty()
        return self.store.append("quotes", found, self.now)

    def _paid(self, path: str, name: str, markets: tuple[str, ...], budget: CreditBudget) -> object:
        wanted = self.wanted
        return self._asked(path, name, wanted.params(markets), PaidCall(budget, wanted.price(markets)))

    def _asked(self, path: str, name: str, params: dict[str, str], paid: PaidCall | None = None) -> object:
        answer = self.http.get(f"sports/{self.source.sport}/{path}", params, meter=paid)
        self.store.keep_raw(NAME, f"{name}.json", answer.content, self.now)
        self._count(answer)
        return parsed(answer, NAME)

    def _count(self, answer: Answer) -> None:
        told = number(answer, LEFT)
        self.left = self.left if told is None else told

    def note(self, said: str) -> None:
        """Note in the store what came of the snapshot."""
        credits_left = {} if self.left is None else {"credits_left": self.left}
        self.store.note(NAME, {"at": self.now.isoformat(timespec="seconds"), "said": said, **credits_left})
