"""The simulated league as a person would check it with pencil and paper."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague
from nba_props.data.schemas import POSTGAME_COLUMNS


def violations(frame: pl.DataFrame, rule: pl.Expr) -> int:
    return frame.filter(~rule).height


@pytest.fixture(scope="module")
def team_games(played: pl.DataFrame) -> pl.DataFrame:
    keys = ["season", "date", "game_id", "team", "opponent", "home"]
    return played.group_by(keys).agg(
        pl.col("points", "minutes", "plus_minus").sum(),
        pl.col("won").first(),
        pl.col("won").n_unique().alias("results"),
        pl.len().alias("players"),
    )


def test_points_and_rebounds_add_up(played: pl.DataFrame) -> None:
    col = pl.col
    twos = col("fgm") - col("threes")
    assert violations(played, col("points") == 2 * twos + 3 * col("threes") + col("ftm")) == 0
    assert violations(played, col("rebounds") == col("oreb") + col("dreb")) == 0


def test_nobody_makes_more_shots_than_he_takes(played: pl.DataFrame) -> None:
    col = pl.col
    assert violations(played, (col("threes") <= col("fg3a")) & (col("threes") <= col("fgm"))) == 0
    assert violations(played, (col("fg3a") <= col("fga")) & (col("fgm") <= col("fga"))) == 0
    assert violations(played, (col("fgm") - col("threes")) <= (col("fga") - col("fg3a"))) == 0
    assert violations(played, col("ftm") <= col("fta")) == 0


def test_every_team_plays_82_games_41_of_them_at_home(team_games: pl.DataFrame) -> None:
    counts = team_games.group_by("team").agg(pl.len(), pl.col("home").sum().alias("at_home"))
    assert counts.height == 30
    assert counts["len"].unique().to_list() == [82]
    assert counts["at_home"].unique().to_list() == [41]


def test_every_game_has_two_teams_that_name_each_other(team_games: pl.DataFrame) -> None:
    sides = team_games.filter("home").join(team_games.filter(~pl.col("home")), on="game_id", suffix="_away")
    assert sides.height == 1230
    assert violations(sides, (pl.col("team") == pl.col("opponent_away"))) == 0
    assert violations(sides, (pl.col("opponent") == pl.col("team_away"))) == 0


def test_nobody_plays_twice_on_a_day(played: pl.DataFrame, team_games: pl.DataFrame) -> None:
    assert not team_games.select("team", "date").is_duplicated().any()
    assert not played.select("player_id", "date").is_duplicated().any()


def test_the_season_runs_from_october_to_april_with_some_back_to_backs(team_games: pl.DataFrame) -> None:
    dates = team_games["date"]
    assert str(dates.min()) == "2023-10-18"
    assert "2024-04-08" < str(dates.max()) < "2024-04-16"
    rest = team_games.sort("team", "date").select(pl.col("date").diff().over("team").dt.total_days())["date"]
    assert 10 < (rest == 1).sum() / 30 < 20
    assert rest.is_between(1, 10).sum() == len(rest.drop_nulls())


def test_results_follow_from_points_and_no_game_is_tied(team_games: pl.DataFrame) -> None:
    sides = team_games.filter("home").join(team_games.filter(~pl.col("home")), on="game_id", suffix="_away")
    assert violations(sides, pl.col("points") != pl.col("points_away")) == 0
    assert violations(sides, pl.col("won") == (pl.col("points") > pl.col("points_away"))) == 0
    assert violations(sides, pl.col("won") != pl.col("won_away")) == 0
    assert team_games["results"].unique().to_list() == [1]
    margin = pl.col("points") - pl.col("points_away")
    assert violations(sides, pl.col("plus_minus") == 5 * margin) == 0
    assert violations(sides, pl.col("plus_minus_away") == -5 * margin) == 0


def test_a_team_plays_about_240_minutes_with_eight_to_fifteen_players(team_games: pl.DataFrame) -> None:
    assert team_games["minutes"].is_between(228, 247).all()
    assert team_games["players"].is_between(8, 15).all()
    rows_per_game = team_games["players"].sum() / 1230
    assert 20.3 < rows_per_game < 21.9


def test_home_teams_and_rested_teams_do_better(team_games: pl.DataFrame) -> None:
    assert 0.51 < team_games.filter("home")["won"].mean() < 0.63  # type: ignore[operator]


def test_blow_outs_cut_starters_and_bring_the_bench(played: pl.DataFrame) -> None:
    margin = pl.col("plus_minus").sum().over("game_id", "team").abs() / 5
    usual = pl.col("minutes").mean().over("player_id")
    rows = played.with_columns(margin=margin, usual=usual)
    starters, bench = rows.filter(pl.col("usual") > 30), rows.filter(pl.col("usual") < 10)

    def mean(frame: pl.DataFrame, close: bool) -> float:
        games = frame.filter(pl.col("margin") < 8 if close else pl.col("margin") > 24)
        return float(games["minutes"].mean())  # type: ignore[arg-type]

    assert mean(starters, close=False) < mean(starters, close=True) - 0.7
    assert mean(bench, close=False) > mean(bench, close=True) + 0.5


def test_minutes_go_up_when_team_mates_are_missing(league: Dataset, played: pl.DataFrame) -> None:
    assert league.reports is not None
    usual = played.group_by("player_id").agg(pl.col("minutes").mean().alias("usual"))
    vacated = (
        league.reports.filter(pl.col("status") == "out")
        .join(usual, on="player_id")
        .group_by("game_id", "team")
        .agg(pl.col("usual").sum().alias("vacated"))
    )
    rows = played.join(usual, on="player_id").filter(pl.col("usual").is_between(15, 30))
    rows = rows.join(vacated, on=["game_id", "team"], how="left").fill_null(0)
    extra = rows.select((pl.col("minutes") - pl.col("usual")).alias("extra"), "vacated")
    many = extra.filter(pl.col("vacated") > 70)["extra"].mean()
    few = extra.filter(pl.col("vacated") < 25)["extra"].mean()
    assert many > few + 2  # type: ignore[operator]


def test_some_players_are_traded_in_mid_season(played: pl.DataFrame) -> None:
    teams = played.group_by("player_id").agg(pl.col("team").n_unique())
    assert 10 <= teams.filter(pl.col("team") == 2).height <= 30
    assert teams["team"].max() == 2


def test_every_player_has_one_name_and_a_position(league: Dataset, played: pl.DataFrame) -> None:
    names = played.select("player_id", "player_name").unique()
    assert not names["player_id"].is_duplicated().any()
    assert not names["player_name"].is_duplicated().any()
    unknown = league.player_games.join(league.positions, on=["season", "player_id"], how="anti")
    assert unknown.height == 0


LAST = pl.col("date") == pl.col("date").max()


@pytest.fixture(scope="module")
def tonight() -> Dataset:
    """The same season, its last day to come."""
    return DemoLeague(seasons=1, tonight=True).load(7)


def test_tonight_has_no_outcomes_and_everything_else_is_as_before(league: Dataset, tonight: Dataset) -> None:
    blank = tonight.player_games.filter(LAST)
    assert blank.height > 0
    assert blank.select(pl.col(POSTGAME_COLUMNS).null_count()).row(0) == (blank.height,) * len(
        POSTGAME_COLUMNS
    )
    assert league.player_games.filter(~LAST).equals(tonight.player_games.filter(~LAST))
    assert league.prop_lines.equals(tonight.prop_lines)


def test_tonight_has_a_row_for_each_player_who_is_not_out_whoever_plays_in_the_end(
    league: Dataset, tonight: Dataset
) -> None:
    rows, reports = tonight.player_games.filter(LAST), tonight.reports
    assert reports is not None
    out = reports.filter(LAST, pl.col("status").is_in(["out", "doubtful"])).join(
        rows, on=PLAYER_GAME, how="anti"
    )
    per_team = pl.concat([rows["team"], out["team"]]).value_counts()["count"]
    assert per_team.unique().to_list() == [15]
    later = league.player_games.filter(LAST)
    assert later.join(rows, on=PLAYER_GAME, how="anti").is_empty()
    assert rows.join(later, on=PLAYER_GAME, how="anti").height > 20


def test_the_laws_of_tonights_players_are_laws(tonight: Dataset) -> None:
    assert tonight.truth is not None
    assert tonight.truth.frame.select(PLAYER_GAME).equals(tonight.player_games.select(PLAYER_GAME))
    rows = np.flatnonzero(tonight.player_games.select(LAST).to_series())
    assert tonight.truth.pmf(["points"], rows).sum(axis=1) == pytest.approx(1, abs=1e-5)
