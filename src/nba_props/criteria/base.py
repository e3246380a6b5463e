"""The `criteria=` options: bounds on metrics, those of single markets, and whether issues are tolerated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from omegaconf import MISSING

from nba_props.core.component import component
from nba_props.criteria.bound import Bound
from nba_props.errors import ConfigError, did_you_mean
from nba_props.evaluation.catalogue import is_logged, names


@dataclass
class MarketRules:
    """The bounds that a market has of its own, by metric."""

    rules: dict[str, Bound] = field(default_factory=dict)


@component("criteria")
@dataclass
class Criteria:
    """What a run must show before its model goes live.

    `rules` holds a bound by metric (see docs/reference/metrics.md). `by_market` holds the bounds that a
    market has instead: how large an error is good depends on the size of what is predicted. `allow_issues`
    tolerates findings of severity issue.
    """

    name: str = MISSING
    rules: dict[str, Bound] = field(default_factory=dict)
    by_market: dict[str, MarketRules] = field(default_factory=dict)
    allow_issues: bool = True

    def __post_init__(self) -> None:
        problems = _unknown(self.rules, "rules")
        for market, own in self.by_market.items():
            problems += _unknown(own.rules, f"by_market.{market}.rules")
        if not self.rules:
            problems.append("rules: must hold at least one bound")
        if problems:
            raise ConfigError(problems)

    def bounds(self, market: str) -> dict[str, Bound]:
        """Return the bounds that hold for a market, by metric."""
        return {**self.rules, **self.by_market.get(market, MarketRules()).rules}


def _unknown(rules: Iterable[str], path: str) -> list[str]:
    return [
        f"{path}.{metric}: no such metric; {did_you_mean(metric, names())}"
        for metric in rules
        if not is_logged(metric)
    ]
