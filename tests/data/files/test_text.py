"""Files of text in all the ways in which people save them."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.console import plain_console
from nba_props.data.feeds import Feed
from nba_props.data.quality import QualityReport, Spelling
from nba_props.data.raw.columns import Field
from nba_props.data.raw.find import find
from nba_props.data.raw.read import read_files
from nba_props.data.raw.text import read_text
from nba_props.errors import DataError

TABLE = 'name,points\n"Šarić, Dario",12\nJón,3\n'
WAYS = {
    "plain": TABLE.encode(),
    "byte-order mark": TABLE.encode("utf-8-sig"),
    "UTF-16": TABLE.encode("utf-16"),
    "UTF-16 without mark": TABLE.encode("utf-16-le"),
    "big-endian": TABLE.encode("utf-16-be"),
    "carriage returns": TABLE.replace("\n", "\r").encode(),
    "both": TABLE.replace("\n", "\r\n").encode(),
    "gzip": gzip.compress(TABLE.encode(), mtime=0),
    "separator line": b"sep=,\n" + TABLE.encode(),
    "blank lines above": b"\r\n\n" + TABLE.encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_records_are_the_same(tmp_path: Path, way: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(WAYS[way])
    records = [fields for _, fields in read_text(path).records()]
    assert records == [["name", "points"], ["Šarić, Dario", "12"], ["Jón", "3"]]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(WAYS["separator line"])
    assert [line for line, _ in read_text(path).records()] == [2, 3, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"a{delimiter}b\n1{delimiter}2\n")
    assert read_text(path).header == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"a,b\n1,\x00\n", "row 2: the file holds NUL bytes"),
        ("a\nŠ\n".encode("latin2"), "row 2: the text is not UTF-8"),
        (gzip.compress(TABLE.encode(), mtime=0)[:-9], "not a whole gzip file"),
        (TABLE.encode("utf-16")[:-1], "not whole UTF-16"),
    ],
)
def test_what_is_no_text_is_named_for_what_it_is(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=problem):
        read_text(path)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_short_line(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)
    message = ""
    try:
        list(read_text(path).records())
    except DataError as error:
        message = str(error)
    assert "\n" not in message
    assert len(message) < 4_000


def test_a_folder_tells_what_it_holds_and_is_not_read(tmp_path: Path) -> None:
    for name in ("a.csv", "deep/er/b.CSV.gz", "c.tsv", "d.parquet", "notes.md", ".hidden.csv", "sheet.ods"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = find(str(tmp_path), "data.game_logs")
    assert sorted(path.name for path in found.files) == ["a.csv", "b.CSV.gz", "c.tsv", "d.parquet"]
    assert sorted(path.name for path in found.left_out) == ["notes.md", "sheet.ods"]


def test_control_characters_of_a_name_are_written_out(tmp_path: Path) -> None:
    name = "Bad\x1b[31m \x07Name\x9b"
    plain = tmp_path / "table.csv"
    plain.write_text(f"name\n{name}\n", encoding="utf-8")
    assert [fields for _, fields in read_text(plain).records()][1] == [r"Bad\x1b[31m \x07Name\x9b"]
    pl.DataFrame({"name": [name, None]}).write_parquet(tmp_path / "table.parquet")
    raw = read_files([tmp_path / "table.parquet"], [Field(("name",))], {})
    assert raw.frame["name"].to_list() == [r"Bad\x1b[31m \x07Name\x9b"]


@pytest.mark.parametrize("book", ["Bet[/Rivers]", "[bold]Book", ":smile:", "[link=x]y[/link]"])
def test_a_name_is_no_markup(capsys: pytest.CaptureFixture[str], book: str) -> None:
    quality = QualityReport(
        read={"prop_lines": 1}, feeds=[Feed(book, 60, 0.5, 0.2, 0.7, wrong=True, same_as=[book])]
    )
    quality.note("prop_lines", "name not matched", 1, [book])
    quality.spellings = [Spelling(book, None, "nobody fits", 1)]
    plain_console().print(quality.render())
    assert capsys.readouterr().out.count(book) >= 2


def test_a_stray_quote_in_the_header_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('name,"points\n' + "Jon,3\n" * 400, encoding="utf-8")
    with pytest.raises(
        DataError, match=r"row 1: the name of a column goes on for 402 lines; a quotation mark"
    ):
        read_files([path], [Field(("name",))], {})


def test_a_header_that_a_spreadsheet_broke_is_read_and_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('"na\nme",points\nJon,3\n', encoding="utf-8")
    assert read_text(path).header == ["na\nme", "points"]
    with pytest.raises(DataError, match=r"column name is missing; .*na me"):
        read_files([path], [Field(("name",)), Field(("points",))], {})


def test_a_megabyte_is_read_as_a_cell_and_refused_as_a_name(tmp_path: Path) -> None:
    path, fields = tmp_path / "table.csv", [Field(("name",)), Field(("points",))]
    path.write_text("name,points\nJon," + "9" * 1_000_000 + "\n", encoding="utf-8")
    assert len(read_files([path], fields, {}).frame["points"].item()) == 1_000_000
    path.write_text("name,points," + "h" * 1_000_000 + "\nJon,3,\n", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"row 1: field larger than field limit .* quotation mark may be missing$"
    ):
        read_files([path], fields, {})
