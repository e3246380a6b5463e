"""Each leak that has happened in public projects of this kind is planted and must be caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import LeakageError
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.later_quotes import QUOTES
from nba_props.features.later_reports import REPORTS
from nba_props.features.perturb import Perturbation
from nba_props.features.proof import prove
from tests.leagues import PAST_COLUMNS, PRA, random_league

LEAGUE = random_league(5)


@dataclass
class Planted(Block):
    """A block that a hasty or dishonest person wrote."""

    leak: Callable[[History], pl.DataFrame]

    def features(self, history: History) -> pl.DataFrame:
        return self.leak(history)


def box_scores(history: History) -> pl.DataFrame:
    """The rows that ask, in order, with their own outcomes beside them: what no block should ever build."""
    outcomes = history._played.select(pl.exclude(*(set(history.pregame.columns) - set(PLAYER_GAME))))
    return history.pregame.join(outcomes, on=PLAYER_GAME, how="left", maintain_order="left")


def one(frame: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    return frame.select(value.cast(pl.Float64).alias("leak"))


def unshifted_mean(history: History) -> pl.DataFrame:
    return one(box_scores(history), pl.col("pra").rolling_mean(5, min_samples=1).over("player_id"))


def season_end_average(history: History) -> pl.DataFrame:
    return one(box_scores(history), pl.col("pra").mean().over("season", "player_id"))


def same_game_column(history: History) -> pl.DataFrame:
    return one(box_scores(history), pl.col("minutes"))


def roll_across_players(history: History) -> pl.DataFrame:
    """Sorted by player and shifted, but without `over`: a first game sees another player's last ones."""
    rows = box_scores(history).with_row_index("order").sort("player_id", "date", "game_id")
    rolled = rows.with_columns(pl.col("pra").shift(1).rolling_mean(5, min_samples=1).alias("value"))
    return one(rolled.sort("order"), pl.col("value"))


def rank_tonight(history: History) -> pl.DataFrame:
    """The rank of an honest past mean, but among the rows of tonight."""
    past = history.by("player_id").latest(pl.col("pra").rolling_mean(10, min_samples=1).alias("value"))
    return one(
        pl.concat([history.pregame, past], how="horizontal"), pl.col("value").rank().over("date", "team")
    )


def opponent_mean_shifted_by_row(history: History) -> pl.DataFrame:
    """What the opponent allowed, shifted by one row; the other rows of the same game are rows too."""
    allowed = pl.col("pra").shift(1).rolling_mean(20, min_samples=1).over("opponent")
    return one(box_scores(history), allowed)


def player_mean_shifted_by_row(history: History) -> pl.DataFrame:
    """Right for most: wrong for the second of two games on one date."""
    return one(box_scores(history), pl.col("pra").shift(1).rolling_mean(5, min_samples=1).over("player_id"))


def team_mates_tonight(history: History) -> pl.DataFrame:
    return one(history.pregame, pl.len().over("team", "game_id"))


def row_number(history: History) -> pl.DataFrame:
    return one(history.pregame, pl.int_range(pl.len()).over("date"))


def those_who_really_played_tonight(history: History) -> pl.DataFrame:
    """An honest mean, known only for rows that turn out to have ten minutes or more."""
    past = history.by("player_id").latest(pl.col("pra").rolling_mean(10, min_samples=1).alias("value"))
    rows = pl.concat([box_scores(history).select("minutes"), past], how="horizontal")
    return one(rows, pl.when(pl.col("minutes") >= 10).then("value"))


def next_date(history: History) -> pl.DataFrame:
    """Days until the player's next row: who will have one is an outcome too."""
    ahead = (pl.col("date").shift(-1) - pl.col("date")).dt.total_days().over("player_id")
    return one(history.pregame, ahead)


def standardised_by_the_whole_league(history: History) -> pl.DataFrame:
    """An honest mean scaled by the mean and deviation of all rows, those of the future too."""
    past = history.by("player_id").latest(pl.col("pra").rolling_mean(10, min_samples=1).alias("value"))
    return one(past, (pl.col("value") - pl.col("value").mean()) / pl.col("value").std())


def games_played_this_season(history: History) -> pl.DataFrame:
    return one(history.pregame, pl.len().over("season", "player_id"))


def winners(history: History) -> pl.DataFrame:
    return one(box_scores(history), pl.col("won").max().over("team", "game_id"))


CAUGHT_BY = {
    unshifted_mean: {Perturbation.nulled, Perturbation.replaced},
    season_end_average: {Perturbation.nulled, Perturbation.replaced, Perturbation.deleted},
    same_game_column: {Perturbation.nulled, Perturbation.replaced},
    roll_across_players: {Perturbation.nulled, Perturbation.replaced, Perturbation.deleted},
    rank_tonight: {Perturbation.alone, Perturbation.added},
    opponent_mean_shifted_by_row: {
        Perturbation.nulled,
        Perturbation.replaced,
        Perturbation.alone,
        Perturbation.added,
        Perturbation.shuffled_within_dates,
    },
    player_mean_shifted_by_row: {
        Perturbation.nulled,
        Perturbation.replaced,
        Perturbation.shuffled_within_dates,
    },
    team_mates_tonight: {Perturbation.alone, Perturbation.added},
    row_number: {Perturbation.alone, Perturbation.added, Perturbation.shuffled_within_dates},
    those_who_really_played_tonight: {Perturbation.nulled, Perturbation.replaced},
    next_date: {Perturbation.deleted},
    standardised_by_the_whole_league: {
        Perturbation.nulled,
        Perturbation.replaced,
        Perturbation.deleted,
        Perturbation.alone,
        Perturbation.added,
    },
    games_played_this_season: {Perturbation.deleted},
    winners: {Perturbation.nulled, Perturbation.replaced},
}


@pytest.mark.parametrize("leak", CAUGHT_BY, ids=lambda leak: leak.__name__)
def test_a_planted_leak_is_caught(leak: Callable[[History], pl.DataFrame]) -> None:
    with pytest.raises(LeakageError, match=r"features\.blocks\.mine: leak changes with"):
        prove(LEAGUE, PRA, {"mine": Planted(leak)})


@pytest.mark.parametrize(
    ("leak", "kind"),
    [(leak, kind) for leak, kinds in CAUGHT_BY.items() for kind in sorted(kinds)],
    ids=lambda value: getattr(value, "name", None) or value.__name__,
)
def test_a_planted_leak_is_caught_by_the_change_that_concerns_it(
    leak: Callable[[History], pl.DataFrame], kind: Perturbation
) -> None:
    with pytest.raises(LeakageError, match=kind.value):
        prove(LEAGUE, PRA, {"mine": Planted(leak)}, dates=8, only=[kind])


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))]
)
def test_catching_a_leak_does_not_hang_on_a_lucky_date(seed: int) -> None:
    league = random_league(seed + 20)
    for leak in (rank_tonight, opponent_mean_shifted_by_row, roll_across_players, next_date):
        with pytest.raises(LeakageError):
            prove(league, PRA, {"mine": Planted(leak)}, seed=seed)


def test_the_same_ideas_done_right_pass() -> None:
    def honest(history: History) -> pl.DataFrame:
        player, defence = history.by("player_id"), history.by("opponent")
        recent = pl.col("pra").rolling_mean(5, min_samples=1)
        return pl.concat(
            [
                player.latest(recent.alias("player")),
                defence.latest(recent.alias("allowed")),
                history.by(team="opponent").latest(recent.alias("scored")),
                history.pregame.select(pl.col("home").cast(pl.Float64)),
            ],
            how="horizontal",
        )

    proof = prove(LEAGUE, PRA, {"mine": Planted(honest)})
    assert proof.features == 4 + PAST_COLUMNS
    assert set(proof.compared) == set(Perturbation) - {*QUOTES, *REPORTS}
    assert not proof.unproved
