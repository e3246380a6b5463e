from __future__ import annotations

import polars as pl

from nba_props.availability.as_played import AsPlayed
from nba_props.data.dataset import Dataset
from nba_props.features.history import History
from tests.features.block.hand import POINTS, Row, games, row, upcoming


def out(rows: list[Row]) -> list[tuple[int, str, int]]:
    frame = AsPlayed().out(Dataset(games(rows)))
    assert frame.columns == ["date", "team", "player_id", "p_out"]
    assert (frame["p_out"] == 1).all()
    return [(day.day, team, player) for day, team, player, _ in frame.iter_rows()]


def team(*days: int, name: str = "AAA") -> list[Row]:
    return [row(day, 1, name) for day in days]


def test_out_is_who_played_before_in_the_season_and_does_not_tonight() -> None:
    assert out([*team(1, 3, 5), row(1, 2), row(5, 2)]) == [(3, "AAA", 2)]


def test_who_has_not_played_for_the_team_before_is_not_out() -> None:
    assert out([*team(1, 3), row(3, 2)]) == []


def test_who_has_not_yet_played_this_season_is_out_and_in_the_rotation() -> None:
    rows = [row(1, 2, season="2022-23"), *team(3, 5), row(7, 1), row(7, 2)]
    assert out(rows) == [(3, "AAA", 2), (5, "AAA", 2)]
    history = History.of(games(rows), POINTS, out=AsPlayed().out(Dataset(games(rows))))
    rotation = history.rotation(10, 12.0, []).filter(pl.col("team") == "AAA", pl.col("player_id") == 2)
    assert rotation["p_out"].to_list() == [1, 1, 0]


def test_after_his_last_game_he_is_out_for_as_long_as_he_is_on_the_roster() -> None:
    assert out([*team(1, 3, 5), row(1, 2)]) == [(3, "AAA", 2), (5, "AAA", 2)]


def test_a_traded_player_is_out_for_his_latest_team_only() -> None:
    rows = [
        *team(1, 3, 5, 7),
        row(1, 2),
        row(4, 2, "CCC"),
        row(6, 5, "CCC"),
        row(8, 2, "CCC"),
        row(8, 5, "CCC"),
    ]
    assert out(rows) == [(3, "AAA", 2), (6, "CCC", 2)]


def test_who_plays_his_first_game_for_another_team_on_the_date_is_out_for_the_former_one() -> None:
    assert out([*team(1, 3, 5), row(1, 2), row(3, 2, "CCC")]) == [(3, "AAA", 2)]


def test_games_that_are_not_played_have_nobody_out() -> None:
    assert out([*team(1), row(1, 2), upcoming(3)]) == []


def test_a_row_without_an_outcome_is_a_player_who_is_out() -> None:
    assert out([*team(1, 3), row(1, 2), upcoming(3, 2)]) == [(3, "AAA", 2)]


def test_every_figure_made_with_it_must_say_so() -> None:
    assert AsPlayed.label == "who played (known only afterwards)"


def test_an_empty_league_has_nobody_out() -> None:
    frame = AsPlayed().out(Dataset(games(team(1)).clear()))
    assert frame.is_empty()
    assert frame.schema["date"] == pl.Date
