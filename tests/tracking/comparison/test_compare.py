from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.calibration.metrics import log_loss
from nba_props.errors import ConfigError, TrackingError
from nba_props.tracking.comparison import compare
from nba_props.tracking.comparison.compare import Comparison
from nba_props.tracking.comparison.paired import Paired, PairedVerdict, predictions_of
from nba_props.tracking.comparison.search import find_run
from nba_props.tracking.table import as_text
from tests.tracking.comparison.made import League, N, Shelf, noise, predictions, with_probabilities


def mae(found: Comparison) -> Paired:
    return next(each for each in found.paired if each.figure == "MAE")


def test_only_settings_and_figures_that_differ_are_shown(shelf: Shelf) -> None:
    first = shelf.add(
        metrics={"val_mae": 5.0, "n_features": 3}, params={"seed": 1, "model": "ridge", "alpha": 2}
    )
    second = shelf.add(metrics={"val_mae": 4.0, "n_features": 3}, params={"seed": 1, "model": "ewma"})
    found = compare(shelf.store, [first, second])
    assert found.params == {"alpha": ["2", None], "model": ["ridge", "ewma"]}
    assert found.metrics == {"val_mae": [5.0, 4.0]}


def test_a_models_own_settings_are_shown_once(shelf: Shelf) -> None:
    runs = [shelf.add(params={"depth": i, "model.depth": i, "seed": i, "data.seed": i}) for i in (4, 6)]
    assert list(compare(shelf.store, runs).params) == ["data.seed", "model.depth", "seed"]


def test_settings_that_only_one_of_two_options_has_are_counted(shelf: Shelf) -> None:
    runs = [
        shelf.add(params={"model": "ridge", "model.alpha": 2, "model.seed": 1, "data.seed": 1}),
        shelf.add(params={"model": "ewma", "model.span": 9, "model.seed": 2, "data.seed": 2, "model.a.b": 3}),
    ]
    found = compare(shelf.store, runs)
    shown, every = (found.tables(every)[2] for every in (False, True))
    assert [row[0] for row in shown.rows] == ["data.seed", "model", "model.a.b", "model.seed"]
    assert shown.notes == ["Not shown: 2 settings that not every model has (experiments compare --all)."]
    assert [row[0] for row in every.rows] == list(found.params)
    assert len(every.rows) == 6
    assert every.notes == []


def test_details_are_segments_and_folds(shelf: Shelf) -> None:
    runs = [
        shelf.add(metrics={"segment/tier/stars/val_mae": i, "fold_mae": i, "crps": i}) for i in (1.0, 2.0)
    ]
    assert list(compare(shelf.store, runs).metrics) == ["crps"]
    assert len(compare(shelf.store, runs, details=True).metrics) == 3


def test_a_metric_that_one_run_lacks_differs(shelf: Shelf) -> None:
    runs = [shelf.add(metrics={"val_mae": 5.0}), shelf.add(metrics={"val_mae": 5.0, "crps": 3.0})]
    assert compare(shelf.store, runs).metrics == {"crps": [None, 3.0]}


def test_a_real_difference_is_told_from_chance(shelf: Shelf) -> None:
    errors = noise(N, 1)
    first = shelf.add(rows=predictions(errors))
    better = shelf.add(rows=predictions([0.8 * each for each in errors]))
    other = shelf.add(rows=predictions(errors[::-1]))
    verdicts = [each.verdict for each in compare(shelf.store, [first, better, other]).paired]
    assert verdicts == [PairedVerdict.better, PairedVerdict.not_told_apart]
    assert mae(compare(shelf.store, [better, first])).verdict is PairedVerdict.worse


def test_the_difference_is_that_of_the_errors_on_the_rows_both_predicted(shelf: Shelf) -> None:
    one, two = predictions(noise(N, 1)), predictions(noise(N, 2))
    first, second = (
        shelf.add(rows=one.head(300)),
        shelf.add(rows=two.tail(300).sample(fraction=1, shuffle=True)),
    )
    found = mae(compare(shelf.store, [first, second]))
    shared = one.join(two, on=["game_id", "player_id"], suffix="_2").slice(100, 200)
    means = [float((shared[name] - shared["y"]).abs().mean()) for name in ("prediction", "prediction_2")]  # type: ignore[arg-type]
    assert (found.n, found.dates) == (200, 20)
    assert [found.first, found.value] == pytest.approx(means)
    assert found.difference == pytest.approx(means[1] - means[0])
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.difference < found.high


@pytest.mark.slow
def test_the_interval_covers_the_truth_as_often_as_it_says(shelf: Shelf) -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for seed in range(40):
        evening = np.repeat(rng.normal(0, 1, 40), 10)
        one = predictions(list(rng.normal(0, 5, N) + evening), dates=40)
        two = predictions(list(rng.normal(0, 5, N) + evening), dates=40)
        runs = [shelf.add(rows=one), shelf.add(rows=two)]
        found = mae(compare(shelf.store, runs, seed=seed, resamples=400))
        covered += found.verdict is PairedVerdict.not_told_apart
    assert 34 <= covered <= 40


def test_warm_up_and_rows_without_an_outcome_do_not_count(shelf: Shelf) -> None:
    rows = predictions(noise(N, 1)).with_columns(
        warmup=pl.int_range(N) < 100, y=pl.when(pl.int_range(N) >= 350).then(None).otherwise(20.0)
    )
    runs = [shelf.add(rows=rows), shelf.add(rows=rows)]
    assert mae(compare(shelf.store, runs)).n == 250


def test_equal_predictions_are_told_whatever_else_the_runs_differ_in(shelf: Shelf) -> None:
    rows = with_probabilities(1, 1.0)
    metrics = {"val_mae": 5.0, "n_predictions": N}
    runs = [shelf.add(rows=rows, metrics=metrics, tags={"data_fingerprint": data}) for data in "ab"]
    found = compare(shelf.store, runs)
    assert (mae(found).difference, mae(found).low, mae(found).high) == (0, 0, 0)
    assert {each.verdict for each in found.paired} == {PairedVerdict.equal}
    text = as_text(found.tables(), 80)
    assert "B: its predictions and probabilities are all those of A" in text
    assert "different rows" not in text


@pytest.mark.parametrize(
    "other",
    [
        pl.col("p_over") + pl.when(pl.int_range(pl.len()) == 0).then(1e-9).otherwise(0.0),
        pl.when(pl.int_range(pl.len()) > 0).then("p_over").alias("p_over"),
        pl.col("prediction") + 1e-9,
    ],
)
def test_predictions_that_differ_in_one_figure_are_not_equal(shelf: Shelf, other: pl.Expr) -> None:
    rows = with_probabilities(1, 1.0)
    runs = [shelf.add(rows=each) for each in (rows, rows.with_columns(other), rows.drop("p_push"), rows[1:])]
    assert compare(shelf.store, runs).equal == []


def test_one_date_has_no_interval(shelf: Shelf) -> None:
    runs = [shelf.add(rows=predictions(noise(30, seed), dates=1)) for seed in (1, 2)]
    found = mae(compare(shelf.store, runs))
    assert (found.low, found.high, found.verdict) == (None, None, PairedVerdict.no_interval)


def test_a_run_with_a_distribution_is_judged_by_its_median(shelf: Shelf) -> None:
    rows = predictions(noise(N, 1))
    runs = [shelf.add(rows=rows), shelf.add(rows=rows.with_columns(median=pl.col("y") + 1.0))]
    assert mae(compare(shelf.store, runs)).value == pytest.approx(1.0)


def test_the_log_loss_is_of_the_over_given_no_push(shelf: Shelf) -> None:
    tables = [with_probabilities(1, 0.1), with_probabilities(2, 0.9)]
    found = next(
        each
        for each in compare(shelf.store, [shelf.add(rows=rows) for rows in tables]).paired
        if each.figure == "log loss"
    )
    kept = [rows.filter(pl.col("y") != pl.col("line")) for rows in tables]
    expected = [log_loss(rows["p_over"] / 0.9, (rows["y"] > rows["line"]).cast(pl.Float64)) for rows in kept]
    assert found.n == kept[0].height < N
    assert [found.first, found.value] == pytest.approx(expected)
    assert found.verdict is PairedVerdict.better


def test_probabilities_at_another_line_are_no_comparison(shelf: Shelf) -> None:
    one, two = with_probabilities(1, 0.1), with_probabilities(2, 0.9)
    moved = two.with_columns(line=pl.when(pl.int_range(N) < 100).then(21.0).otherwise(pl.col("line")))
    found = compare(shelf.store, [shelf.add(rows=one), shelf.add(rows=moved)]).paired
    counts = {each.figure: each.n for each in found}
    decided = one.slice(100).filter(pl.col("y") != 20.0).height
    assert counts["MAE"] == N
    assert counts["log loss"] == decided


def test_rows_with_a_line_are_compared_by_themselves(shelf: Shelf) -> None:
    rows = predictions(noise(N, 1), lines=True).with_columns(
        line=pl.when(pl.int_range(N) < 150).then(pl.col("line"))
    )
    runs = [shelf.add(rows=rows), shelf.add(rows=rows)]
    counts = {each.figure: each.n for each in compare(shelf.store, runs).paired}
    assert counts == {"MAE": N, "priced MAE": 150}


def test_a_run_without_probabilities_has_no_log_loss_of_another(shelf: Shelf) -> None:
    one = with_probabilities(1, 0.1)
    for rows in (one.drop("p_over"), one.drop("line", "p_over", "p_push")):
        for both in ([one, rows], [rows, one]):
            found = compare(shelf.store, [shelf.add(rows=each) for each in both])
            assert "log loss" not in {each.figure for each in found.paired}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda rows: rows.with_columns(y=pl.col("y") + 1), "400 of 400 player-games have another outcome"),
        (lambda rows: rows.with_columns(player_id=pl.col("player_id") + 10_000), "no player-game both"),
        (lambda rows: rows.with_columns(pl.col("player_id").cast(pl.String)), "ids of different kinds"),
        (lambda rows: pl.concat([rows, rows.head(1)]), "a player-game twice"),
        (lambda rows: rows.drop("prediction"), "has no column prediction"),
    ],
)
def test_runs_that_cannot_be_paired_say_why(shelf: Shelf, spoil: object, why: str) -> None:
    rows = predictions(noise(N, 1))
    runs = [shelf.add(rows=rows), shelf.add(rows=spoil(rows))]  # type: ignore[operator]
    found = compare(shelf.store, runs)
    assert list(found.paired) == []
    assert why in found.unpaired["B"]
    assert not found.all_better


def test_a_broken_file_of_predictions_is_named(shelf: Shelf) -> None:
    rows = predictions(noise(N, 1))
    first, second = shelf.add(rows=rows), shelf.add(rows=rows)
    run = find_run(shelf.store, second)
    (Path(run.artifact_uri) / "predictions" / "predictions.parquet").write_bytes(b"no parquet")
    assert "predictions.parquet" in compare(shelf.store, [first, second]).unpaired["B"]


def test_all_better_needs_every_run_to_be_better(shelf: Shelf) -> None:
    errors = noise(N, 1)
    first, better = (
        shelf.add(rows=predictions(errors)),
        shelf.add(rows=predictions([0.8 * e for e in errors])),
    )
    assert compare(shelf.store, [first, better]).all_better
    assert not compare(shelf.store, [first, better, shelf.add()]).all_better
    assert not compare(shelf.store, [better, first]).all_better


def test_runs_are_named_by_the_beginning_of_their_ids(shelf: Shelf) -> None:
    first, second = shelf.add(), shelf.add(phase="foundation")
    found = compare(shelf.store, [first[:10], second])
    assert [run.id for run in found.runs] == [first, second]


def test_a_beginning_of_several_ids_names_them(shelf: Shelf) -> None:
    ids = sorted(shelf.add() for _ in range(17))
    twin = next(a[:1] for a, b in pairwise(ids) if a[0] == b[0])
    both = [each for each in ids if each.startswith(twin)]
    with pytest.raises(TrackingError, match="first 4 or more letters"):
        find_run(shelf.store, twin)
    for each in both:
        assert find_run(shelf.store, each).id == each


def test_wrong_runs_are_told(shelf: Shelf) -> None:
    first, second = shelf.add(), shelf.add()
    with pytest.raises(ConfigError, match=r"runs=.*: name 2 to 8 to compare"):
        compare(shelf.store, [first])
    with pytest.raises(ConfigError, match="named twice"):
        compare(shelf.store, [first, first[:12]])
    with pytest.raises(TrackingError, match="run 00000000: there is none"):
        compare(shelf.store, [first, "00000000"])
    with pytest.raises(ConfigError, match="resamples=5"):
        compare(shelf.store, [first, second], resamples=5)
    shelf.store.client.delete_run(second)
    with pytest.raises(TrackingError, match="there is none"):
        compare(shelf.store, [first, second])


@pytest.mark.slow
def test_real_runs_pair_on_the_rows_of_their_own_figures(league: League) -> None:
    found = compare(league.store, [league.ridge, league.ewma, league.light])
    pair = mae(found)
    ridge, ewma = (find_run(league.store, each) for each in (league.ridge, league.ewma))
    assert pair.n == ridge.metrics["n_predictions"] == predictions_of(league.store, ridge).height
    assert [pair.first, pair.value] == pytest.approx([each.metrics["val_mae"] for each in (ridge, ewma)])
    losses = next(each for each in found.paired if each.figure == "log loss")
    assert [losses.first, losses.value] == pytest.approx([each.metrics["log_loss"] for each in (ridge, ewma)])
    assert found.params["model"] == ["ridge", "ewma", "ridge"]
    assert "tracking.artifacts=standard force=true" in found.unpaired["C"]
