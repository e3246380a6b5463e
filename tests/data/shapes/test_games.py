"""Game logs of every publisher: the same games come out, whoever wrote them down."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.frames import Frames
from nba_props.data.raw.workbooks import read_workbook
from nba_props.data.shapes.games import shapes
from nba_props.errors import ConfigError, DataError
from tests.data.shapes import publishers
from tests.data.shapes.publishers import Row

MADE_UP = ["season", "game_id", "player_id", "competition"]
"""What some publishers have other ids or no words for."""


def write_csv(path: Path, rows: list[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_as(folder: Path, shape: str, rows: list[Row]) -> Path:
    """Write the rows as their publisher would, and return the file or folder."""
    if shape == "balldontlie":
        path = folder / "stats.json"
        path.write_text(json.dumps({"data": [publishers.balldontlie(row) for row in rows], "meta": {}}))
        return path
    if shape == "box_score":
        for game in {row["game_id"] for row in rows}:
            of_game = [row for row in rows if row["game_id"] == game]
            path = folder / "boxes" / str(of_game[0]["date"]) / f"{game}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(publishers.box_score(of_game)))
        return folder / "boxes"
    if shape == "player":
        for name in {row["player_name"] for row in rows}:
            write_csv(
                folder / "players" / f"{name}.csv",
                [publishers.player(row) for row in rows if row["player_name"] == name],
            )
        return folder / "players"
    publish: Callable[[Row], Row] = getattr(publishers, shape)
    return write_csv(folder / f"{shape}.csv", [publish(row) for row in rows])


def read(path: object, **settings: object) -> Dataset:
    return Files(game_logs=path if isinstance(path, list) else str(path), **settings).load(0)  # type: ignore[arg-type]


def same(found: pl.DataFrame, wanted: pl.DataFrame, ids: bool) -> None:
    """Assert that two tables hold the same games, apart from ids that one of them has made up."""
    columns = [name for name in wanted.columns if ids or name not in MADE_UP]
    order = ["date", "player_name", "team"]
    left, right = (frame.select(columns).sort(order) for frame in (found, wanted))
    close = pl.col("minutes").round(2)
    assert left.with_columns(close).equals(right.with_columns(close))


@pytest.mark.parametrize("shape", list(shapes()))
def test_the_games_are_the_same_whoever_wrote_them_down(
    shape: str, played: pl.DataFrame, tmp_path: Path
) -> None:
    data = read(write_as(tmp_path, shape, played.to_dicts()))
    assert set(data.quality.shapes.values()) == {shapes()[shape].words}
    own_ids = shape not in {"basketball_reference", "hoopr", "balldontlie", "flags"}
    same(data.player_games, played, ids=own_ids)
    assert data.player_games["season"].unique().to_list() == played["season"].unique().to_list()
    assert data.player_games["game_id"].n_unique() == played["game_id"].n_unique()
    assert data.player_games["player_id"].n_unique() == played["player_id"].n_unique()


def test_files_of_several_shapes_are_read_together(played: pl.DataFrame, tmp_path: Path) -> None:
    days = played["date"].unique().sort()
    early, late = played.filter(pl.col("date") <= days[1]), played.filter(pl.col("date") > days[1])
    paths = [
        str(write_as(tmp_path, "league", early.to_dicts())),
        str(write_as(tmp_path, "player_statistics", late.to_dicts())),
    ]
    same(read(paths).player_games, played, ids=True)


def test_a_shape_is_forced_and_what_does_not_fit_it_is_named(played: pl.DataFrame, tmp_path: Path) -> None:
    path = write_as(tmp_path, "league", played.to_dicts())
    with pytest.raises(
        DataError, match=r"columns OPPONENT, HOME are missing; .* \(read as hoopR's player box"
    ):
        read(path, shape="hoopr")
    with pytest.raises(ConfigError, match=r"shape=hopr: no such shape; did you mean hoopr"):
        read(path, shape="hopr")


def test_a_broken_file_of_the_league_is_called_no_other_publishers(tmp_path: Path) -> None:
    """The shape that lacks the smallest share of what it must have, whatever else it may have."""
    names = ("PLAYER_ID", "PLAYER_NAME", "GAME_ID", "GAME_DATE", "MATCHUP", "WL", "MIN", "PTS", "REB", "AST")
    path = write_csv(tmp_path / "logs.csv", [dict.fromkeys(names, "1")])
    with pytest.raises(
        DataError, match=r"columns TEAM_ABBREVIATION, FG3M, .* \(read as nba_api's game logs\)$"
    ):
        Files(game_logs=str(path)).load(0)


@pytest.mark.parametrize("index", ["pandas", "all unnamed"])
def test_the_unnamed_column_of_at_signs_is_found_beside_others(
    played: pl.DataFrame, tmp_path: Path, index: str
) -> None:
    """An index saved by pandas has no name, nor has the result in the table that the page itself gives."""
    rows = [publishers.basketball_reference(row) for row in played.to_dicts()]
    rows = [
        {"" if name == "Result" and index != "pandas" else name: cell for name, cell in r.items()}
        for r in rows
    ]
    head = [*rows[0]]
    if index == "pandas":
        head, rows = ["", *head], [{"": n, **row} for n, row in enumerate(rows)]
    else:
        head = ["" if name.startswith("Unnamed") else name for name in head]
    path = tmp_path / "logs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *(row.values() for row in rows), head])
    read_back = read(path).player_games.sort("game_id", "player_id")
    assert read_back["home"].sum() == played["home"].sum()
    assert read_back.height == played.height


def test_unnamed_columns_without_at_signs_are_refused(played: pl.DataFrame, tmp_path: Path) -> None:
    rows = [publishers.basketball_reference(row) | {"Unnamed: 5": 1} for row in played.to_dicts()]
    path = tmp_path / "logs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["", *rows[0]], *([n, *row.values()] for n, row in enumerate(rows))])
    with pytest.raises(
        DataError, match=r"logs.csv, row 1: no column tells home from away: .*0, Unnamed: 5\)"
    ):
        read(path)


def test_a_reason_stands_in_every_cell_of_a_player_who_did_not_play(
    played: pl.DataFrame, tmp_path: Path
) -> None:
    """A page's cell over several columns, as pandas reads it."""
    rows = [publishers.basketball_reference(row) for row in played.to_dicts()]
    rows[0] |= dict.fromkeys(
        [name for name in rows[0] if name in ("MP", *publishers.SHORT.values())], "Did Not Play"
    )
    path = tmp_path / "logs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([[*rows[0]], *(row.values() for row in rows)])
    assert read(path).player_games["minutes"].null_count() == 1


def test_a_workbook_is_read_as_its_csv_would_be(played: pl.DataFrame, tmp_path: Path) -> None:
    rows = [publishers.basketball_reference(row) for row in played.to_dicts()]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([None if name.startswith("Unnamed") else name for name in rows[0]])
    for row in rows:
        sheet.append(list(row.values()))
    book.save(tmp_path / "logs.xlsx")
    same(read(tmp_path / "logs.xlsx").player_games, played, ids=False)


def in_hours(minutes: float) -> dt.timedelta | dt.time:
    """A cell typed as `34:12` with the format of a clock: hours and minutes, a duration from 24 on."""
    whole, rest = divmod(round(minutes * 60), 60)
    return dt.timedelta(hours=whole, minutes=rest) if whole >= 24 else dt.time(whole, rest)


def in_minutes(minutes: float) -> dt.time:
    return dt.time(0, *divmod(round(minutes * 60), 60))


@pytest.mark.parametrize("cell", [in_hours, in_minutes])
def test_clocks_of_a_workbook_are_minutes_however_they_were_typed(
    played: pl.DataFrame, tmp_path: Path, cell: Callable[[float], object]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(played.to_dicts()):
        cells = publishers.basketball_reference(row) | {"MP": cell(row["minutes"])}
        if not number:
            sheet.append([None if name.startswith("Unnamed") else name for name in cells])
        sheet.append(list(cells.values()))
    book.save(tmp_path / "logs.xlsx")
    same(read(tmp_path / "logs.xlsx").player_games, played, ids=False)


@pytest.mark.parametrize(
    ("total", "texts"),
    [(None, ["34:12", "34:00", "0:45"]), (240, ["0:34:12", "0:34:00", "0:00:45", "4:00:00"])],
)
def test_a_total_beside_clocks_of_minutes_makes_no_seconds_of_them(
    tmp_path: Path, total: int | None, texts: list[str]
) -> None:
    book = openpyxl.Workbook()
    cells = [in_minutes(minutes) for minutes in (34.2, 34, 0.75)]
    for cell in ("MP", *cells, *([] if total is None else [dt.timedelta(minutes=total)])):
        book.worksheets[0].append([cell])
    book.save(tmp_path / "logs.xlsx")
    assert read_workbook(tmp_path / "logs.xlsx")["MP"].to_list() == texts


def test_all_sheets_of_one_header_are_read_and_others_told(played: pl.DataFrame, tmp_path: Path) -> None:
    rows = [publishers.league(row) for row in played.to_dicts()]
    book = openpyxl.Workbook()
    first, notes, second = book.worksheets[0], book.create_sheet("Notes"), book.create_sheet("Later")
    book.create_sheet("Empty")
    notes.append(["Source", "nobody"])
    for sheet, some in ((first, rows[:50]), (second, [*rows[50:], {**rows[0], "GAME_DATE": "never"}])):
        sheet.append([*rows[0]])
        for row in some:
            sheet.append(list(row.values()))
    book.save(tmp_path / "logs.xlsx")
    with pytest.raises(DataError, match=rf"sheet Later, row {len(rows) - 48}, column GAME_DATE"):
        read(tmp_path / "logs.xlsx")
    second.delete_rows(len(rows) - 48)
    book.save(tmp_path / "logs.xlsx")
    data = read(tmp_path / "logs.xlsx")
    same(data.player_games, played, ids=True)
    assert data.quality.unread == ["logs.xlsx: sheet Notes"]


def test_a_workbook_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logs.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(DataError, match=f"{path}: this is not a whole Excel workbook"):
        read(path)


def test_a_repeated_header_is_left_out_and_told(played: pl.DataFrame, tmp_path: Path) -> None:
    path = write_as(tmp_path, "basketball_reference", played.to_dicts())
    head, *body = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *body[:5], head, *body[5:]]), encoding="utf-8")
    data = read(path)
    same(data.player_games, played, ids=False)
    assert [(step.reason, step.rows) for step in data.quality.steps] == [("the header, repeated", 1)]
    assert data.quality.read["player_games"] == played.height + 1


def test_a_box_score_without_a_day_says_where_to_put_it(played: pl.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "box.json"
    path.write_text(json.dumps(publishers.box_score(played.filter(game_id=played["game_id"][0]).to_dicts())))
    with pytest.raises(DataError, match=r"does not say on which day .* 2023-10-24/0022300061\.json"):
        read(path)


@pytest.mark.parametrize(
    ("name", "player"),
    [
        ("sportsref_download (1)", None), ("Basketball-Reference export", None), ("gamelog_2023-24", None),
        ("Nikola_Jokic_2023-24_playoffs", "Nikola Jokic"), ("nikola-jokic regular season", "Nikola Jokic"),
    ],
)  # fmt: skip
def test_general_words_of_a_file_are_nobodys_name(
    played: pl.DataFrame, tmp_path: Path, name: str, player: str | None
) -> None:
    own = played.filter(pl.col("player_id") == played["player_id"][0]).to_dicts()
    path = write_csv(tmp_path / f"{name}.csv", [publishers.player(row) for row in own])
    if player is None:
        with pytest.raises(DataError, match="no column names the player, nor does the file's name"):
            read(path)
    else:
        assert set(read(path).player_games["player_name"]) == {player}


@pytest.mark.parametrize(("flag", "kind"), [(0, "regular"), ("1.0", "playoffs"), ("True", "playoffs")])
def test_the_post_season_is_a_flag(played: pl.DataFrame, tmp_path: Path, flag: object, kind: str) -> None:
    """balldontlie's, which is no number of a competition."""
    rows = [publishers.balldontlie(row) for row in played.filter(game_id=played["game_id"][0]).to_dicts()]
    flagged = [{**row, "game": {**row["game"], "id": 900_001, "postseason": flag}} for row in rows]
    (tmp_path / "stats.json").write_text(json.dumps({"data": flagged}))
    games = read(tmp_path / "stats.json").player_games
    assert set(games["competition"]) == {kind}


def test_a_side_that_is_none_is_named(played: pl.DataFrame, tmp_path: Path) -> None:
    rows = [publishers.hoopr(row) for row in played.to_dicts()]
    rows[3]["home_away"] = "neutral?"
    with pytest.raises(DataError, match=r"row 5, column home_away: 'neutral\?' says neither 'home' nor"):
        read(write_csv(tmp_path / "logs.csv", rows))


def test_opponents_that_no_row_tells_are_refused(played: pl.DataFrame, tmp_path: Path) -> None:
    alone = played.filter(pl.col("team") == played["team"][0]).to_dicts()
    with pytest.raises(DataError, match="do not tell the opponent"):
        read(write_as(tmp_path, "balldontlie", alone))


def test_frames_under_lower_case_names_are_read(played: pl.DataFrame) -> None:
    settings = Files(game_logs="game_logs")
    frame = pl.DataFrame([publishers.flags(row) for row in played.to_dicts()]).drop("game_id", "player_id")
    same(Frames.of(settings, {"game_logs": frame}).data.player_games, played, ids=False)


def test_a_missing_column_is_hinted_at_by_meaning(played: pl.DataFrame, tmp_path: Path) -> None:
    rows = [publishers.flags(row) for row in played.to_dicts()]
    renamed = [{("gamedate" if name == "date" else name): cell for name, cell in row.items()} for row in rows]
    with pytest.raises(DataError, match=r"column GAME_DATE is missing; did you mean gamedate\?"):
        read(write_csv(tmp_path / "logs.csv", renamed))


def test_all_columns_that_are_missing_are_named_in_one_line(played: pl.DataFrame, tmp_path: Path) -> None:
    gone, club = {"fouls", "fga", "dreb"}, {"team": "Club"}
    rows = [publishers.flags(row) for row in played.head(3).to_dicts()]
    partial = [{club.get(name, name): row[name] for name in row if name not in gone} for row in rows]
    wanted = r"row 1: columns TEAM_ABBREVIATION, PF, FGA, DREB are missing; did you mean Club for TEAM_ABBR"
    with pytest.raises(DataError, match=wanted):
        read(write_csv(tmp_path / "logs.csv", partial))
