"""Seeds, seasons and the fingerprint."""

from __future__ import annotations

import hashlib
import io

import polars as pl
import pytest

from nba_props.core.component import registered
from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague
from nba_props.errors import ConfigError


def digest(data: Dataset) -> str:
    assert data.reports is not None
    assert data.truth is not None
    out = hashlib.sha256()
    for frame in (data.player_games, data.prop_lines, data.reports, data.positions, data.truth.frame):
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        out.update(buffer.getvalue())
    return out.hexdigest()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(league: Dataset) -> None:
    assert digest(DemoLeague(seasons=1).load(7)) == digest(league)
    assert digest(DemoLeague(seasons=1).load(8)) != digest(league)


def test_the_books_do_not_disturb_the_games(league: Dataset) -> None:
    other = DemoLeague(seasons=1, efficiency=0.3, biased_book="Delta", bias=0.1).load(7)
    assert other.player_games.equals(league.player_games)
    assert not other.prop_lines.equals(league.prop_lines)


@pytest.mark.slow
def test_seasons_follow_each_other_and_rosters_change() -> None:
    data = DemoLeague(seasons=2).load(0)
    games = data.player_games
    assert games["season"].unique().sort().to_list() == ["2022-23", "2023-24"]
    players = [
        set(part["player_id"]) for _, part in games.sort("season").group_by("season", maintain_order=True)
    ]
    assert 0.05 < len(players[1] - players[0]) / len(players[1]) < 0.3
    assert not games["game_id"].is_in(["0022200001"]).all()
    assert games.select("game_id", "season").unique().height == 2 * 1230


def test_the_report_counts_what_was_made(league: Dataset) -> None:
    assert league.quality.kept["player_games"] == league.player_games.height
    assert league.quality.kept["prop_lines"] == league.prop_lines.height
    assert league.quality.read == league.quality.kept


def test_the_fingerprint_hangs_on_every_field_and_on_the_seed() -> None:
    variants = [
        DemoLeague(),
        DemoLeague(seasons=1),
        DemoLeague(efficiency=0.9),
        DemoLeague(biased_book="Alpha", bias=0.1),
        DemoLeague(biased_book="Bravo", bias=0.1),
        DemoLeague(biased_book="Alpha", bias=0.2),
        DemoLeague(tonight=True),
    ]
    prints = [league.fingerprint(0) for league in variants] + [DemoLeague().fingerprint(1)]
    assert len(set(prints)) == len(prints)
    assert DemoLeague().fingerprint(0) == prints[0]


def test_fields_out_of_range_are_reported_together() -> None:
    with pytest.raises(ConfigError) as caught:
        DemoLeague(seasons=0, efficiency=1.5, biased_book="Alfa", bias=2.0)
    assert len(caught.value.problems) == 4
    assert "did you mean Alpha" in str(caught.value)


def test_a_bias_needs_a_book() -> None:
    with pytest.raises(ConfigError) as caught:
        DemoLeague(bias=0.2)
    assert caught.value.problems == ["bias=0.2: must be 0 without a biased_book whose lines it shifts"]


def test_a_sweep_of_biases_may_have_its_control() -> None:
    assert DemoLeague(biased_book="Bravo", bias=0.0).bias == 0


def test_the_league_is_a_data_source_by_name() -> None:
    assert registered("data")["demo"] is DemoLeague


def test_truth_follows_the_player_games_row_by_row(league: Dataset) -> None:
    assert league.truth is not None
    keys = ["game_id", "player_id"]
    assert league.truth.frame.select(keys).equals(league.player_games.select(keys))
    assert isinstance(league.truth.frame, pl.DataFrame)
