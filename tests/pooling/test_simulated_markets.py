"""What pooling finds where it is known what there is; `benchmarks/pooling.py` asks on many seeds."""

from __future__ import annotations

from benchmarks.pooling import found

from tests.sizes import in_two_sizes

ONE_SEASON = ("data.seasons=1", "validation.first_test='2024-01-01'")


@in_two_sizes("seed", 1, 2)
def test_in_an_efficient_market_the_model_is_not_found_to_know_more(seed: int) -> None:
    told = found(seed, "false", *ONE_SEASON)
    assert told.low <= 0 <= told.high
    assert told.bets < 200


@in_two_sizes("seed", 1, 2)
def test_what_books_do_not_know_is_found_and_earned(seed: int) -> None:
    told = found(seed, "true", *ONE_SEASON)
    assert told.low > 0.3
    assert told.gain > 2
    assert told.bets > 500
    assert told.is_kept
    assert told.realised is not None
    assert told.realised[0] > 0
