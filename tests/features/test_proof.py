"""The leakage proof: what it compares, what it says, and when it refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.errors import LeakageError, NBAPropsError
from nba_props.features import perturb
from nba_props.features.base import Block
from nba_props.features.block.lags import Lags
from nba_props.features.block.opponent import Opponent
from nba_props.features.block.rolling import Rolling
from nba_props.features.history import History
from nba_props.features.perturb import Change, Perturbation, known_by
from nba_props.features.proof import Proof, prove
from tests.leagues import PAST_COLUMNS, PRA, random_league

LEAGUE = random_league(2)
GAMES = LEAGUE.player_games
DATE = dt.date(2021, 11, 20)


@dataclass
class Leaky(Block):
    """As many same-game columns as wanted."""

    names: tuple[str, ...]

    def features(self, history: History) -> pl.DataFrame:
        played = history._played.select(*PLAYER_GAME, *self.names)
        return history.pregame.join(played, on=PLAYER_GAME, how="left", maintain_order="left").select(
            self.names
        )


@dataclass
class Unknown(Block):
    """A feature that is never known."""

    def features(self, history: History) -> pl.DataFrame:
        return pl.DataFrame({"never": [None] * history.pregame.height}, schema={"never": pl.Float64})


@dataclass
class Shifty(Block):
    """Makes another column once a later row is missing."""

    def features(self, history: History) -> pl.DataFrame:
        name = "long" if history.pregame.height >= GAMES.height else "short"
        return pl.DataFrame({name: [1.0] * history.pregame.height})


def changed(kind: Perturbation, date: dt.date | None = None) -> list[Change]:
    date = date or _a_date()
    made = perturb.changes(GAMES, [date], np.random.default_rng(0))
    return [change for change in made if change.kind is kind]


def _a_date() -> dt.date:
    dates = GAMES["date"].unique().sort()
    date: dt.date = dates[dates.len() // 2]
    return date


def test_honest_blocks_pass_and_the_proof_is_a_figure() -> None:
    proof = prove(LEAGUE, PRA, {"rolling": Rolling(), "lags": Lags()})
    rows = GAMES.filter(pl.col("date") <= proof.dates[-1]).height
    assert proof.features == 6 + 6 + PAST_COLUMNS
    assert proof.rows == rows
    assert len(proof.dates) == 3
    assert proof.dates == sorted(proof.dates)
    assert proof.compared[Perturbation.shuffled] > 0.5 * GAMES.height * proof.features
    assert 0 < proof.compared[Perturbation.nulled] < 3 * rows * proof.features
    assert f"{proof.features} features of {rows:,} player-games did not change under 7 perturbations" in str(
        proof
    )


def test_one_date_lies_early_and_one_late() -> None:
    dates = GAMES["date"].unique().sort().to_list()
    proof = prove(LEAGUE, PRA, {"lags": Lags()}, dates=3)
    assert dates.index(proof.dates[0]) <= 0.2 * len(dates)
    assert dates.index(proof.dates[-1]) >= 0.8 * len(dates)
    assert proof.dates[-1] < dates[-1]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_proof_and_another_seed_another() -> None:
    one, two, other = (prove(LEAGUE, PRA, {"lags": Lags()}, seed=seed) for seed in (4, 4, 5))
    assert one == two
    assert one != other


def test_the_message_names_block_feature_change_date_player_and_both_values() -> None:
    with pytest.raises(LeakageError) as caught:
        prove(LEAGUE, PRA, {"good": Lags(), "bad": Leaky(("minutes",))}, only=[Perturbation.nulled])
    line = str(caught.value)
    assert line.startswith("features.blocks.bad: minutes changes with outcomes removed from the date on (20")
    assert line.count("\n") == 0
    assert " became unknown" in line
    assert "Player " in line


def test_the_first_ten_offending_features_are_listed_one_a_line() -> None:
    with pytest.raises(LeakageError) as caught:
        prove(LEAGUE, PRA, {"bad": Leaky(tuple(POSTGAME_COLUMNS))}, only=[Perturbation.nulled])
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[-1] == f"and {len(POSTGAME_COLUMNS) - 10} more"


def test_a_leak_into_the_columns_of_past_play_is_caught_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from nba_props.features import past as module

    same_day_too = module.Past._last_index
    monkeypatch.setattr(
        module.Past, "_last_index", lambda self, days_before: same_day_too(self, days_before - 1)
    )
    with pytest.raises(LeakageError, match="matrix rows: naive changes with"):
        prove(LEAGUE, PRA, {"home": Unknown()}, only=[Perturbation.nulled])


def test_columns_that_come_and_go_with_later_rows_are_a_leak() -> None:
    with pytest.raises(
        LeakageError, match=r"which columns exist changes with later rows deleted.*long, short"
    ):
        prove(LEAGUE, PRA, {"shifty": Shifty()}, only=[Perturbation.deleted])


def test_positions_that_are_known_for_late_seasons_only_make_no_columns_come_and_go() -> None:
    late = LEAGUE.positions.filter(pl.col("season") == "2022-23")
    data = Dataset(GAMES, positions=late)
    proof = prove(data, PRA, {"opponent": Opponent()}, only=[Perturbation.deleted])
    assert proof.dates[0] < dt.date(2022, 7, 1)
    assert not proof.unproved


def test_a_feature_that_was_never_known_is_named_as_unproved() -> None:
    proof = prove(LEAGUE, PRA, {"unknown": Unknown()})
    assert proof.unproved == ["never"]
    assert "never known: never" in str(proof)


@pytest.mark.parametrize(
    ("blocks", "rows", "dates"),
    [
        ({}, GAMES, 3),
        ({"lags": Lags()}, GAMES.clear(), 3),
        ({"lags": Lags()}, GAMES, 10_000),
        ({"lags": Lags()}, GAMES, 0),
    ],
    ids=["no blocks", "no rows", "too many dates", "no dates"],
)
def test_proving_nothing_is_refused(blocks: dict[str, Block], rows: pl.DataFrame, dates: int) -> None:
    with pytest.raises(NBAPropsError, match="nothing to prove"):
        prove(LEAGUE.with_player_games(rows), PRA, blocks, dates=dates)


def test_a_perturbation_that_could_compare_no_value_is_refused() -> None:
    strangers = GAMES.with_columns(
        pl.int_range(pl.len()).alias("player_id"),
        pl.format("home on {}", "date").alias("team"),
        pl.format("away on {}", "date").alias("opponent"),
    )
    data = LEAGUE.with_player_games(strangers)
    with pytest.raises(NBAPropsError, match="no value could be compared with"):
        prove(data, PRA, {"unknown": Unknown()}, dates=1, only=[Perturbation.deleted])


def test_no_perturbation_wanted_is_refused() -> None:
    with pytest.raises(NBAPropsError, match="nothing to prove"):
        prove(LEAGUE, PRA, {"lags": Lags()}, only=[])


def test_data_are_left_as_they_were() -> None:
    before = GAMES.clone()
    prove(LEAGUE, PRA, {"lags": Lags()})
    assert GAMES.equals(before)


def test_nulling_and_replacing_touch_all_outcomes_from_the_date_on_and_nothing_else() -> None:
    for kind in (Perturbation.nulled, Perturbation.replaced):
        (change,) = changed(kind)
        assert change.date is not None
        earlier = pl.col("date") < change.date
        pregame = pl.exclude(POSTGAME_COLUMNS)
        assert change.games.filter(earlier).equals(GAMES.filter(earlier))
        assert change.games.select(pregame).equals(GAMES.select(pregame))
        later = change.games.filter(~earlier)
        known = later.select(pl.col(POSTGAME_COLUMNS).is_not_null().all()).row(0)
        assert set(known) == {kind is Perturbation.replaced}
        for column in POSTGAME_COLUMNS:
            assert not later[column].equals(GAMES.filter(~earlier)[column])


def test_replaced_and_invented_outcomes_keep_the_schema() -> None:
    for kind in (Perturbation.replaced, Perturbation.added):
        (change,) = changed(kind)
        PLAYER_GAMES.check(change.games)


def test_invented_rows_join_games_of_the_date_as_players_who_had_none() -> None:
    (change,) = changed(Perturbation.added)
    extra = change.games.join(GAMES, on=PLAYER_GAME, how="anti")
    tonight = GAMES.filter(pl.col("date") == change.date)
    assert set(extra["date"]) == {change.date}
    assert set(extra["game_id"]) <= set(tonight["game_id"])
    assert not set(extra["player_id"]) & set(tonight["player_id"])
    assert set(extra["player_id"]) - set(GAMES["player_id"]), "no unknown player among them"
    assert set(extra["player_id"]) & set(GAMES["player_id"]), "no player of the league among them"
    assert 0 < extra["minutes"].null_count() < extra.height
    pairs = ["game_id", "team", "opponent", "home"]
    assert extra.join(tonight, on=pairs, how="anti").is_empty()


def test_a_player_alone_keeps_his_rows_and_the_past() -> None:
    made = changed(Perturbation.alone)
    assert len(made) == perturb.ALONE
    for change in made:
        assert change.date is not None
        tonight = change.games.filter(pl.col("date") == change.date)
        assert tonight["player_id"].n_unique() == 1
        assert tonight.height < GAMES.filter(pl.col("date") == change.date).height
        past = pl.col("date") < change.date
        assert change.games.filter(past).equals(GAMES.filter(past))


def test_shuffled_rows_reach_the_blocks_out_of_order_within_dates_only() -> None:
    (change,) = changed(Perturbation.shuffled_within_dates)
    frame = perturb.in_order(LEAGUE, change).player_games
    assert frame["date"].is_sorted()
    assert not frame.select(PLAYER_GAME).equals(GAMES.select(PLAYER_GAME))
    (change,) = changed(Perturbation.shuffled)
    assert not change.games["date"].is_sorted()
    assert perturb.in_order(LEAGUE, change).player_games.equals(GAMES)


def test_a_proof_says_how_much_it_compared() -> None:
    proof = Proof(2, 1000, [DATE], {Perturbation.nulled: 1500, Perturbation.deleted: 500})
    assert "2,000 values compared" in str(proof)


def test_what_is_known_by_a_moment_holds_the_moment_itself_and_what_has_none() -> None:
    noon = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
    times = [noon, noon + dt.timedelta(seconds=1), noon, None]
    rows = pl.DataFrame({"row": range(4), "known_at": times, "moment": [noon, noon, None, noon]})
    assert known_by(rows, "known_at")["row"].to_list() == [0, 2, 3]
