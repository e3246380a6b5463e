"""Other spellings of what is read: quoted empty cells, words of markets, clocks, columns of other names."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.inspection.inspect import inspect
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.vocabulary.books import spelling_of
from nba_props.data.vocabulary.markets import COMBINED, STAT_OF, market_of
from nba_props.errors import DataError
from tests.data.files.samples import BOX, ROSTER, Row, WriteRows, log, market_quote, quote

LINES = [quote("Jon Asgard"), quote("Rio Blankenship", bookmaker="Book B")]


def read(write: WriteRows, lines: list[Row], **settings: Any) -> Dataset:
    logs = write("logs.csv", list(ROSTER))
    return Files(game_logs=str(logs), prop_lines=str(write("lines.csv", lines)), **settings).load(0)


def quoted(path: Path, rows: list[Row]) -> Path:
    """Write a file with every cell in quotes, empty ones too."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_an_empty_cell_is_empty_in_quotes_too(tmp_path: Path) -> None:
    idle = log(9, "Ann Other", **dict.fromkeys([*BOX, "PLUS_MINUS"], ""))
    logs = quoted(tmp_path / "logs.csv", [*ROSTER, idle])
    for side in ("over", "under"):
        (tmp_path / "lines").mkdir(exist_ok=True)
        rows = [{**row, f"{side}_price": ""} for row in LINES]
        quoted(tmp_path / "lines" / f"{side}.csv", rows)
    data = Files(game_logs=str(logs), prop_lines=str(tmp_path / "lines"), prop_market="pra").load(0)
    assert data.player_games["minutes"].null_count() == 1
    assert data.prop_lines.select("over_price", "under_price").null_count().row(0) == (0, 0)
    assert data.prop_lines.height == len(LINES)


@pytest.mark.parametrize(
    ("written", "market"),
    [
        ("Pts + Reb + Ast", "pra"), ("PTS+REBS+AST", "pra"), ("reb & ast & pts", "pra"), ("Pts+Ast", "pa"),
        ("Points & Rebs", "pr"), ("player_reb_ast", "ra"), ("Stl+Blk", "stocks"),
        ("Blocks and Steals", "stocks"), ("Alternate Pts+Ast", "pa"), ("Pts+Stl", None),
        ("3-Point Field Goals Made", "threes"), ("Made 3 Pointers", "threes"), ("Points O/U", "points"),
        ("ptsrebast", "pra"), ("Pts+Reb+Stl", None), ("", None), ("double double", None),
    ],
)  # fmt: skip
def test_a_market_is_understood_word_by_word(written: str, market: str | None) -> None:
    assert market_of(written, {})[0] == market


@pytest.mark.parametrize(
    ("written", "price"),
    [
        (" -110", 1 + 100 / 110),
        ("\u2212110", 1 + 100 / 110),
        ("EVEN", 2.0),
        ("ev", 2.0),
        ("N/A", None),
        ("-", None),
    ],
)
def test_a_price_is_read_as_books_write_it(write: WriteRows, written: str, price: float | None) -> None:
    lines = read(
        write, [quote("Jon Asgard", over_price=written, line="20\u00bd")], prop_market="points"
    ).prop_lines
    assert lines["line"].to_list() == [20.5]
    assert lines["over_price"].to_list() == [price if price is None else pytest.approx(price)]


def test_blanks_around_cells_and_names_are_no_part_of_them(tmp_path: Path) -> None:
    rows = [[*ROSTER[0]], *(list(row.values()) for row in ROSTER)]
    (tmp_path / "logs.csv").write_text("\n".join(", ".join(map(str, row)) for row in [*rows, rows[0]]))
    data = Files(game_logs=str(tmp_path / "logs.csv")).load(0)
    assert sorted(data.player_games["player_id"]) == [1, 2, 3, 4, 5, 6]
    assert [step.reason for step in data.quality.steps] == ["the header, repeated"]


@pytest.mark.parametrize(
    ("written", "book"),
    [("DraftKings Sportsbook", "DraftKings"), ("betr_us_dfs", "Betr"), ("lowvig", "LowVig.ag")],
)
def test_a_book_has_one_spelling(written: str, book: str) -> None:
    assert spelling_of([written, "Circa Sportsbook"]) == {written: book, "Circa Sportsbook": "Circa"}


def test_no_word_stands_for_two_stats() -> None:
    assert set(STAT_OF.values()) <= set(COMBINED)
    assert all(market_of(word, {})[0] == stat for word, stat in STAT_OF.items())


@pytest.mark.parametrize("name", ["bet_type", "category", "Market Name", "what"])
def test_a_column_that_holds_markets_is_named_where_none_is_called_so(write: WriteRows, name: str) -> None:
    rows = [{**row, name: market} for row in LINES for market in ("Points", "PRA")]
    with pytest.raises(DataError, match=rf"market is missing; column {name} holds markets such as PRA"):
        read(write, rows)
    told = read(write, rows, prop_line_columns={"market": name})
    assert sorted(told.prop_lines["market"].to_list()) == ["points", "points", "pra", "pra"]
    assert set(read(write, rows[:1], prop_market="points").prop_lines["market"]) == {"points"}


@pytest.mark.parametrize(("over", "under"), [("O", "U"), ("OVER", "UNDER"), ("over", "under")])
@pytest.mark.parametrize("column", ["label", "side", "outcome_name", "bet_side"])
def test_the_side_is_read_under_its_usual_names(write: WriteRows, column: str, over: str, under: str) -> None:
    whole = {key: cell for key, cell in LINES[0].items() if key not in ("over_price", "under_price")}
    rows = [{**whole, column: side, "price": price} for side, price in ((over, -110), (under, -115))]
    data = read(write, rows, prop_market="pra")
    assert data.prop_lines.select("over_price", "under_price").row(0) == pytest.approx(
        (1.909, 1.870), abs=1e-3
    )


def test_a_column_called_name_is_offered_for_the_player_and_is_a_side_beside_him(
    write: WriteRows, tmp_path: Path
) -> None:
    """The Odds API calls the side `name` and the player `description`."""
    rows = [{("name" if key == "player_name" else key): cell for key, cell in row.items()} for row in LINES]
    with pytest.raises(DataError, match=r"column player_name is missing; did you mean name\?"):
        read(write, rows, prop_market="pra")
    mapping = {"player_name": "name"}
    assert inspect([str(tmp_path / "lines.csv")], {}).kinds[0].mapping == mapping
    told = read(write, rows, prop_market="pra", prop_line_columns=mapping)
    assert told.prop_lines.equals(read(write, LINES, prop_market="pra").prop_lines)
    whole = {key: cell for key, cell in LINES[0].items() if key not in ("over_price", "under_price")}
    sides = [{**whole, "name": side, "price": -110} for side in ("Over", "Under")]
    assert read(write, sides, prop_market="pra").prop_lines["one_sided"].to_list() == [False]


def test_seconds_beyond_59_are_no_time(write: WriteRows) -> None:
    logs = write("logs.csv", [*ROSTER, log(9, "Ann Other", MIN="34:75")])
    with pytest.raises(DataError, match="row 8, column MIN: '34:75' is not a number"):
        Files(game_logs=str(logs)).load(0)


def test_two_rows_that_differ_in_name_and_points_disagree_on_the_points(write: WriteRows) -> None:
    logs = write("logs.csv", [*ROSTER, log(1, "Jon Asgard", PTS=21)])
    with pytest.raises(DataError, match=r"disagree on column PTS of player .*: 20 and 21"):
        Files(game_logs=str(logs)).load(0)


@pytest.mark.parametrize(
    ("clock", "hour", "minute"),
    [
        ("07:00 (ET)", 19, 0),
        ("12:30 (ET)", 12, 30),
        ("11:30 AM ET", 11, 30),
        ("7:30 p.m. ET", 19, 30),
        ("19:00", 19, 0),
    ],
)  # fmt: skip
def test_the_clock_of_a_report_is_of_the_evening_unless_it_says_otherwise(
    write: WriteRows, clock: str, hour: int, minute: int
) -> None:
    row = {
        "Game Date": "10/24/2023", "Game Time": clock, "Team": "Denver Nuggets",
        "Player Name": "Asgard, Jon", "Current Status": "Out", "Reason": "Rest",
    }  # fmt: skip
    logs = write("logs.csv", list(ROSTER))
    data = Files(game_logs=str(logs), reports=str(write("reports.csv", [row]))).load(0)
    assert data.reports is not None
    tip_off = dt.datetime(2023, 10, 24, hour, minute, tzinfo=ZoneInfo("America/New_York"))
    assert data.reports["known_at"].item() == tip_off - dt.timedelta(minutes=1)


def test_decimal_prices_are_told_from_american_ones(write: WriteRows) -> None:
    row = market_quote("Jon Asgard", over_odds=1.91, under_odds=1.87)
    with pytest.raises(DataError, match=r"'1\.91' is no American price: .* data\.odds_format=decimal"):
        read(write, [row])
    assert read(write, [row], odds_format=OddsFormat.decimal).prop_lines["over_price"].item() == 1.91
