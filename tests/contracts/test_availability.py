"""What every availability input must keep to, the ones that are added later included."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from nba_props.availability.as_played import AsPlayed
from nba_props.availability.base import WHO, Availability
from nba_props.core.component import declare_family, registered
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import AVAILABILITY, STATUSES
from nba_props.features.block.teammates_out import TeammatesOut
from nba_props.features.proof import prove
from tests.leagues import PRA, random_league

declare_family("nba_props.availability")
NAMES = sorted(set(registered("availability")) - {"none"})
HONEST = [name for name in NAMES if registered("availability")[name].label is None]  # type: ignore[attr-defined]


@cache
def league() -> Dataset:
    """A league in which most teams report who will sit out, some wrongly, and all in vaguer words."""
    games = random_league(5)
    missing = AsPlayed().out(games).sample(fraction=0.7, seed=1)
    ids = games.player_games.select("game_id", "date", "team").unique(["date", "team"], maintain_order=True)
    morning = pl.col("date").cast(pl.Datetime("us", "UTC")) + pl.duration(hours=15)
    reports = (
        missing.join(ids, on=["date", "team"])
        .sort(WHO)
        .with_row_index("number")
        .with_columns(
            (pl.col("number") % len(STATUSES)).replace_strict(dict(enumerate(STATUSES))).alias("status"),
            morning.alias("known_at"),
        )
    )
    return Dataset(games.player_games, reports=AVAILABILITY.conform(reports), positions=games.positions)


def make(name: str) -> Availability:
    made: Availability = registered("availability")[name]()
    return made


def told(name: str) -> pl.DataFrame:
    out = make(name).out(league())
    assert out is not None
    return out


@pytest.mark.parametrize("name", NAMES)
class TestEveryInput:
    def test_tells_each_player_of_a_date_once_and_with_a_probability(self, name: str) -> None:
        out = told(name)
        assert out.columns == [*WHO, "p_out"]
        assert out.height > 100
        assert not out.select(WHO).is_duplicated().any()
        assert out["p_out"].is_between(0, 1).all()
        assert out.null_count().sum_horizontal().item() == 0

    def test_is_sorted_and_the_same_twice(self, name: str) -> None:
        out = told(name)
        assert out.equals(out.sort(WHO))
        assert out.equals(told(name))


@pytest.mark.parametrize("name", HONEST)
def test_an_input_without_a_label_knows_nothing_from_the_date_on(name: str) -> None:
    proof = prove(league(), PRA, {"teammates_out": TeammatesOut()}, make(name).out)
    assert not proof.unproved


def test_there_are_honest_inputs() -> None:
    assert {"expected", "reported"} <= set(HONEST)
