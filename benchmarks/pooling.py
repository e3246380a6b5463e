"""What pooling finds in simulated markets whose truth is known.

    python benchmarks/pooling.py [--seeds 20] [--first 1]

In an efficient market no model can know more than the price: the interval of its weight should hold 0. Books
that ignore injuries leave something to be known: a model that reads the injury report should find a weight
above 0, and earn what its bets claim. One line per seed and market, then the counts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from nba_props.configuration.compose import load
from nba_props.evaluation.scope import RunScope
from nba_props.pipeline.compute import compute
from nba_props.pipeline.market_data import MarketData

WORDS = (
    "data.seasons=2",
    "features=lineup",
    "availability=reported",
    "model=ridge",
    "distribution=negative_binomial",
    "calibration=platt",
    "pooling=logit",
    "validation.refit_days=28",
    "validation.warmup=2",
)
MARKETS = {"efficient": "false", "books ignore injuries": "true"}


@dataclass(frozen=True)
class Found:
    """What one simulated season came to; returns as shares."""

    weight: float
    low: float
    high: float
    gain: float
    bets: int
    claimed: float
    realised: tuple[float, float] | None

    @property
    def is_kept(self) -> bool:
        """Whether at least the claim is realised: the interval reaches it or lies above it."""
        return self.realised is not None and self.claimed <= self.realised[1]

    def __str__(self) -> str:
        told = f"weight {self.weight:+.2f} ({self.low:+.2f} to {self.high:+.2f}), gain {self.gain:+.2f}, "
        told += f"{self.bets:,} bets"
        if self.realised is None:
            return told
        low, high = (100 * end for end in self.realised)
        return f"{told}, claimed {100 * self.claimed:+.1f} %, realised {low:+.1f} to {high:+.1f} %"


def found(seed: int, ignoring: str, *words: str) -> Found:
    """Walk one simulated league; `words` change the experiment."""
    experiment = load([*WORDS, *words, f"seed={seed}", f"data.ignores_injuries={ignoring}"])
    data = MarketData.of(experiment, experiment.source.load(seed))
    outcome = compute(experiment, data, RunScope.FULL)
    metrics, (low, high) = outcome.metrics, outcome.intervals["pool_weight"]
    return Found(
        metrics["pool_weight"],
        low,
        high,
        metrics["information_gain"],
        int(metrics["betting_n_bets"]),
        metrics.get("betting_expected_roi", float("nan")),
        outcome.intervals.get("betting_roi"),
    )


def main() -> None:
    """Walk all seeds in both markets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    for market, ignoring in MARKETS.items():
        results = []
        for seed in seeds:
            results.append(found(seed, ignoring))
            print(f"{market}, seed {seed}: {results[-1]}", flush=True)
        holds = sum(each.low <= 0 <= each.high for each in results)
        above = sum(each.low > 0 for each in results)
        kept = sum(each.is_kept for each in results)
        told = f"the weight's interval holds 0 in {holds} of {len(results)}, lies above it in {above}"
        print(f"{market}: {told}; no more claimed than realised in {kept}")


if __name__ == "__main__":
    main()
