from __future__ import annotations

import csv
import datetime as dt
import tracemalloc
from pathlib import Path

import polars as pl
import pytest

from nba_props.errors import ConfigError, TrackingError
from nba_props.tracking.comparison import export
from nba_props.tracking.phases import known_phases
from tests.tracking.comparison.bulk import fill
from tests.tracking.comparison.made import NOON, League, Shelf


def rows_of(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    with path.open(newline="", encoding="utf-8") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_every_run_is_a_row_with_all_it_has(shelf: Shelf, tmp_path: Path, ending: str) -> None:
    first = shelf.add(metrics={"val_mae": 5.25}, params={"model": 'a,"b"\nc'}, name="ä · 中")
    second = shelf.add(metrics={"crps": 3.5}, params={"alpha": 1}, status="FAILED")
    third = shelf.add(status="RUNNING")
    path = tmp_path / f"runs{ending}"
    found = export(shelf.store, "advanced", path)
    rows = rows_of(path)
    assert found.runs == 3
    assert [row["run_id"] for row in rows] == [first, second, third]
    assert [row["status"] for row in rows] == ["FINISHED", "FAILED", "RUNNING"]
    assert rows[0]["params.model"] == 'a,"b"\nc'
    assert rows[0]["run_name"] == "ä · 中"
    assert float(str(rows[0]["metrics.val_mae"])) == 5.25
    assert rows[1]["metrics.val_mae"] is None
    assert rows[2]["end_time"] is None
    assert len(rows[0]) == found.columns
    start = rows[0]["start_time"]
    assert (dt.datetime.fromisoformat(start) if isinstance(start, str) else start) == NOON


def test_more_runs_than_a_page_are_all_there_once(shelf: Shelf, tmp_path: Path) -> None:
    place = shelf.store.experiment(known_phases()[1])
    fill(shelf.store.uri, place, 730, lambda number: {"val_mae": float(number), f"m{number % 3}": 1.0})
    path = tmp_path / "runs.parquet"
    assert export(shelf.store, "advanced", path).runs == 730
    table = pl.read_parquet(path)
    assert table["run_id"].n_unique() == 730
    assert table["metrics.val_mae"].to_list() == [float(number) for number in range(730)]
    assert table["metrics.m0"].null_count() + table["metrics.m1"].null_count() < 1460
    assert table.schema["metrics.m0"] == pl.Float64
    assert table.schema["params.p0"] == pl.String


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_runs(shelf: Shelf, tmp_path: Path) -> None:
    place = shelf.store.experiment(known_phases()[1])
    metrics = {f"metric_{i}": float(i) for i in range(20)}
    fill(shelf.store.uri, place, 900, lambda _: metrics)

    def peak(where: str) -> int:
        tracemalloc.start()
        export(shelf.store, "advanced", tmp_path / "runs.csv", where)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    half = f"attributes.start_time < {1_700_000_000_000 + 1000 * 300}"
    peak(half)  # what is kept for ever is there now
    assert peak("") < 1.6 * peak(half)


def test_a_filter_narrows_down(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add(metrics={"val_mae": 5.0})
    shelf.add(metrics={"val_mae": 7.0})
    path = tmp_path / "runs.csv"
    assert export(shelf.store, "advanced", path, where="metrics.val_mae < 6").runs == 1


def test_no_runs_are_a_table_without_rows(shelf: Shelf, tmp_path: Path) -> None:
    shelf.store.experiment(known_phases()[1])
    for ending in (".csv", ".parquet"):
        path = tmp_path / f"runs{ending}"
        assert export(shelf.store, "advanced", path).runs == 0
        assert rows_of(path) == []


def test_a_failed_export_leaves_the_old_file(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add()
    path = tmp_path / "table" / "runs.csv"
    path.parent.mkdir()
    path.write_text("old")
    with pytest.raises(TrackingError):
        export(shelf.store, "advanced", path, where="nonsense ~ 3")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csv.DictWriter.writerows", full)
    with pytest.raises(ConfigError, match=r"runs\.csv: cannot be written: No space left"):
        export(shelf.store, "advanced", path)
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_another_ending_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"runs\.xlsx: must end in \.csv or \.parquet"):
        export(shelf.store, "advanced", tmp_path / "runs.xlsx")


@pytest.mark.slow
def test_real_runs_are_exported_whole(league: League, tmp_path: Path) -> None:
    path = tmp_path / "runs.parquet"
    export(league.store, "foundation", path)
    table = pl.read_parquet(path)
    assert set(table["run_id"]) == {league.ridge, league.ewma, league.light}
    run = league.store.client.get_run(league.ridge)
    row = table.row(by_predicate=pl.col("run_id") == league.ridge, named=True)
    assert {f"metrics.{name}" for name in run.data.metrics} <= set(table.columns)
    assert row["metrics.val_mae"] == run.data.metrics["val_mae"]
    assert row["params.model.alpha"] == run.data.params["model.alpha"]
