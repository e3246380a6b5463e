"""`nba-props data inspect`: what files are, what a run would read of them, and what it suggests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.configuration.build import build
from nba_props.configuration.compose import compose
from nba_props.data.files import Files
from nba_props.data.inspection.guesses import guesses
from nba_props.data.inspection.inspect import Inspection, inspect
from nba_props.data.inspection.kinds import kind_of
from nba_props.data.inspection.option import settings_of
from nba_props.data.matching.own_events import SEVERAL_GAMES
from nba_props.data.raw.opened import opened
from nba_props.data.store.importing import read_contents
from nba_props.errors import ConfigError, DataError
from tests.data import published
from tests.data.files.samples import ROSTER, quote
from tests.data.shapes import publishers
from tests.data.shapes.test_games import write_csv


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The published league's files by table."""
    return published.write(tmp_path_factory.mktemp("season"))


@pytest.fixture(scope="module")
def inspected(season: dict[str, Path]) -> Inspection:
    """What is told of all of them."""
    words = ["data.odds_format=decimal"]
    return inspect([str(path) for path in season.values()], settings_of(words))


def strange_logs(folder: Path) -> Path:
    """Write game logs of which three columns have names that no shape knows."""
    names = {"team": "Club", "opponent": "Rival", "rebounds": "Boards"}
    rows = published.league().player_games.filter(pl.col("minutes") > 0).head(200).to_dicts()
    flagged = [publishers.flags(row) for row in rows]
    return write_csv(
        folder / "strange.csv", [{names.get(n, n): cell for n, cell in row.items()} for row in flagged]
    )


def test_each_file_is_known_by_its_columns(season: dict[str, Path], inspected: Inspection) -> None:
    assert {Path(kind.file).stem: kind.table for kind in inspected.kinds} == {name: name for name in season}
    assert [kind.shape for kind in inspected.kinds] == [
        "nba_api's game logs", "one row per quote", "injury reports"]  # fmt: skip
    assert inspected.is_sound


@pytest.mark.slow
def test_what_is_told_is_what_a_run_reads(season: dict[str, Path], inspected: Inspection) -> None:
    files: dict[str, Any] = {name: str(path) for name, path in season.items()}
    data = Files(**files, **settings_of(["data.odds_format=decimal"])).load(0)
    assert inspected.quality == data.quality
    months = pl.DataFrame([vars(month) for month in inspected.months])
    rows = dict(months.group_by("table").agg(pl.col("rows").sum()).iter_rows())
    assert data.reports is not None
    assert rows == {
        "player_games": data.player_games.height,
        "prop_lines": data.prop_lines.height,
        "reports": data.reports.height,
    }
    quotes = dict(data.prop_lines.group_by("book").len().iter_rows())
    assert {book.book: book.quotes for book in inspected.books} == quotes
    ahead = data.prop_lines.select((pl.col("tip_off") - pl.col("quoted_at")).dt.total_minutes() / 60)
    hours = [book.hours_before for book in inspected.books]
    assert min(hours) <= ahead.median().item() <= max(hours)  # type: ignore[type-var]


def test_a_mapping_is_suggested_and_what_it_reads_is_told(tmp_path: Path) -> None:
    found = inspect([str(strange_logs(tmp_path))], {})
    (kind,) = found.kinds
    assert kind.mapping == {"TEAM_ABBREVIATION": "Club", "OPPONENT": "Rival", "REB": "Boards"}
    assert not found.is_sound
    assert found.quality.kept["player_games"] == 200


def test_lines_and_reports_are_told_without_games(season: dict[str, Path]) -> None:
    found = inspect(
        [str(season["prop_lines"]), str(season["reports"])], settings_of(["data.odds_format=decimal"])
    )
    assert {month.table for month in found.months} == {"prop_lines", "reports"}
    assert sum(book.quotes for book in found.books) == found.quality.kept["prop_lines"]
    assert found.is_sound


def test_quotes_of_several_games_of_one_id_are_not_said_to_be_in_play(tmp_path: Path) -> None:
    days = [f"2023-{month}-24" for month in ("10", "11")]
    rows = [
        quote("Ann Other", event_id="LAL@DEN", event_date=day, timestamp=f"{day}T20:00:00Z") for day in days
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "lines.csv")
    steps = inspect([str(tmp_path / "lines.csv")], settings_of(["data.prop_market=pra"])).quality.steps
    assert [(step.reason, step.rows) for step in steps] == [(SEVERAL_GAMES, 1)]


LACKING = ["PF", "FGA", "OREB", "DREB"]


@pytest.fixture
def partial_logs(tmp_path: Path) -> Path:
    """Game logs under names of one's own, without some of the box score."""
    gone = {"fouls", "fga", "oreb", "dreb", "player_id", "game_id", "won"}
    rows = [publishers.flags(row) for row in published.league().player_games.head(3).to_dicts()]
    return write_csv(tmp_path / "logs.csv", [{n: c for n, c in row.items() if n not in gone} for row in rows])


def test_logs_without_some_of_the_box_score_are_logs_and_all_of_it_is_named(partial_logs: Path) -> None:
    found = inspect([str(partial_logs)], {})
    (kind,) = found.kinds
    assert (kind.table, list(kind.lacking), kind.mapping) == ("game_logs", LACKING, {})
    assert f"columns {', '.join(LACKING)} are missing" in str(found.refusal)
    with pytest.raises(
        DataError, match=f"columns {', '.join(LACKING)} are missing; add data.game_log_columns.PF"
    ):
        read_contents([str(partial_logs)], {}, "data import")


def test_an_option_that_would_be_refused_is_not_written(
    partial_logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option = partial_logs.parent / "mine.yaml"
    assert main(["data", "inspect", str(partial_logs), "--fix", str(option)]) == 1
    shown = capsys.readouterr()
    assert f"nothing is written: {partial_logs}: looks like game_logs" in shown.err
    assert ", ".join(LACKING) in shown.err
    assert "wrote" not in shown.err
    assert "my-own-data-files" in shown.out
    assert not option.exists()


@pytest.mark.parametrize("price", [-110, 1.91])
def test_columns_of_prices_and_moments_are_proposed(tmp_path: Path, price: float) -> None:
    own = {"over_price": "over", "under_price": "under", "timestamp": "snapshot"}
    row = quote("Jon Asgard", over_price=price, under_price=price)
    path = write_csv(tmp_path / "lines.csv", [{own.get(name, name): cell for name, cell in row.items()}])
    words = ["data.odds_format=decimal"] if price > 0 else []
    found = inspect([str(path)], settings_of(words))
    (kind,) = found.kinds
    assert (kind.table, kind.shape, kind.mapping) == ("prop_lines", "one row per quote", own)
    assert (found.unfixed, found.quality.kept["prop_lines"]) == ([], 1)
    assert found.settings()["prop_line_columns"] == own
    decimal_as_american = inspect([str(path)], {}).unfixed
    assert ["data.odds_format=decimal" in line for line in decimal_as_american] == ([True] if words else [])


@pytest.mark.parametrize(
    ("ours", "theirs", "cell"),
    [
        ("status", "designation", "3"),
        ("over_price", "over", "yes"),
        ("timestamp", "snapshot", "19:30"),
        ("timestamp", "time", "2024-01-05 19:30"),  # of the quote, or of the tip-off?
        ("home_team", "team", "DEN"),
        ("REB", "boards", "many"),
        ("HOME", "health", "Out"),
        ("TEAM_ABBREVIATION", "club", "7"),
    ],
)
def test_a_column_whose_cells_do_not_fit_is_no_guess(ours: str, theirs: str, cell: str) -> None:
    assert guesses(ours, [theirs], lambda _: pl.Series([cell])) == []


def test_a_table_without_rows_is_known_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(f"{','.join(quote('x'))}\n".replace("_price", ""))
    found = inspect([str(path)], {})
    assert (found.kinds[0].table, found.kinds[0].mapping) == ("prop_lines", {})
    assert found.refusal is not None


def test_reports_under_another_name_of_the_status_are_reports(tmp_path: Path) -> None:
    row = {"date": "2023-10-24", "team": "DEN", "player_name": "A", "Designation": "Out", "known_at": "x"}
    kind = kind_of(opened(write_csv(tmp_path / "r.csv", [row])), {})
    assert (kind.table, kind.mapping) == ("reports", {"status": "Designation"})


def test_the_refusal_of_a_run_is_told(tmp_path: Path) -> None:
    logs = write_csv(
        tmp_path / "logs.csv", [dict(row) for row in ROSTER[:-1]] + [{**ROSTER[-1], "PTS": "many"}]
    )
    with pytest.raises(DataError) as refused:
        Files(game_logs=str(logs)).load(0)
    found = inspect([str(logs)], {})
    assert found.refusal == str(refused.value) == f"{logs}, row 7, column PTS: 'many' is not a number"
    assert refused.value.files == (str(logs),)


def test_the_option_that_is_written_reads_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = strange_logs(tmp_path)
    option = tmp_path / "conf" / "data" / "strange.yaml"
    monkeypatch.chdir(tmp_path)
    assert main(["data", "inspect", str(logs), "--fix", str(option)]) == 1
    shown = capsys.readouterr()
    assert "Boards" in shown.out
    assert "python train.py data=strange" in shown.err
    words = ["data=strange", f"hydra.searchpath=[file://{tmp_path / 'conf'}]"]
    source = build(compose(words)).data
    assert isinstance(source, Files)
    assert source.load(0).player_games.height == 200
    assert main(["data", "inspect", str(logs), "--fix", str(option)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_json_holds_all_of_it(season: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(season["game_logs"]), str(season["prop_lines"]), "data.odds_format=decimal", "--json"]
    assert main(["data", "inspect", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {kind["table"] for kind in told["kinds"]} == {"game_logs", "prop_lines"}
    assert told["quality"]["kept"]["prop_lines"] == sum(book["quotes"] for book in told["books"])


def test_the_terminal_shows_steps_months_books_and_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = write_csv(tmp_path / "logs.csv", [dict(row) for row in ROSTER])
    lines = write_csv(
        tmp_path / "lines.csv",
        [quote("Jon Asgard"), quote("Nobody Known"), quote("Rio Blankenship", under_price="")],
    )
    assert main(["data", "inspect", str(logs), str(lines), "data.prop_market=pra"]) == 0
    shown = capsys.readouterr().out
    for part in ("name not matched", "2023-10", "Book A", "Nobody Known", "a run would take these files"):
        assert part in shown
    assert "share of quotes with a price of one side: 50.0%" in shown
    assert main(["data", "inspect", str(lines), "data.prop_market=pra"]) == 0
    assert "share of quotes with a price of one side: 33.3%" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["data.time=3"], r"data\.time: no such setting; did you mean data\.time_zone"),
        (["data.minutes=often"], r"data\.minutes=often"),
        (["data.upcoming=perhaps"], r"data\.upcoming=perhaps"),
    ],
)
def test_a_wrong_setting_is_named(words: list[str], why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        settings_of(words)


def test_a_wrong_file_ends_with_two_and_tells_the_command_that_shows_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "inspect", str(tmp_path / "none.csv")]) == 2
    assert "no such file or folder" in capsys.readouterr().err
    bad = tmp_path / "bad logs.csv"
    bad.write_text("a,b\n1,2\n")
    assert (
        main(["train", "data=files", f"data.game_logs='{bad}'", f"paths.outputs={tmp_path / 'outputs'}"]) == 2
    )
    assert capsys.readouterr().err.endswith(f"more: nba-props data inspect '{bad}'\n")
