"""Runs that nobody needs: which go, which never do, and what is left where it is broken off."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nba_props.errors import ConfigError, TrackingError
from nba_props.pipeline import job_index
from nba_props.sweep import trial_context
from nba_props.tracking import mlflow_internals
from nba_props.tracking.cited import cite
from nba_props.tracking.comparison import best, report
from nba_props.tracking.prune import plan, prune, removal
from nba_props.tracking.store import DUPLICATE_OF, open_store
from tests.harness.entry import call
from tests.tracking.comparison.made import NOON, Shelf, predictions

ROWS = predictions([1.0, 2.0])


def going(made: Shelf, **options: float) -> dict[str, str]:
    return {run.run_id: run.why for run in prune(made.store, **options).runs}  # type: ignore[arg-type]


def job(made: Shelf, name: str = "a", *, files: bool = True, tags: dict[str, str] | None = None) -> str:
    own = {"job": name, **(tags or {})}
    return made.add(metrics={"val_mae": 5.0}, tags=own, rows=ROWS if files else None)


def folder_of(made: Shelf, run: str) -> Path:
    folder = mlflow_internals.local_folder(made.store.client.get_run(run).info.artifact_uri)
    assert folder is not None
    return folder.parent


def test_failed_runs_and_earlier_ones_of_a_job_may_go(shelf: Shelf) -> None:
    failed, killed = (shelf.add(status=status) for status in ("FAILED", "KILLED"))
    earlier, later, other = job(shelf), job(shelf), job(shelf, "b")
    running = shelf.add(status="RUNNING")
    found = going(shelf)
    assert found == {failed: "it failed", killed: "it was killed", earlier: f"run again as {later[:8]}"}
    assert not {later, other, running} & set(found)


def test_a_later_run_that_kept_numbers_only_replaces_none_that_kept_files(shelf: Shelf) -> None:
    first, second, numbers = job(shelf), job(shelf), job(shelf, files=False)
    assert going(shelf) == {first: f"run again as {second[:8]}"}
    third = job(shelf)
    assert set(going(shelf)) == {first, second, numbers}
    assert third not in going(shelf)


def test_a_later_run_that_kept_predictions_alone_replaces_none_that_kept_more(shelf: Shelf) -> None:
    whole = job(shelf)
    shelf.store.client.log_text(whole, "<html>", "report.html")
    job(shelf)
    assert going(shelf) == {}
    third = job(shelf)
    assert whole not in going(shelf)
    assert set(going(shelf).values()) <= {f"run again as {each[:8]}" for each in (whole, third)}


def test_a_job_under_another_name_is_another_run(shelf: Shelf) -> None:
    for name in ("one", "two"):
        shelf.add(metrics={"val_mae": 5.0}, tags={"job": "a"}, name=name, rows=ROWS)
    assert going(shelf) == {}


@pytest.mark.parametrize("tag", plan.SWEEPS)
def test_what_belongs_to_a_sweep_stays(shelf: Shelf, tag: str) -> None:
    shelf.add(status="FAILED", tags={tag: "study"})
    job(shelf, tags={tag: "study"})
    job(shelf)
    assert going(shelf) == {}


def test_what_a_job_of_a_multirun_stands_for_stays(shelf: Shelf) -> None:
    first, second, third = job(shelf), job(shelf), job(shelf)
    again = {DUPLICATE_OF: first, trial_context.PARENT_RUN: "0" * 32}
    child = job(shelf, files=False, tags=again)
    assert going(shelf) == {second: f"run again as {third[:8]}"}
    shelf.store.client.delete_run(child)
    assert set(going(shelf)) == {first, second}


def test_the_tags_of_sweeps_are_those_that_sweeps_set() -> None:
    context = trial_context
    assert set(plan.SWEEPS) == {context.PARENT_RUN, context.SWEEP, context.WINNER_OF, context.CONFIRMS}


def test_what_is_registered_stays_whatever_its_alias(shelf: Shelf) -> None:
    registered, later = job(shelf), job(shelf)
    shelf.store.client.create_registered_model("nba_props_pra")
    shelf.store.client.create_model_version("nba_props_pra", f"runs:/{registered}/model", registered)
    assert going(shelf) == {}
    assert later != registered


def test_what_a_report_compares_stays(shelf: Shelf, tmp_path: Path) -> None:
    first, second = job(shelf, "a"), job(shelf, "b")
    failed = shelf.add(status="FAILED")
    report(shelf.store, "advanced", tmp_path / "report.md")
    job(shelf, "a")
    job(shelf, "b")
    assert set(going(shelf)) == {failed}
    tags = shelf.store.client.get_run(first).data.tags
    assert tags["cited_in"] == str(tmp_path / "report.md")
    assert "cited_in" in shelf.store.client.get_run(second).data.tags


def test_nothing_is_deleted_without_yes_and_what_would_go_is_measured(shelf: Shelf) -> None:
    earlier, later = job(shelf), job(shelf)
    found = prune(shelf.store)
    files = [path for path in folder_of(shelf, earlier).rglob("*") if path.is_file()]
    assert found.size == sum(path.stat().st_size for path in files) > 0
    assert not found.done
    assert {run.id for run in best(shelf.store, "advanced").runs} == {later}
    assert folder_of(shelf, earlier).is_dir()


def test_a_pruned_run_is_gone_with_its_files_its_model_and_its_rows(shelf: Shelf) -> None:
    client = shelf.store.client
    earlier, later = job(shelf), job(shelf)
    place = client.get_run(earlier).info.experiment_id
    model = client.create_logged_model(place, "model", source_run_id=earlier)
    folder = mlflow_internals.local_folder(model.artifact_location)
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / "model.txt").write_text("trees")
    gone = folder_of(shelf, earlier)
    found = prune(shelf.store, yes=True)
    assert [run.run_id for run in found.runs] == [earlier]
    assert not gone.exists()
    assert not folder.parent.exists()
    assert list(client.search_logged_models([place])) == []
    assert removal.finish_earlier(shelf.store, [place]) == []
    assert folder_of(shelf, later).is_dir()
    assert prune(shelf.store, yes=True).runs == []


def test_a_job_whose_run_is_pruned_counts_as_not_finished(shelf: Shelf, tmp_path: Path) -> None:
    earlier, later = job(shelf), job(shelf)
    for run in (earlier, later):
        done = job_index.FinishedJob("a", run, shelf.store.uri, str(tmp_path), {"val_mae": 5.0})
        job_index.write(tmp_path, done)
        known = job_index.find(tmp_path, "a", shelf.store.uri)
        assert known is not None
        assert known.run_id == run
    prune(shelf.store, yes=True)
    assert job_index.find(tmp_path, "a", shelf.store.uri) is not None  # the later one is there
    job_index.write(tmp_path, job_index.FinishedJob("a", earlier, shelf.store.uri, str(tmp_path), {}))
    assert job_index.find(tmp_path, "a", shelf.store.uri) is None


@pytest.mark.parametrize(
    "step",
    [
        (removal, "_delete_folder"),
        (mlflow_internals, "delete_run_for_good"),
        (mlflow_internals, "delete_model_for_good"),
    ],
)
def test_what_is_broken_off_is_finished_the_next_time(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str],
) -> None:
    earlier, later = job(shelf), job(shelf)
    place = shelf.store.client.get_run(earlier).info.experiment_id
    shelf.store.client.create_logged_model(place, "model", source_run_id=earlier)
    gone = folder_of(shelf, earlier)
    with monkeypatch.context() as patch:
        patch.setattr(*step, broken)
        with pytest.raises(KeyboardInterrupt):
            prune(shelf.store, yes=True)
    assert [run.id for run in best(shelf.store, "advanced").runs] == [later]
    found = prune(shelf.store, yes=True)
    assert found.runs == []
    assert found.finished_earlier == [earlier]
    assert not gone.exists()
    assert folder_of(shelf, later).is_dir()


def broken(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_deleted_by_hand_is_left_to_mlflow(shelf: Shelf) -> None:
    run = job(shelf)
    folder = folder_of(shelf, run)
    shelf.store.client.delete_run(run)
    assert prune(shelf.store, yes=True).finished_earlier == []
    assert folder.is_dir()


def test_a_run_that_is_registered_meanwhile_stays(
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier = shelf.add(status="FAILED")
    look: Callable[..., list[str]] = removal.finish_earlier

    def meanwhile(*words: object) -> list[str]:
        cite(shelf.store, [earlier], Path("page.html"))
        shelf.store.client.create_registered_model("nba_props_pra")
        shelf.store.client.create_model_version("nba_props_pra", f"runs:/{earlier}/model", earlier)
        return look(*words)

    monkeypatch.setattr("nba_props.tracking.prune.answer.finish_earlier", meanwhile)
    assert prune(shelf.store, yes=True).runs == []
    assert shelf.store.client.get_run(earlier).info.lifecycle_stage == "active"


def test_only_runs_that_are_old_enough_go(shelf: Shelf) -> None:
    now = dt.datetime.now(dt.UTC)
    old = shelf.add(status="FAILED", start=NOON)
    shelf.add(status="FAILED", start=now - dt.timedelta(hours=20))
    assert set(going(shelf, older_than=1)) == {old}


@pytest.mark.parametrize("days", [-1, float("nan"), float("inf"), 1e300])
def test_days_that_no_calendar_has_are_refused(shelf: Shelf, days: float) -> None:
    with pytest.raises(
        ConfigError, match=f"older_than={days:g}: must be days from 0 to 36,525".replace("+", r"\+")
    ):
        going(shelf, older_than=days)


def test_a_copy_of_a_store_deletes_no_file_of_the_original(
    shelf: Shelf,
    tmp_path: Path,
) -> None:
    earlier = job(shelf)
    job(shelf)
    original = folder_of(shelf, earlier)
    database = Path(shelf.store.uri.removeprefix("sqlite:///"))
    copy = tmp_path / "copy"
    shutil.copytree(database.parent, copy, ignore=shutil.ignore_patterns("copy"))
    with pytest.raises(TrackingError, match="the store was moved"):
        prune(open_store(f"sqlite:///{copy / database.name}"), yes=True)
    assert original.is_dir()


def test_the_command_shows_what_would_go_and_does_it_when_told(shelf: Shelf) -> None:
    failed = shelf.add(status="FAILED")
    words = ["tracking", "prune", "--store", shelf.store.uri]
    shown = call(words)
    assert shown.code == 0
    assert failed[:8] in shown.out
    assert "--yes does it" in shown.out
    done = call([*words, "--yes", "--json"])
    assert done.code == 0
    assert f'"run_id": "{failed}"' in done.out
    assert "nothing: no run failed" in call(words).out
    assert call([*words, "--older-than", "-1"]).code == 2
