from __future__ import annotations

import pytest

from nba_props.errors import ConfigError
from nba_props.tracking.comparison import phases, setup
from nba_props.tracking.comparison.groups import values
from nba_props.tracking.comparison.search import all_experiments
from nba_props.tracking.phases import known_phases
from nba_props.tracking.table import as_text
from tests.tracking.comparison.made import Shelf

PHASES = ["foundation", "advanced", "calibration", "production"]


def test_the_phases_are_those_of_the_configuration_in_their_order() -> None:
    assert [phase.name for phase in known_phases()] == PHASES


def test_setup_makes_the_experiments_once_with_what_they_are_for(shelf: Shelf) -> None:
    first, second = setup(shelf.store), setup(shelf.store)
    assert list(first.experiments) == list(first.made) == [phase.experiment_name for phase in known_phases()]
    assert (second.experiments, second.made) == (first.experiments, [])
    for phase in known_phases():
        made = shelf.store.client.get_experiment_by_name(phase.experiment_name)
        assert made.tags["mlflow.note.content"] == phase.description
        assert made.tags["phase"] == phase.name


def test_setup_brings_descriptions_up_to_date(shelf: Shelf) -> None:
    place = setup(shelf.store).experiments["Phase2_Advanced"]
    shelf.store.client.set_experiment_tag(place, "mlflow.note.content", "old")
    setup(shelf.store)
    note = shelf.store.client.get_experiment(place).tags["mlflow.note.content"]
    assert note == known_phases()[1].description


def test_each_phase_is_compared_with_the_best_before_it(shelf: Shelf) -> None:
    for phase, value in zip(PHASES, (6.0, 5.0, 5.5, 4.5), strict=True):
        shelf.add(phase, metrics={"val_mae": value})
        shelf.add(phase, metrics={"val_mae": value + 1})
    found = phases(shelf.store, ["val_mae"]).bests
    assert [(each.phase, each.value, each.before, each.progress) for each in found] == [
        ("foundation", 6.0, None, None),
        ("advanced", 5.0, 6.0, True),
        ("calibration", 5.5, 5.0, False),
        ("production", 4.5, 5.0, True),
    ]


def test_a_phase_without_the_metric_is_passed_over(shelf: Shelf) -> None:
    shelf.add("foundation", metrics={"betting_roi": -0.1})
    shelf.add("advanced", metrics={"val_mae": 5.0})
    shelf.add("production", metrics={"betting_roi": 0.1})
    found = phases(shelf.store, ["val_mae", "betting_roi"]).bests
    assert [(each.metric, each.phase, each.progress) for each in found] == [
        ("val_mae", "advanced", None),
        ("betting_roi", "foundation", None),
        ("betting_roi", "production", True),
    ]


def test_each_market_stands_by_itself(shelf: Shelf) -> None:
    shelf.add("foundation", metrics={"val_mae": 5.0})
    shelf.add("foundation", metrics={"val_mae": 0.9}, tags={"market": "threes"})
    shelf.add("advanced", metrics={"val_mae": 4.0}, tags={"market": "points"})
    found = phases(shelf.store, ["val_mae"])
    assert [(each.market, each.value) for each in found.bests] == [
        ("points", 4.0),
        ("pra", 5.0),
        ("threes", 0.9),
    ]
    assert [table.title.rpartition(" ")[2] for table in found.tables()] == ["points", "pra", "threes"]
    only = phases(shelf.store, ["val_mae"], market="threes")
    assert [each.value for each in only.bests] == [0.9]


def test_each_data_set_stands_by_itself_the_newest_first(shelf: Shelf) -> None:
    for phase, data, value in (("foundation", "a", 1.0), ("foundation", "b", 5.0), ("advanced", "b", 4.0)):
        shelf.add(phase, metrics={"val_mae": value}, tags={"data_fingerprint": data})
    found = phases(shelf.store, ["val_mae"])
    assert [(each.data, each.phase, each.progress) for each in found.bests] == [
        ("b", "foundation", None),
        ("b", "advanced", True),
        ("a", "foundation", None),
    ]
    assert [table.title.rpartition(", ")[2] for table in found.tables()] == ["data b", "data a"]


def test_markets_are_found_by_one_run_each(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for market in ("pra", "points", "threes", "pra", "pra"):
        shelf.add(tags={"market": market})
    asked: list[int] = []
    search = shelf.store.client.search_runs

    def record(*words: object, max_results: int, **options: object) -> object:
        asked.append(max_results)
        return search(*words, max_results=max_results, **options)

    monkeypatch.setattr(shelf.store.client, "search_runs", record)
    found = values(shelf.store, all_experiments(shelf.store), "market")
    assert sorted(found) == ["points", "pra", "threes"]
    assert asked == [1] * 4


def test_an_empty_store_says_so(shelf: Shelf) -> None:
    assert "no finished run" in as_text(phases(shelf.store).tables(), 80)
    setup(shelf.store)
    assert list(phases(shelf.store).bests) == []


def test_an_unknown_metric_is_told(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 5.0})
    with pytest.raises(ConfigError, match=r"val_mea: no run has it; did you mean val_mae\?"):
        phases(shelf.store, ["val_mea"])


def test_the_table_fits_a_terminal(shelf: Shelf) -> None:
    metrics = {"val_mae": 5.123456, "calibration_error": 0.0123456, "betting_sharpe_ratio": -1.2345}
    for phase in PHASES:
        shelf.add(phase, metrics=metrics)
    text = as_text(phases(shelf.store).tables(), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert all(name in text for name in [*metrics, *PHASES])
