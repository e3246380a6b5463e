"""Game logs come out as canonical player-games."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.files.game_logs import IN_PLAY
from nba_props.data.files.games import FileGames
from nba_props.data.quality import QualityReport
from nba_props.errors import DataError
from tests.data.files.samples import BOX, ROSTER, WriteRows, log


def load(path: Path, **columns: str) -> Dataset:
    return Files(game_logs=str(path), game_log_columns=columns).load(0)


def test_a_row_becomes_a_player_game(write: WriteRows) -> None:
    row = load(write("logs.csv", [log(4, "Cameron Dellrose", "LAL @ DEN", WL="L")])).player_games.row(
        0, named=True
    )
    assert row["season"] == "2023-24"
    assert row["date"] == dt.date(2023, 10, 24)
    assert (row["team"], row["opponent"], row["home"], row["won"]) == ("LAL", "DEN", False, False)
    assert (row["points"], row["threes"], row["minutes"], row["plus_minus"]) == (20, 2, 30.0, 5)


def test_a_season_column_is_taken_as_it_is(write: WriteRows) -> None:
    for season in ("2022-23", "2023-24"):
        data = load(write("logs.csv", [log(1, "Jón Åsgard", GAME_DATE="2023-07-10", SEASON=season)]))
        assert data.player_games["season"].to_list() == [season]


@pytest.mark.parametrize(
    ("season", "problem"),
    [("2023-99", "'2023-99' is no season such as '2023-24'"),
     ("2019-20", "'2019-20' is no season of the row's day"), ("2024-25", "no season of the row's day"),
     ("2022-23", "'2022-23' is no season of the row's day")],
)  # fmt: skip
def test_a_season_that_cannot_be_is_refused(write: WriteRows, season: str, problem: str) -> None:
    rows = [log(1, "Jón Åsgard", SEASON="2023-24"), log(2, "Ann Other", SEASON=season)]
    with pytest.raises(DataError, match=rf"row 3, column SEASON: .*{problem}"):
        load(write("logs.csv", rows))


def test_a_date_may_carry_a_time(write: WriteRows) -> None:
    data = load(write("logs.csv", [log(1, "Jón Åsgard", GAME_DATE="2023-10-24T00:00:00")]))
    assert data.player_games["date"].to_list() == [dt.date(2023, 10, 24)]


def test_lost_zeros_of_a_game_id_come_back(tmp_path: Path) -> None:
    frame = pl.DataFrame(ROSTER).with_columns(pl.col("GAME_ID").cast(pl.Int64))
    frame.write_parquet(tmp_path / "logs.parquet")
    data = load(tmp_path / "logs.parquet")
    assert data.player_games["game_id"].unique().to_list() == ["0022300061"]


@pytest.mark.parametrize(
    ("written", "season", "day", "found"),
    [
        (22300061, 22023, "2023-10-24", ("0022300061", "regular")),
        (41900401, 42019, "2020-09-30", ("0041900401", "playoffs")),
        (29900001, 21999, "1999-11-02", ("0029900001", "regular")),
        (18448014, 22025, "2025-11-01", ("18448014", "regular")),
        ("1018447001", 22025, "2025-11-01", ("1018447001", "regular")),
    ],
)
def test_ids_are_the_leagues_where_they_name_the_season(
    write: WriteRows, written: object, season: int, day: str, found: tuple[str, str]
) -> None:
    """`18448014` is a game of balldontlie's, none of the preseason of 2084."""
    rows = load(write("logs.csv", [log(1, "Al", GAME_ID=written, SEASON_ID=season, GAME_DATE=day)]))
    assert rows.player_games.select("game_id", "competition").rows() == [found]


def test_parquet_and_csv_give_the_same_table(write: WriteRows, tmp_path: Path) -> None:
    typed = pl.DataFrame(ROSTER).with_columns(
        pl.col("GAME_DATE").str.to_datetime(), pl.col("PTS").cast(pl.Float32)
    )
    typed.write_parquet(tmp_path / "logs.parquet")
    csv = load(write("logs.csv", list(ROSTER)))
    assert csv.player_games.equals(load(tmp_path / "logs.parquet").player_games)


def test_a_game_that_nobody_has_won_yet_is_left_out_and_counted(write: WriteRows) -> None:
    later = {"GAME_ID": "0022300070", "GAME_DATE": "2023-10-26"}
    in_play = [row | later | {"WL": "", "OREB": ""} for row in ROSTER]  # box scores in play may have gaps
    data = load(write("logs.csv", [*ROSTER, *in_play]))
    assert data.player_games["game_id"].unique().to_list() == ["0022300061"]
    assert [(step.reason, step.rows) for step in data.quality.steps] == [(IN_PLAY, len(ROSTER))]


def test_games_that_are_left_out_may_be_those_of_the_second_file(write: WriteRows) -> None:
    write("logs/regular.csv", [log(player, "Jón Åsgard") for player in range(20)])
    before = {"GAME_ID": "0012300061", "GAME_DATE": "2023-10-10"}
    folder = write("logs/summer.csv", [log(player, "Jón Åsgard", **before) for player in range(20)]).parent
    data = load(folder)
    assert data.player_games.height == 20
    assert [s.examples for s in data.quality.steps if s.reason == "preseason game"] == [
        ["0012300061 2023-10-10"]
    ]


def test_one_cell_without_a_winner_and_files_without_any_leave_nothing_out(write: WriteRows) -> None:
    gap = [ROSTER[0] | {"WL": ""}, *ROSTER[1:]]
    for rows in (gap, [row | {"WL": ""} for row in ROSTER]):
        assert load(write("logs.csv", rows)).player_games.height == len(ROSTER)


def test_empty_outcomes_are_a_row_of_tonight(write: WriteRows) -> None:
    tonight = log(1, "Jón Åsgard", GAME_ID="0022300070", GAME_DATE="2023-10-26", WL="", PLUS_MINUS="")
    data = load(write("logs.csv", [*ROSTER, {**tonight, **dict.fromkeys(BOX, "")}]))
    last = data.player_games.row(-1, named=True)
    assert last["game_id"] == "0022300070"
    assert last["minutes"] is None
    assert last["won"] is None


def test_a_result_replaces_the_row_of_the_evening_before(write: WriteRows, tmp_path: Path) -> None:
    tonight = {**ROSTER[0], **dict.fromkeys(BOX, ""), "WL": "", "PLUS_MINUS": ""}
    write("logs/evening.csv", [tonight])
    write("logs/morning.csv", list(ROSTER))
    data = load(tmp_path / "logs")
    assert data.player_games.height == len(ROSTER)
    assert data.player_games["minutes"].null_count() == 0
    assert [(s.reason, s.rows) for s in data.quality.steps] == [("row without outcome beside one with it", 1)]


def test_copies_are_dropped_and_counted(write: WriteRows, tmp_path: Path) -> None:
    write("logs/a.csv", list(ROSTER))
    write("logs/b.csv", list(ROSTER[:2]))
    data = load(tmp_path / "logs")
    assert data.player_games.height == len(ROSTER)
    assert [(s.reason, s.rows, s.dropped) for s in data.quality.steps] == [("exact duplicate", 2, True)]
    assert data.quality.read["player_games"] == len(ROSTER) + 2
    assert data.quality.kept["player_games"] == len(ROSTER)


def test_columns_may_have_other_names(write: WriteRows) -> None:
    rows = [{("Points" if k == "PTS" else k): v for k, v in row.items()} for row in ROSTER]
    assert load(write("logs.csv", rows), PTS="Points").player_games["points"].to_list() == [20] * len(ROSTER)


def test_a_byte_order_mark_is_no_part_of_the_first_name(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(path).player_games.height == len(ROSTER)


def test_a_glob_names_some_of_the_files(write: WriteRows, tmp_path: Path) -> None:
    write("logs/2023_a.csv", list(ROSTER[:2]))
    write("logs/2024_b.csv", list(ROSTER[2:]))
    assert load(tmp_path / "logs" / "2024_*.csv").player_games.height == len(ROSTER) - 2


def test_of_two_teams_of_one_name_the_latest_has_it(write: WriteRows) -> None:
    now = log(1, "Jón Åsgard", TEAM_ABBREVIATION="CHA", TEAM_NAME="Hornets", MATCHUP="CHA vs. LAL")
    then = now | {"TEAM_ABBREVIATION": "CHH", "MATCHUP": "CHH vs. LAL", "SEASON_ID": 22001}
    then |= {"GAME_ID": "0020100061", "GAME_DATE": "2001-10-30"}
    for rows in ([now, then], [then, now]):
        games = FileGames(game_logs=str(write("logs.csv", rows))).load(0, QualityReport())
        assert games.team_names == {"Hornets": "CHA"}


@pytest.mark.parametrize("pattern", ["", "*"])
def test_the_lock_of_an_open_workbook_is_no_file_to_read(
    write: WriteRows, tmp_path: Path, pattern: str
) -> None:
    write("logs/logs.csv", list(ROSTER))
    (tmp_path / "logs" / "~$lines.xlsx").write_bytes(b"\x05user".ljust(165))
    data = load(tmp_path / "logs" / pattern)
    assert (data.player_games.height, data.quality.unread) == (len(ROSTER), [])


def test_the_fingerprint_follows_contents_and_fields_not_folders(write: WriteRows) -> None:
    here, there = write("a/logs.csv", list(ROSTER)), write("b/logs.csv", list(ROSTER))
    same = Files(game_logs=str(here)).fingerprint(0)
    assert same == Files(game_logs=str(there)).fingerprint(1)
    assert same != Files(game_logs=str(here), upcoming=False).fingerprint(0)
    there.write_text(there.read_text(encoding="utf-8").replace("Rio", "Ria"), encoding="utf-8")
    assert same != Files(game_logs=str(there)).fingerprint(0)
