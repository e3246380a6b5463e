"""Every kind of broken file is refused with one line that says where and what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.files import Files
from nba_props.data.raw.opened import opened
from nba_props.errors import ConfigError, DataError
from tests.data.files.samples import ROSTER, Row, WriteRows, log, market_quote, quote


def refusal(logs: Path | str, lines: Path | str | None = None, **fields: Mapping[str, str]) -> str:
    with pytest.raises(DataError) as caught:
        Files(game_logs=str(logs), prop_lines=str(lines) if lines else None, **fields).load(0)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    return message


def rows_with(change: Row, at: int = 1) -> list[Mapping[str, object]]:
    """The roster with some cells of one row changed; row `at` is line `at + 2` of the file."""
    return [{**row, **change} if i == at else row for i, row in enumerate(ROSTER)]


def test_a_missing_column_is_named_with_the_nearest_one(write: WriteRows) -> None:
    rows = [{("PTSX" if k == "PTS" else k): v for k, v in row.items()} for row in ROSTER]
    path = write("logs.csv", rows)
    assert refusal(path).startswith(f"{path}, row 1: column PTS is missing; did you mean PTSX")


def test_text_in_a_number_is_named_by_row_and_column(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"REB": "ten"}))
    assert refusal(path) == f"{path}, row 3, column REB: 'ten' is not a number"


@pytest.mark.parametrize("cell", ["nan", "inf"])
def test_what_only_a_computer_calls_a_number_is_refused(write: WriteRows, cell: str) -> None:
    assert "row 3, column REB" in refusal(write("logs.csv", rows_with({"REB": cell})))


def test_nine_hundred_minutes_are_impossible(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"MIN": 900}))
    assert refusal(path) == f"{path}, row 3, column MIN: 900 is not allowed (0 to 75 or empty)"


def test_half_a_rebound_is_impossible(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"REB": 4.5}))
    assert refusal(path).endswith("column REB: 4.5 is not allowed (a whole number 0 to 60 or empty)")


def test_half_a_box_score_is_refused(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"AST": ""}))
    assert (
        refusal(path) == f"{path}, row 3, column AST: the cell is empty, but other columns of the row are not"
    )


def test_an_empty_name_is_refused(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"PLAYER_NAME": ""}))
    assert refusal(path) == f"{path}, row 3, column PLAYER_NAME: the cell is empty"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("GAME_DATE", "24th of October"), ("MATCHUP", "DEN-LAL"), ("WL", "won"), ("SEASON_ID", "x")],
)
def test_a_cell_of_another_form_is_quoted(write: WriteRows, column: str, cell: str) -> None:
    message = refusal(write("logs.csv", rows_with({column: cell})))
    assert f"row 3, column {column}" in message
    assert column == "SEASON_ID" or repr(cell) in message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logs.csv"
    path.touch()
    assert refusal(path) == f"{path}: the file is empty"


def test_a_header_alone_is_refused(tmp_path: Path, write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert refusal(path) == f"{path}: the file has a header but no rows"


def test_a_row_with_too_many_fields_is_named(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] += ",1,2"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    count = len(ROSTER[0])
    assert refusal(path) == f"{path}, row 4: {count + 2} fields, but the header has {count}"


def test_a_csv_file_that_is_cut_off_is_noticed(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    path.write_bytes(path.read_bytes()[:-30])
    assert "row 7:" in refusal(path)
    assert refusal(path).endswith("the file is cut off")


@pytest.mark.parametrize("quoted", [True, False])
def test_a_row_that_is_cut_off_in_the_middle_is_named(write: WriteRows, quoted: bool) -> None:
    path = write(
        "lines.csv", [quote("Jon Asgard", bookmaker=book) for book in ("a,b" if quoted else "a", "b", "c")]
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].rpartition(",")[0]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    logs, count = write("logs.csv", list(ROSTER)), len(quote("Jon Asgard"))
    told = f"{path}, row 3: {count - 1} fields, but the header has {count}: the row is cut off"
    assert refusal(logs, path) == told


def test_a_row_may_leave_out_cells_at_its_end_that_are_empty_elsewhere(write: WriteRows) -> None:
    """Excel saves such files where the last columns are mostly empty."""
    rows = [
        quote("Jon Asgard", bookmaker=book, note=note)
        for book, note in (("a", "late"), ("b", ""), ("c", ""), ("d", ""))
    ]
    path = write("lines.csv", rows)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].removesuffix(",")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    logs = write("logs.csv", list(ROSTER))
    data = Files(game_logs=str(logs), prop_lines=str(path), prop_market="pra").load(0)
    assert data.prop_lines["book"].to_list() == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Date,GS,MIN,PTS", ["2023-10-24,1,34:00,20", "2023-10-25,Inactive", "2023-10-26,1,30:00,11"]),
        ("Date,MIN,PTS", ["2023-10-24,34:00,20", "Week 2", "2023-10-26,30:00,11"]),
        ("Date,MIN,PTS", ["2023-10-24,34:00,20", "2023-10-25,8:00", "2023-10-26,9:00", "2023-10-26,9:00,1"]),
        ("Date,MIN,PTS,note", ["2023-10-24,34:00,20,late", "2023-10-25,8:00,3", "2023-10-26,9:00,1,late"]),
    ],
)
def test_short_rows_of_honest_files_are_read(tmp_path: Path, header: str, rows: list[str]) -> None:
    """Who did not play, a line between rows, a column that only later rows have, one that is not read."""
    path = tmp_path / "logs.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert opened(path).rows(["Date", "MIN", "PTS"]).height == len(rows)


@pytest.mark.parametrize(("short", "refused"), [(3, True), (4, False)])
def test_rows_that_were_cut_off_are_few(tmp_path: Path, short: int, refused: bool) -> None:
    path = tmp_path / "logs.csv"
    rows = ["2023-10-24,34,2"] * short + ["2023-10-24,34,20,5"] * (300 - short)
    path.write_text("\n".join(["Date,MIN,PTS,REB", *rows]) + "\n", encoding="utf-8")
    if refused:
        with pytest.raises(DataError, match=r"row 2: 3 fields, but the header has 4: the row is cut off"):
            opened(path).rows(["Date", "REB"])
    else:
        assert opened(path).rows(["Date", "REB"])["REB"].null_count() == short


def test_a_file_in_another_encoding_is_named_by_row(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert refusal(path) == f"{path}, row 2: the text is not UTF-8; save the file as UTF-8"


def test_a_line_number_is_the_editors_also_after_a_line_break_in_quotes(write: WriteRows) -> None:
    rows = [{**row, "NOTE": "two\nlines" if i == 0 else ""} for i, row in enumerate(rows_with({"REB": "x"}))]
    assert ", row 4, column REB" in refusal(write("logs.csv", rows))


def test_blank_lines_are_skipped_and_counted(write: WriteRows) -> None:
    path = write("logs.csv", rows_with({"REB": "x"}, at=2))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "", *lines[2:], ""]) + "\n", encoding="utf-8")
    assert ", row 5, column REB" in refusal(path)


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logs.parquet"
    pl.DataFrame(ROSTER).write_parquet(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(path) == f"{path}: this is not a whole Parquet file; it may be cut off"


def test_bytes_that_are_no_text_are_refused_and_durations_are_minutes(tmp_path: Path) -> None:
    path, roster = tmp_path / "logs.parquet", pl.DataFrame(ROSTER)
    roster.with_columns(PLAYER_NAME=pl.lit(b"\xff\xfe")).write_parquet(path)
    assert refusal(path) == f"{path}, column PLAYER_NAME: holds Binary, which cannot be read as text"
    roster.with_columns(MIN=pl.duration(minutes=62, seconds=12)).write_parquet(path)
    minutes = Files(game_logs=str(path)).load(0).player_games["minutes"]
    assert minutes.to_list() == pytest.approx([62.2] * len(ROSTER))


def test_a_path_that_does_not_exist_is_named_with_its_key(tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    assert refusal(gone) == f"data.game_logs: no such file or folder: {gone}"


def test_a_glob_without_matches_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "*.csv") == f"data.game_logs: the glob matches no file: {tmp_path / '*.csv'}"


def test_a_folder_without_tables_is_named(tmp_path: Path) -> None:
    kinds = ".csv, .tsv, .csv.gz, .tsv.gz, .parquet, .json, .xlsx"
    assert refusal(tmp_path) == f"data.game_logs: the folder {tmp_path} holds no file of {kinds}"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logs.ods"
    path.write_bytes(b"x")
    kinds = ".csv, .tsv, .csv.gz, .tsv.gz, .parquet, .json, .xlsx"
    assert refusal(path) == f"data.game_logs: {path} is none of {kinds}"


def test_two_files_that_disagree_are_both_named(write: WriteRows, tmp_path: Path) -> None:
    first = write("logs/a.csv", list(ROSTER))
    second = write("logs/b.csv", [log(3, "Tavion Okoro-Vance", PTS=21)])
    assert refusal(tmp_path / "logs") == (
        f"{first}, row 4 and {second}, row 2 disagree on column PTS of player Tavion Okoro-Vance (3) "
        "in game 0022300061: 20 and 21"
    )


def test_logs_without_any_outcome_are_refused(write: WriteRows) -> None:
    empty = dict.fromkeys(
        ["MIN", "PTS", "REB", "AST", "FG3M", "STL", "BLK", "TOV", "PF", "FGM", "FGA", "FG3A", "FTM", "FTA"],
        "",
    )
    path = write("logs.csv", [{**row, **empty, "OREB": "", "DREB": ""} for row in ROSTER])
    assert refusal(path).startswith(f"{path}: no row has an outcome")


@pytest.mark.parametrize("price", [-50, 0, 99.5])
def test_an_american_price_inside_a_hundred_is_impossible(write: WriteRows, price: float) -> None:
    logs = write("logs.csv", list(ROSTER))
    lines = write("lines.csv", [quote("Jon Asgard"), quote("Jon Asgard", bookmaker="B", under_price=price)])
    expected = f"{lines}, row 3, column under_price: '{price}' is no American price: "
    assert refusal(logs, lines) == expected + (
        "they are -100 or less, or 100 or more; for decimal prices say data.odds_format=decimal"
    )


def test_a_price_column_is_called_as_in_the_file(write: WriteRows) -> None:
    logs = write("logs.csv", list(ROSTER))
    lines = write("lines.csv", [market_quote("Jon Asgard", over_odds="dear")])
    assert refusal(logs, lines) == f"{lines}, row 2, column over_odds: 'dear' is not a number"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("line", -1), ("timestamp", "yesterday"), ("event_date", "Tuesday"), ("bookmaker", "")],
)
def test_a_broken_cell_of_a_line_is_named(write: WriteRows, column: str, cell: object) -> None:
    logs = write("logs.csv", list(ROSTER))
    lines = write("lines.csv", [quote("Jon Asgard", **{column: cell})])
    assert f"{lines}, row 2, column {column}: " in refusal(logs, lines)


@pytest.mark.parametrize("missing", ["home_team", "timestamp"])
def test_lines_must_say_who_plays_and_when(write: WriteRows, missing: str) -> None:
    row = quote("Jon Asgard")
    del row[missing]
    message = refusal(write("logs.csv", list(ROSTER)), write("lines.csv", [row]))
    assert missing in message
    assert message.endswith("are missing")


def test_a_game_that_is_not_away_at_home_is_refused(write: WriteRows) -> None:
    lines = write("lines.csv", [market_quote("Jon Asgard", game="Denver against Los Angeles")])
    assert f"{lines}, row 2, column game: " in refusal(write("logs.csv", list(ROSTER)), lines)


def test_game_logs_must_be_named() -> None:
    with pytest.raises(ConfigError) as caught:
        Files()
    assert str(caught.value).startswith("game_logs: must name a file, a folder or a glob; ")


def test_a_mapping_of_an_unknown_column_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError) as caught:
        Files(game_logs="x.csv", game_log_columns={"POINTS": "p"}, prop_line_columns={"player": "p"})
    first, second = str(caught.value).splitlines()
    assert first.startswith("game_log_columns.POINTS: no such column is read; did you mean")
    assert "player_name" in second


def test_a_mapped_column_that_the_file_lacks_is_named(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    message = refusal(path, game_log_columns={"PTS": "Points"})
    assert message.startswith(f"{path}, row 1: column Points (mapped from PTS) is missing")
