from __future__ import annotations

import math
import sqlite3
from contextlib import closing

import pytest

from nba_props.core.uri import sqlite_path
from nba_props.errors import ConfigError, TrackingError
from nba_props.tracking.comparison import Better, best, setup
from nba_props.tracking.comparison.search import PAGE
from nba_props.tracking.comparison.settings import in_short, settings_that_differ
from nba_props.tracking.phases import known_phases
from nba_props.tracking.table import as_text
from tests.tracking.comparison.bulk import fill
from tests.tracking.comparison.made import League, Shelf


def ids(shelf: Shelf, *words: str, **options: object) -> list[str]:
    return [run.id for run in best(shelf.store, *words, **options).runs]  # type: ignore[arg-type]


def test_the_best_run_has_the_lowest_error_or_the_highest_return(shelf: Shelf) -> None:
    low = shelf.add(metrics={"val_mae": 4.0, "betting_roi": -0.1})
    high = shelf.add(metrics={"val_mae": 5.0, "betting_roi": 0.2})
    assert ids(shelf, "advanced") == [low, high]
    assert ids(shelf, "Phase2_Advanced", "betting_roi") == [high, low]
    assert ids(shelf, "advanced", "betting_roi", top=1) == [high]


def test_a_bias_is_best_near_zero_from_both_sides(shelf: Shelf) -> None:
    biases = [0.5, -0.1, -0.9, 0.0, 0.2, -2.0]
    runs = {shelf.add(metrics={"val_bias": bias}): bias for bias in biases}
    assert [runs[each] for each in ids(shelf, "advanced", "val_bias", top=4)] == [0.0, -0.1, 0.2, 0.5]


def test_runs_without_a_usable_figure_do_not_count(shelf: Shelf) -> None:
    for status in ("FAILED", "KILLED", "RUNNING"):
        shelf.add(metrics={"val_mae": 1.0, "betting_roi": 9.0}, status=status)
    for value in (math.nan, math.inf, -math.inf):
        shelf.add(metrics={"val_mae": value, "betting_roi": value})
    shelf.add(metrics={"val_rmse": 1.0})
    deleted = shelf.add(metrics={"val_mae": 0.5})
    shelf.store.client.delete_run(deleted)
    good = shelf.add(metrics={"val_mae": 5.0, "betting_roi": 0.0})
    assert ids(shelf, "advanced") == [good]
    assert ids(shelf, "advanced", "betting_roi") == [good]


def test_of_runs_of_one_job_the_newest_counts_alone(shelf: Shelf) -> None:
    light = [shelf.add(metrics={"val_mae": 4.0}, tags={"job": "a"}) for _ in range(9)]
    full = shelf.add(metrics={"val_mae": 4.0}, tags={"job": "a"})
    other = shelf.add(metrics={"val_mae": 4.5}, tags={"job": "b"})
    untagged = [shelf.add(metrics={"val_mae": 5.0}), shelf.add(metrics={"val_mae": 5.0})]
    assert full not in light
    assert ids(shelf, "advanced", top=4) == [full, other, *reversed(untagged)]


def test_an_equal_figure_of_another_job_is_a_run_of_its_own(shelf: Shelf) -> None:
    older = shelf.add(metrics={"val_mae": 4.0}, tags={"job": "a"})
    newer = shelf.add(metrics={"val_mae": 4.0}, tags={"job": "b"})
    assert ids(shelf, "advanced") == [newer, older]


def test_runs_can_be_narrowed_down(shelf: Shelf) -> None:
    pra = shelf.add(metrics={"val_mae": 5.0, "n_predictions": 100}, params={"model": "ridge"})
    points = shelf.add(metrics={"val_mae": 4.0, "n_predictions": 100}, tags={"market": "points"})
    fewer = shelf.add(metrics={"val_mae": 3.0, "n_predictions": 50})
    assert ids(shelf, "advanced", market="points") == [points]
    assert ids(shelf, "advanced", like=pra[:10]) == [pra]
    assert ids(shelf, "advanced", where="params.model = 'ridge'") == [pra]
    assert ids(shelf, "advanced", market="pra", where="metrics.n_predictions < 60") == [fewer]


def test_runs_of_different_rows_are_said_to_be_no_comparison(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 5.0, "n_predictions": 100}, tags={"data_fingerprint": "x"})
    shelf.add(metrics={"val_mae": 6.0, "n_predictions": 100}, tags={"data_fingerprint": "x"})
    assert best(shelf.store, "advanced").differ == []
    shelf.add(
        metrics={"val_mae": 4.0, "n_predictions": 90}, tags={"data_fingerprint": "y", "market": "points"}
    )
    found = best(shelf.store, "advanced")
    assert (found.differ, [len(each.runs) for each in (found, *found.others)]) == ([], [1, 2])
    shelf.add(metrics={"val_mae": 4.0, "n_predictions": 80}, tags={"data_fingerprint": "x"})
    mixed = best(shelf.store, "advanced", market="pra")
    assert mixed.differ == ["player-games"]
    assert "differ in player-games" in as_text(mixed.tables(), 200)


def test_runs_of_other_markets_and_data_sets_are_ranked_by_themselves(shelf: Shelf) -> None:
    """The newest data set comes first, the fourth is left out, and runs without tags are of unknown data."""
    for data in ("oldest", "old", "newer", "newest"):
        shelf.add(metrics={"val_mae": 5.0}, tags={"data_fingerprint": data})
    shelf.add(metrics={"val_mae": 9.0}, tags={"data_fingerprint": "newest"})
    untagged = shelf.add(metrics={"val_mae": 1.0})
    shelf.add(metrics={"val_mae": 2.0}, tags={"market": "points", "data_fingerprint": "newest"})
    nameless = shelf.add(metrics={"val_mae": 0.5})
    shelf.store.client.delete_tag(nameless, "market")
    found = best(shelf.store, "advanced")
    tables = found.tables()
    assert [table.title.partition("), ")[2] for table in tables] == [
        "market points, data newest",
        "market pra, data newest",
        "market pra, data newer",
        "market pra, data old",
        "market pra, data unknown",
        "market unknown, data unknown",
    ]
    assert [len(table.rows) for table in tables] == [1, 2, 1, 1, 1, 1]
    assert [each.runs[0].id for each in found.others[-2:]] == [untagged, nameless]
    assert "not ranked against each other" in as_text(tables, 200)


def test_what_is_not_there_is_told_with_the_nearest_names(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 5.0, "val_rmse": 6.0})
    with pytest.raises(ConfigError, match=r"experiment advancd: there is none; did you mean advanced"):
        best(shelf.store, "advancd")
    with pytest.raises(
        TrackingError, match=r"Phase1_Foundation has not been made yet; run: nba-props experiments"
    ):
        best(shelf.store, "foundation")
    with pytest.raises(ConfigError, match=r"val_mea: no run has it; did you mean val_mae, val_rmse\?"):
        best(shelf.store, "advanced", "val_mea")
    with pytest.raises(ConfigError, match="--top=0: must be at least 1"):
        best(shelf.store, "advanced", top=0)
    with pytest.raises(TrackingError, match="runs where"):
        best(shelf.store, "advanced", where="params.model ~ 3")


def test_a_deleted_experiment_is_named(shelf: Shelf) -> None:
    setup(shelf.store)
    client = shelf.store.client
    client.delete_experiment(client.get_experiment_by_name("Phase2_Advanced").experiment_id)
    with pytest.raises(TrackingError, match="Phase2_Advanced was deleted"):
        best(shelf.store, "advanced")


def test_a_known_metric_that_no_run_has_is_an_empty_answer(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 5.0})
    found = best(shelf.store, "advanced", "crps")
    assert list(found.runs) == []
    assert "no finished run has crps" in as_text(found.tables(), 80)


def test_a_metric_of_ones_own_needs_a_direction(shelf: Shelf) -> None:
    low, high = shelf.add(metrics={"my_score": 1.0}), shelf.add(metrics={"my_score": 2.0})
    assert ids(shelf, "advanced", "my_score", better=Better.higher) == [high, low]
    with pytest.raises(ConfigError, match="say --better"):
        best(shelf.store, "advanced", "my_score")


def test_metrics_of_segments_are_metrics_too(shelf: Shelf) -> None:
    run = shelf.add(metrics={"segment/tier/stars/val_mae": 7.0})
    assert ids(shelf, "advanced", "segment/tier/stars/val_mae") == [run]


def test_of_many_runs_all_are_looked_at_and_few_are_read(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 2 * PAGE + 103
    place = shelf.store.experiment(known_phases()[1])
    fill(shelf.store.uri, place, count, lambda number: {"val_mae": 5.0 + number * 37 % count})
    asked: list[int] = []
    search = shelf.store.client.search_runs

    def record(*words: object, max_results: int, **options: object) -> object:
        asked.append(max_results)
        return search(*words, max_results=max_results, **options)

    monkeypatch.setattr(shelf.store.client, "search_runs", record)
    found = best(shelf.store, "advanced", top=3)
    assert [run.metrics["val_mae"] for run in found.runs] == [5.0, 6.0, 7.0]
    assert sum(asked) < 20
    assert len(best(shelf.store, "advanced", top=count).runs) == count


@pytest.mark.slow
def test_a_light_run_and_its_full_one_are_one_in_a_real_store(league: League) -> None:
    found = best(league.store, "foundation")
    assert {run.id for run in found.runs} == {league.ridge, league.ewma}
    values = [run.metrics["val_mae"] for run in found.runs]
    assert values == sorted(values)
    assert found.differ == []
    assert [run.id for run in best(league.store, "foundation", like=league.light).runs] == [
        run.id for run in found.runs
    ]


def test_sqlite_knows_how_large_its_tables_are_before_it_orders_runs(shelf: Shelf) -> None:
    place = shelf.store.experiment(known_phases()[1])
    fill(shelf.store.uri, place, 300, lambda number: {"val_mae": float(number)})
    best(shelf.store, "advanced", where="params.p0 = '1'")
    path = sqlite_path(shelf.store.uri)
    with closing(sqlite3.connect(str(path))) as connection:
        known = {name for (name,) in connection.execute("SELECT tbl FROM sqlite_stat1")}
    assert {"runs", "latest_metrics", "tags", "params"} <= known


def test_a_store_that_is_locked_is_read_all_the_same(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    run = shelf.add(metrics={"val_mae": 5.0})
    path = sqlite_path(shelf.store.uri)
    monkeypatch.setattr("nba_props.tracking.sqlite.SECONDS_TO_WAIT", 0.1)
    with closing(sqlite3.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ids(shelf, "advanced") == [run]
    with closing(sqlite3.connect(str(path))) as connection:
        assert (
            connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone() is None
        )


def test_the_table_tells_verdicts_and_the_settings_that_differ(shelf: Shelf) -> None:
    issues = {"finding/NBP003": "issue", "finding/NBP004": "issue", "finding/NBP021": "tip"}
    params = {"model": "ridge", "model.alpha": 2, "alpha": 2, "seed": 1, "features.blocks.lags.games": 5}
    other = {
        "model": "ewma",
        "model.half_life": 9,
        "half_life": 9,
        "seed": 1,
        "features.blocks.lags.games": 9,
    }
    bad = shelf.add(metrics={"val_mae": 4.0}, params=params, tags={"verdict_level": "bad", **issues})
    shelf.add(metrics={"val_mae": 5.0}, params=other, tags={"verdict_level": "good", "job": "b"})
    shelf.add(metrics={"val_mae": 6.0}, params=other, tags={"job": "c"})
    found = best(shelf.store, "advanced")
    runs, settings = found.tables()
    assert [row[4] for row in runs.rows] == ["bad (2)", "good", "–"]  # noqa: RUF001 - a dash
    assert list(settings.rows[0]) == [bad[:8], "model=ridge, features.blocks.lags.games=5"]
    assert settings.rows[1][1] == "model=ewma, features.blocks.lags.games=9"
    text = as_text(found.tables(), 80)
    assert "2025-01-15" in text.splitlines()[3]  # on the run's own line
    assert "how many findings are issues" in text


def test_a_setting_that_is_named_like_one_of_the_model_is_told_where_it_differs() -> None:
    ours = {"objective": "val_mae", "model.objective": "regression", "model.depth": "4", "depth": "4"}
    ridge = {"objective": "val_mae", "model.alpha": "2", "alpha": "2"}
    by_return = {**ours, "objective": "betting_roi"}
    assert settings_that_differ([ours, by_return]) == {"objective": ["val_mae", "betting_roi"]}
    assert set(settings_that_differ([ours, ridge])) == {"model.objective", "model.depth", "model.alpha"}
    assert in_short([ours, by_return]) == ["objective=val_mae", "objective=betting_roi"]


def test_runs_with_many_settings_of_their_own_tell_the_first_of_them(shelf: Shelf) -> None:
    for value in (1, 2):
        params = {f"data.key{number}": value for number in range(9)} | {"staking": f"plan{value}"}
        shelf.add(metrics={"val_mae": 4.0}, params=params, tags={"job": str(value)})
    rows = best(shelf.store, "advanced").tables()[1].rows
    assert rows[0][1].startswith("staking=plan2, data.key0=2, ")
    assert rows[0][1].endswith(", data.key4=2, 4 more")


def test_runs_with_the_same_settings_have_no_table_of_them(shelf: Shelf) -> None:
    for job in "ab":
        shelf.add(metrics={"val_mae": 4.0}, params={"seed": 1}, tags={"job": job})
    assert len(best(shelf.store, "advanced").tables()) == 1
