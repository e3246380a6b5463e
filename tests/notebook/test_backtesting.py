"""One call from frames to an outcome: the figures of the pipeline, without a store and without a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser

from nba_props import backtest
from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.errors import ConfigError, DataError
from nba_props.findings.base import Status
from nba_props.notebook.experiments import on_frames, word
from nba_props.pipeline.compute import compute
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.outcome import Outcome
from tests.gamelogs import collected, nba_api
from tests.leagues import season

PERIOD = ("validation.first_test=2024-01-10", "validation.warmup=1", "validation.refit_days=14")
TIMES = ("training_time",)


@cache
def league() -> Dataset:
    """The first months of a simulated season, with the lines of one market."""
    data = season()
    until = pl.col("date") < dt.date(2024, 2, 1)
    return Dataset(data.player_games.filter(until), data.prop_lines.filter(until, pl.col("market") == "pra"))


@cache
def on_pandas() -> Outcome:
    games = nba_api(league().player_games).to_pandas()
    lines = collected(league().prop_lines, league().player_games).to_pandas()
    settings = {"data.odds_format": "decimal", "model": "ewma", "calibration": "platt"}
    return backtest(games, lines, overrides=[f"{key}={value}" for key, value in settings.items()] + [*PERIOD])


@cache
def on_polars() -> Outcome:
    games, lines = league().player_games, league().prop_lines
    return backtest(games, lines, model="ewma", calibration="platt", overrides=PERIOD)


def figures(outcome: Outcome) -> dict[str, float]:
    return {name: value for name, value in outcome.metrics.items() if name not in TIMES}


def statuses(outcome: Outcome) -> dict[str, Status]:
    """What became of the checks, less those of what was read: the league here was made, not read."""
    read = {"NBP013"} | {finding.code for finding in outcome.findings if finding.code >= "NBP023"}
    return {finding.code: finding.status for finding in outcome.findings if finding.code not in read}


@pytest.mark.slow
def test_its_figures_are_those_of_the_pipeline() -> None:
    experiment = load(["model=ewma", "calibration=platt", *PERIOD])
    expected = compute(experiment, MarketData.of(experiment, league()))
    assert figures(on_polars()) == figures(expected)
    assert statuses(on_polars()) == statuses(expected)


def test_pandas_goes_in_and_comes_out() -> None:
    outcome = on_pandas()
    assert isinstance(outcome.predictions, pd.DataFrame)
    assert isinstance(outcome.ledger, pd.DataFrame)
    assert outcome.metrics["n_predictions"] == on_polars().metrics["n_predictions"] > 1000
    assert outcome.metrics["val_mae"] == pytest.approx(on_polars().metrics["val_mae"], rel=1e-9)


def test_polars_goes_in_and_comes_out() -> None:
    outcome = on_polars()
    assert isinstance(outcome.predictions, pl.DataFrame)
    scored = outcome.predictions.filter(~pl.col("warmup"), pl.col("y").is_not_null())
    assert scored.height == outcome.metrics["n_predictions"]
    assert outcome.metrics["val_mae"] == pytest.approx((scored["median"] - scored["y"]).abs().mean())
    counted = outcome.ledger.filter(pl.col("result").is_in(["win", "loss", "push"]), pl.col("stake") > 0)
    assert counted.height == outcome.metrics["betting_n_bets"] > 0


def test_without_lines_there_are_no_bets() -> None:
    outcome = backtest(league().player_games, model="ewma", overrides=PERIOD)
    assert outcome.ledger is None
    assert "betting_roi" not in outcome.metrics
    assert outcome.metrics["val_mae"] == pytest.approx(on_polars().metrics["val_mae"], rel=0.02)


def test_a_period_that_the_data_lack_is_refused_before_features_are_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nba_props.pipeline.compute.build_matrix", None)
    with pytest.raises(DataError, match=r"^validation.first_test=2030-01-01: no game to test on; games run"):
        backtest(league().player_games, model="ewma", overrides=["validation.first_test=2030-01-01"])


@pytest.mark.slow
def test_a_whole_experiment_can_be_given() -> None:
    experiment = load(["model=ewma", "calibration=platt", *PERIOD])
    outcome = backtest(league().player_games, league().prop_lines, experiment=experiment)
    assert figures(outcome) == figures(on_polars())
    other = replace(experiment, seed=7)
    assert backtest(league().player_games, league().prop_lines, experiment=other).experiment.seed == 7
    with pytest.raises(ConfigError, match=r"market: a whole experiment is given"):
        backtest(league().player_games, experiment=experiment, market="points")


def test_one_season_is_tested_on_its_second_half() -> None:
    outcome = backtest(league().player_games, model="ewma")
    dates = league().player_games["date"].unique().sort()
    first = outcome.predictions.filter(~pl.col("warmup"))["date"].min()
    assert first == dates[len(dates) // 2]


@pytest.mark.slow
def test_a_preset_is_named_as_on_the_command_line() -> None:
    words = ("model=ewma", *PERIOD)
    outcome = backtest(
        league().player_games, league().prop_lines, experiment="phase3/platt_scaling", overrides=words
    )
    assert outcome.experiment.phase.name == "calibration"
    assert figures(outcome)["val_mae"] == figures(on_polars())["val_mae"]


def test_a_setting_or_a_table_that_cannot_be_used_is_told() -> None:
    with pytest.raises(ConfigError, match="lightgbm"):
        backtest(league().player_games, model="lightgbmm")
    with pytest.raises(ConfigError, match=r"data=demo has no such key; data=files has"):
        backtest(league().player_games, data="demo")
    with pytest.raises(DataError, match="game_logs: must be a frame"):
        backtest([1, 2])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "way_out"),
    [
        ("prop_lines", "give a frame (lines=)"),
        ("game_lines", "give a frame (game_lines=)"),
        ("positions", "give a frame (positions=)"),
        ("reports", "give a frame (reports=)"),
        ("game_logs", "leave it out"),
    ],
)
def test_files_beside_frames_are_refused(key: str, way_out: str) -> None:
    with pytest.raises(ConfigError) as refused:
        backtest(league().player_games, model="ewma", overrides=[f"data.{key}=/there/is/none.csv"])
    assert str(refused.value) == (
        f"data.{key}=/there/is/none.csv: the data are the frames that are given, and no files are read "
        f"beside them; {way_out}"
    )


def test_files_of_a_whole_experiment_need_frames_in_their_place() -> None:
    experiment = load(["data=files", "data.game_logs=a", "data.prop_lines=b", "model=ewma", *PERIOD])
    with pytest.raises(ConfigError, match=r"^data.prop_lines=b: .*; give a frame \(lines=\)$"):
        backtest(league().player_games, experiment=experiment)
    on = on_frames(experiment, {"game_logs": league().player_games, "prop_lines": league().prop_lines})
    assert on.source.has_lines


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"features": "game_lines"}, "features.blocks.game_lines: needs spreads and totals; give a frame of"),
        (
            {"features": "market"},
            "features.blocks.market: needs the books' lines; give a frame of them (lines",
        ),
        ({"availability": "reported"}, "availability=reported: needs injury reports; give a frame of them ("),
    ],
)
def test_a_frame_that_is_missing_is_asked_for(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(ConfigError) as refused:
        backtest(league().player_games, model="ridge", **settings)
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"experiment": 5}, "experiment=5: must be the name of a preset, or an Experiment"),
        ({"overrides": [3]}, "overrides=[3]: must be a list of texts such as ['model.max_depth=6']"),
        (
            {"overrides": "seed=1"},
            "overrides='seed=1': must be a list of texts such as ['model.max_depth=6']",
        ),
        ({"overrides": None}, "overrides=None: must be a list of texts such as ['model.max_depth=6']"),
        ({"experiment": object, "overrides": [3]}, "overrides=[3]: must be a list of texts"),
    ],
)
def test_settings_of_another_type_are_refused_in_one_line(settings: dict[str, Any], why: str) -> None:
    with pytest.raises(ConfigError) as refused:
        backtest(league().player_games, **settings)
    assert str(refused.value).startswith(why)
    assert "\n" not in str(refused.value)


def test_it_writes_nothing_but_the_report_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///never.db")
    outcome = backtest(league().player_games, model="ewma", overrides=PERIOD)
    assert list(tmp_path.iterdir()) == []
    page = outcome.report(tmp_path / "season" / "report.html").read_text()
    assert f"{outcome.metrics['val_mae']:.3f}" in page
    assert "<script src" not in page


def test_a_notebook_shows_verdict_figures_and_findings() -> None:
    shown = on_polars()._repr_html_()
    assert f"{on_polars().metrics['val_mae']:.4g}" in shown
    raised = [finding for finding in on_polars().findings if finding.raised]
    assert raised
    assert all(finding.code in shown for finding in raised)
    assert shown.count("<div>") == shown.count("</div>") == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (np.array(["alpha", "bravo"]), "[alpha,bravo]"),
        ({"bravo", "alpha"}, "[alpha,bravo]"),
        (np.float64(0.5), "0.5"),
        ((1, np.int64(2)), "[1,2]"),
        (pd.Timestamp("2024-01-10"), "2024-01-10"),
        (pd.Timestamp("2024-01-10 12:00"), "'2024-01-10 12:00:00'"),
    ],
)
def test_values_of_other_libraries_are_written_as_plain_ones(value: object, written: str) -> None:
    assert word("key", value) == f"key={written}"


@pytest.mark.parametrize("name", ["münchen", "a b\\", "it's\\", "C:\\d\\", "a\\\n", "1e3", "true", "null"])
def test_a_folder_of_any_name_is_read_as_it_is_written(name: str) -> None:
    override = OverridesParser.create().parse_override(word("data.folder", Path(name)))
    assert override.value() == name
    assert isinstance(override.value(), str)
