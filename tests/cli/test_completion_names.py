"""The names that a shell offers: quickly, of what is there, and without a trace."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import optuna
import pytest

from nba_props.cli import main
from nba_props.cli.completion_names import KINDS, offered
from nba_props.core import glance
from nba_props.sweep.storage import locate, open_storage
from nba_props.tracking.store import open_store
from tests.live.bets.cases import ledger_of
from tests.tracking.comparison.made import Shelf
from tests.tracking.registry.shop import GOOD, add_versions

PHASES = ["foundation", "advanced", "calibration", "production"]
UNTYPABLE = (
    "two words",
    "$(touch run)",
    "`touch run`",
    "-option",
    "a;b",
    "clear \x1b[2J",
    "quo'te",
    "line\nend",
)
"""Names that a shell would take apart, or run."""
Runs = dict[str, str]


@pytest.fixture
def runs(store_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Run ids by phase, in the store of the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    path = tmp_path / "outputs" / "mlflow.db"
    path.parent.mkdir()
    shutil.copyfile(store_file, path)
    store = open_store(f"sqlite:///{path}")
    shelf = Shelf(store)
    made = {phase: shelf.add(phase) for phase in ("foundation", "advanced")}
    for name in UNTYPABLE:
        store.client.create_experiment(name)
    registry = add_versions(store, GOOD)
    registry.promote_model("pra", 1)
    for name in ("ridge-a", *UNTYPABLE):
        optuna.create_study(study_name=name, storage=open_storage(locate(None, Path("multirun/a"))))
    return made


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file below a folder."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def test_what_is_in_the_store_is_offered_by_its_beginning(runs: Runs, tmp_path: Path) -> None:
    before = listed(tmp_path)
    experiments = offered("experiments", "nba-props experiments best ")
    assert {*PHASES, "Phase1_Foundation", "Phase2_Advanced"} <= set(experiments)
    assert not set(UNTYPABLE) & set(experiments)
    assert offered("experiments", "nba-props experiments best Phase2") == ["Phase2_Advanced"]
    assert set(runs.values()) < set(offered("runs", "nba-props experiments compare "))
    one = runs["advanced"]
    assert offered("runs", f"nba-props registry register {one[:9]}") == [one]
    assert offered("models", "nba-props registry info ") == ["pra", "nba_props_pra"]
    assert offered("aliases", "nba-props picks --model ") == ["production"]
    assert offered("served", "nba-props serve nba") == ["nba_props_pra@production"]
    assert offered("studies", "nba-props sweep status ") == ["ridge-a"]
    assert listed(tmp_path) == before


def test_another_store_may_be_named_on_the_line(runs: Runs, tmp_path: Path) -> None:
    for option in ("--store sqlite:///nothing.db", "--store=sqlite:///nothing.db"):
        assert offered("runs", f"nba-props registry register {option} ") == []
        assert offered("experiments", f"nba-props experiments best {option} ") == PHASES
    assert not (tmp_path / "nothing.db").exists()
    url = f"sqlite:///{tmp_path}/multirun/a/study.db"
    assert offered("studies", f"nba-props sweep status --storage {url} rid") == ["ridge-a"]
    assert runs["advanced"] in offered(
        "runs", f"nba-props serve --store sqlite:///{tmp_path}/outputs/mlflow.db "
    )


def test_picks_and_monitor_name_the_store_of_runs_otherwise(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "outputs").rename(tmp_path / "elsewhere")
    words = f"--store data --tracking sqlite:///{tmp_path}/elsewhere/mlflow.db"
    assert offered("aliases", f"nba-props picks {words} --model ") == ["production"]
    assert offered("models", f"nba-props monitor {words} --model p") == ["pra"]
    assert runs["advanced"] in offered("runs", f"nba-props monitor {words} --challenger ")


def test_bets_are_offered_by_the_beginning_of_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NBA_PROPS_STORE", raising=False)
    ledger_of(tmp_path, {"pick_id": "ab1"}, {"pick_id": "ab2"}, {"pick_id": "cd3"}, {"pick_id": "$(run)"})
    assert offered("bets", f"nba-props bets place --store {tmp_path} ab") == ["ab1", "ab2"]
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path))
    assert set(offered("bets", "nba-props bets void ")) == {"ab1", "ab2", "cd3"}


def broken(folder: Path) -> None:
    (folder / "outputs").mkdir()
    (folder / "outputs" / "mlflow.db").write_bytes(b"no database " * 500)


def of_another_program(folder: Path) -> None:
    (folder / "outputs").mkdir()
    with sqlite3.connect(folder / "outputs" / "mlflow.db") as connection:
        connection.execute("CREATE TABLE runs (other)")


def a_folder(folder: Path) -> None:
    (folder / "outputs" / "mlflow.db").mkdir(parents=True)


@pytest.mark.parametrize("spoil", [lambda folder: None, broken, of_another_program, a_folder])
def test_a_store_that_is_away_or_broken_is_passed_over_in_silence(
    spoil: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.delenv("NBA_PROPS_STORE", raising=False)
    spoil(tmp_path)
    before = listed(tmp_path)
    for kind in KINDS:
        assert main(["completion", "--names", kind, "--line", "nba-props x "]) == 0
        out, err = capsys.readouterr()
        assert (out.split(), err) == (PHASES if kind == "experiments" else [], "")
    assert listed(tmp_path) == before


@pytest.mark.parametrize(
    "words", ["--store http://127.0.0.1:9", "--store server", "--store nonsense", "--store '"]
)
def test_a_server_is_not_asked(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered("runs", f"nba-props registry register {words} ") == []


def test_a_store_that_somebody_writes_to_is_read_with_what_was_written_last(
    runs: Runs, tmp_path: Path
) -> None:
    path = tmp_path / "outputs" / "mlflow.db"
    with sqlite3.connect(path) as writing:
        writing.execute("UPDATE experiments SET name = 'just_written' WHERE name = 'Phase2_Advanced'")
        writing.commit()
        assert offered("experiments", "nba-props experiments best just") == ["just_written"]
        writing.execute("BEGIN EXCLUSIVE")
        assert runs["advanced"] in offered("runs", "nba-props registry register ")


def test_no_more_than_a_screen_of_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE many (name)")
        connection.executemany("INSERT INTO many VALUES (?)", [(f"a%_{i}",) for i in range(1000)])
    assert len(glance.names(path, "SELECT name FROM many")) == glance.MOST
    assert glance.names(path, "SELECT name FROM many", "a%_999") == ["a%_999"]
    assert glance.names(path, "SELECT name FROM many", "aX") == []


def test_neither_mlflow_nor_optuna_is_imported() -> None:
    script = """
import sys
from nba_props.cli import main
for kind in ("experiments", "runs", "models", "aliases", "served", "studies", "bets"):
    main(["completion", "--names", kind, "--line", "nba-props x "])
print(sorted({"mlflow", "optuna", "pandas", "sqlalchemy", "hydra"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_shell_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["completion"])
    assert stopped.value.code == 2
    assert "bash, zsh, fish" in capsys.readouterr().err
