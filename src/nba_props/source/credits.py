"""Credits of The Odds API: what calls take, and the bound that no repetition passes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nba_props.errors import SourceError
from nba_props.source.http import SERVER_ERROR, Answer

TAKEN = "x-requests-last"
"""The header that tells what a call took."""
WHOLE = re.compile(r"([0-9]{1,15})(?:\.[0-9]*)?")


@dataclass
class CreditBudget:
    """How many credits may be spent, and how many are.

    A call without a whole answer may have been charged: its credits count as spent, and as `unsure`.
    """

    source: str
    allowed: int
    spent: int = 0
    unsure: int = 0


@dataclass(frozen=True)
class PaidCall:
    """A call that takes up to `cost` credits at each attempt."""

    budget: CreditBudget
    cost: int

    def before(self) -> None:
        """Take the credits of an attempt.

        Raises:
            SourceError: more would be spent than is allowed.
        """
        budget = self.budget
        if budget.spent + self.cost > budget.allowed:
            lost = f", {budget.unsure:,} of them by calls that broke off" if budget.unsure else ""
            raise SourceError(
                f"{budget.source}: the next call may take {self.cost:,}, and {budget.spent:,} of the "
                f"{budget.allowed:,} credits that are allowed are spent{lost}; --max-credits allows more"
            )
        budget.spent += self.cost
        budget.unsure += self.cost

    def after(self, answer: Answer | None) -> None:
        """Count what an attempt really took."""
        self.budget.unsure -= self.cost
        self.budget.spent += taken(answer, self.cost) - self.cost


def taken(answer: Answer | None, cost: int) -> int:
    """Return how many credits a call took: none that was never sent, else what the source tells.

    Where it tells nothing, a refusal takes none, and all else the whole cost.
    """
    if answer is None:
        return 0
    told = number(answer, TAKEN)
    if told is not None:
        return told
    return cost if answer.status < 300 or answer.status >= SERVER_ERROR else 0


def number(answer: Answer, header: str) -> int | None:
    """Return the whole number in a header of an answer; None where there is none."""
    told = answer.headers.get(header, "")
    whole = WHOLE.fullmatch(told)
    return None if whole is None else int(whole[1])
