"""`nba-props picks`, from a run that logged its model to a night that is a run itself."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import shutil
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.cli.commands.picks import _alone, _source
from nba_props.cli.store import settings_of
from nba_props.configuration import compose
from nba_props.core import atomic
from nba_props.data.store.source import Stored
from nba_props.live.bets import FILE
from nba_props.live.bets.ledger import BetLedger
from nba_props.live.picks.publish import FEATURES
from nba_props.pipeline.feature_reference import QUANTILES
from nba_props.pipeline.job import Job
from nba_props.pipeline.run import run
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.store import open_store
from tests.kills import KILLED, Command
from tests.simulated import one_market, without_pictures
from tests.sizes import in_two_sizes

pytestmark = pytest.mark.slow

DATA = ["data.seasons=1", "data.tonight=true"]
QUICK = [
    *DATA,
    "model=ridge",
    "validation.first_test='2024-03-20'",
    "validation.refit_days=14",
    "validation.warmup=1",
]
NOW = "2024-04-12T22:59Z"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, store_file: Path) -> tuple[str, str]:
    """A store with a production model of points, rebounds and assists, and its run."""
    folder = tmp_path_factory.mktemp("picks")
    shutil.copyfile(store_file, folder / "mlflow.db")
    uri, output = f"sqlite:///{folder / 'mlflow.db'}", folder / "output"
    output.mkdir()
    words = [f"tracking.uri={uri}", f"paths.outputs={folder}", f"paths.cache={folder / 'cache'}"]
    with one_market(), without_pictures():
        result = run(Job(compose.load([*QUICK, *words])), output)
    registry = ModelRegistry(uri)
    registry.register_model(result.run_id)
    registry.promote_model("pra", "1", override="a simulated season")
    return uri, result.run_id


def picks(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with one_market():
        code = main(["picks", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_night_is_shown_written_and_logged(
    trained: tuple[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    uri, run_id = trained
    lenient = ["--tracking", uri, "--data", *DATA, "--now", NOW, "--min-value", "-1", "--force"]
    files = ["--csv", str(tmp_path / "picks.csv"), "--html", str(tmp_path / "night.html")]
    code, told, _ = picks(capsys, *lenient, *files)
    assert code == 0
    assert max(map(len, told.splitlines())) <= 80
    assert "\x1b" not in told
    written = pl.read_csv(tmp_path / "picks.csv")
    assert written.height > 5
    assert f"{written.height} bets tonight" in told
    page = (tmp_path / "night.html").read_text()
    assert written["player_name"][0] in page
    store = open_store(uri)
    (night,) = store.client.search_runs(
        [store.client.get_experiment_by_name("Phase4_Production").experiment_id], "tags.kind = 'night'"
    )
    tags = night.data.tags
    assert (tags["night"], tags["market"], tags["model_version"]) == ("2024-04-12", "pra", "1")
    assert night.data.metrics["night_bets"] == written.height
    kept = pl.read_parquet(store.client.download_artifacts(night.info.run_id, "night/picks.parquet"))
    assert kept["pick_id"].to_list() == written["pick_id"].to_list()
    predictions = pl.read_parquet(
        store.client.download_artifacts(night.info.run_id, "night/predictions.parquet")
    )
    own = pl.read_parquet(store.client.download_artifacts(run_id, "predictions/predictions.parquet"))
    both = predictions.join(own, on=["game_id", "player_id"], suffix="_of_run")
    assert both.height == predictions.height > 20
    assert both["median"].to_list() == pytest.approx(both["median_of_run"].to_list(), abs=1e-9)
    given = pl.read_parquet(store.client.download_artifacts(night.info.run_id, FEATURES))
    assert given.select("game_id", "player_id").equals(predictions.select("game_id", "player_id"))
    before = pl.read_parquet(store.client.download_artifacts(run_id, QUANTILES))
    assert set(before.columns) <= set(given.columns)


def every_bet(uri: str) -> list[str]:
    """The words that take all bets of the night, whatever the guards say."""
    return ["--tracking", uri, "--data", *DATA, "--now", NOW, "--min-value", "-1", "--force"]


def test_picks_are_recorded_once(
    trained: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path))
    (tmp_path / FILE).touch()  # as a first writer leaves it that is killed at once
    words = [*every_bet(trained[0]), "--record"]
    printed = [picks(capsys, *words) for _ in range(2)]
    told = [each[2] for each in printed]
    bets = BetLedger.open(tmp_path / FILE, create=False).bets()
    assert bets.height > 5
    assert told == [f"recorded: {new} new of {new}\n" for new in (bets.height, 0)]
    assert bets["paper"].all()
    first, second = (" ".join(each[1].split()) for each in printed)
    assert (run := re.search(r"run ([0-9a-f]{8}) in Phase4_Production", first))
    assert re.search(rf"it counts for \d+ player-games of this night, in place of {run[1]}", second)


def test_who_records_while_another_process_does_is_told_what_is_waited_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "PATIENCE", 0.01)
    path, told = tmp_path / f"{FILE}.picks.lock", ""

    def record() -> None:
        with _alone(Namespace(record=True, store=tmp_path)):
            pass

    with ThreadPoolExecutor(1) as other:
        with atomic.locked(path, lambda _: None):
            waiting = other.submit(record)
            while not told and not waiting.done():
                told = capsys.readouterr().err
        waiting.result(timeout=30)
    assert told == f"waiting for {path}, which process {os.getpid()} holds\n"


def recording(uri: str, folder: Path, now: str) -> Command:
    """The command that records all picks of a moment, in a process of its own."""
    words = ["picks", *every_bet(uri), "--record", "--now", now]
    return Command(words, {"NBA_PROPS_STORE": str(folder / "store")}, folder, one_market)


def test_two_processes_at_once_never_bet_twice(trained: tuple[str, str], tmp_path: Path) -> None:
    """By quotes of different moments, so that their picks are not the same."""
    commands = [recording(trained[0], tmp_path, now) for now in (NOW, "2024-04-12T20:59Z")]
    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(Command.run, commands))
    assert [code for code, _ in ended] == [0, 0]
    bets = BetLedger.open(tmp_path / "store" / FILE, create=False).bets()
    assert bets.height > 5
    assert not bets.select("player_id", "market").is_duplicated().any()


@in_two_sizes("kills", 1, 5)
def test_picks_that_are_killed_at_any_moment_are_recorded_once(
    kills: int, trained: tuple[str, str], tmp_path: Path
) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    code, moments = recording(trained[0], first, NOW).run()
    assert code == 0
    whole = BetLedger.open(first / "store" / FILE, create=False).history()
    command, chance = recording(trained[0], again, NOW), random.Random(0)
    for _ in range(kills):
        assert command.run(chance.randint(1, moments))[0] == KILLED
        ledger = again / "store" / FILE
        if ledger.is_file() and ledger.stat().st_size:
            found = BetLedger.open(ledger).history()
            assert found.height in (0, whole.height)
    assert command.run()[0] == 0
    assert BetLedger.open(again / "store" / FILE, create=False).history().equals(whole)


def test_json_says_the_same_and_finds_the_model_by_its_run(
    trained: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    uri, run_id = trained
    words = ["--tracking", uri, "--data", *DATA, "--now", NOW]
    code, told, _ = picks(capsys, *words, "--run", run_id[:8], "--min-value", "5", "--json")
    found: dict[str, Any] = json.loads(told)
    assert code == 0
    assert found["headline"].startswith("No bet tonight: of ")
    assert found["picks"] == []
    assert sum(found["left_out"].values()) == found["quotes"] > 50


def test_a_market_that_is_named_twice_is_bet_on_once(
    trained: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*every_bet(trained[0]), "--json"]
    once, twice, in_full = (
        [pick["pick_id"] for pick in json.loads(picks(capsys, *words, "--market", named)[1])["picks"]]
        for named in ("pra", "pra, pra", "pra,nba_props_pra")
    )
    assert once == twice == in_full
    assert len(once) > 5


def test_nothing_is_recorded_where_a_file_cannot_be_written(
    trained: tuple[str, str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path / "store"))
    words = ["--tracking", trained[0], "--data", *DATA, "--now", NOW, "--min-value", "-1", "--force"]
    code, out, err = picks(capsys, *words, "--record", "--csv", str(tmp_path))
    assert (code, out) == (2, "")
    assert err == f"error: {tmp_path}: is a folder\n"
    assert not (tmp_path / "store" / FILE).exists()


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2024-03-01", "tonight"]
)
def test_a_moment_without_a_zone_or_of_no_season_is_refused(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["picks", "--now", text])
    assert exit_.value.code == 2
    assert f"{text!r} is no time with a zone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--bankroll", "0"], "--bankroll 0: must be above 0"),
        (["--bankroll", "-5"], "--bankroll -5: must be above 0"),
        (["--bankroll", "nan"], "--bankroll nan: must be above 0"),
        (["--min-value", "nan"], "--min-value nan: must be a finite number"),
        (["--quote-age", "0.5"], "--quote-age 0.5: must be whole minutes, from 1 to 525600"),
        (["--quote-age", "1e300"], "--quote-age 1e+300: must be whole minutes"),
        (["--quote-age", "nan"], "--quote-age nan: must be whole minutes"),
        (["--market", "steals"], "steals"),
        (["--model", "champion"], "--model champion: no registered model has this alias"),
        (["--store", "here"], "--store and --data: name one of them"),
    ],
)
def test_a_mistake_is_one_line(
    words: list[str], told: str, trained: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = picks(capsys, "--tracking", trained[0], "--data", *DATA, *words)
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert told in err


def test_the_store_is_seen_as_of_the_night_and_other_data_as_they_are(tmp_path: Path) -> None:
    now, tracking = dt.datetime(2024, 3, 1, 22, 30, 15, 999, tzinfo=dt.UTC), settings_of(None)
    stored = _source(Namespace(data=[], store=tmp_path / "a store"), tracking, now)
    assert stored.data == Stored(str(tmp_path / "a store"), "2024-03-01T22:30:15Z")
    assert _source(Namespace(data=DATA, store=None), tracking, now).data == compose.load(DATA).data
