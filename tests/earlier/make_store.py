"""Make `store.tar.xz`: the store that earlier code wrote, for the test that today's code still reads it.

    python tests/earlier/make_store.py PYTHON

PYTHON is the interpreter of an environment in which the earlier version is installed. Two small runs of the
simulated league are logged in full and one model is registered; kept are the database, the models and the
predictions, with `/earlier` in place of the folder that they were written in, and what the models answered.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = "/earlier"
WORDS = (
    "debug=quick", "market=points", "validation.first_test='2024-04-08'", "validation.warmup=1",
    "validation.refit_days=14", "tracking.artifacts=full",
)  # fmt: skip
RUNS = (("model=ridge", "calibration=platt"), ("model=ewma", "distribution=normal"))
DROPPED = ("plots", "predictions.csv", "report.html", "bets", "data")
ANSWERS = """
import json, sys, warnings
warnings.simplefilter("ignore")
import mlflow
mlflow.set_tracking_uri("sqlite:///outputs/mlflow.db")
client = mlflow.MlflowClient()
found = {}
for run in client.search_runs([each.experiment_id for each in client.search_experiments()]):
    model = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    rows = model.input_example
    answer = json.loads(model.predict(rows).to_json(orient="split"))
    rows = json.loads(rows.astype({"date": str}).to_json(orient="split"))
    found[run.info.run_id] = {"rows": rows, "answer": answer, "val_mae": run.data.metrics["val_mae"]}
json.dump(found, sys.stdout)
"""
"""What each model answers to the example that it was logged with."""


def main(python: str) -> None:
    """Write `store.tar.xz` and `answers.json` beside this file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()

        def run(*words: str) -> str:
            done = subprocess.run([python, *words], cwd=folder, capture_output=True, text=True, check=True)
            return done.stdout

        for own in RUNS:
            run("-m", "nba_props.cli", "train", *WORDS, *own)
        answers = json.loads(run("-c", ANSWERS))
        run("-m", "nba_props.cli", "registry", "register", min(answers))
        (HERE / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")
        _scrub(folder / "outputs" / "mlflow.db", str(folder / "outputs"))
        _pack(folder / "outputs")


def _scrub(database: Path, folder: str) -> None:
    """Replace the folder in every text of the database, and drop tags that tell where it was written."""
    with closing(sqlite3.connect(database)) as connection, connection:
        relocate(connection, folder, PLACE)
        connection.execute("DELETE FROM tags WHERE key LIKE 'mlflow.source%' OR key = 'mlflow.user'")
        connection.execute("UPDATE runs SET user_id = ''")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def relocate(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Replace a folder by another one in all texts of an MLflow database."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if "CHAR" in row[2]]
        for column in columns:
            connection.execute(
                f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE {column} LIKE ?",
                (old, new, f"%{old}%"),
            )


def _pack(outputs: Path) -> None:
    for path in sorted(outputs.rglob("*")):
        if path.name in DROPPED and path.exists():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in outputs.rglob("MLmodel"):
        path.write_text(re.sub(r"/\S+/(package|entry\.py|artifacts)\b", rf"{PLACE}/\1", path.read_text()))
    with tarfile.open(HERE / "store.tar.xz", "w:xz") as archive:
        for name in ("mlflow.db", "mlartifacts"):
            archive.add(outputs / name, name)


if __name__ == "__main__":
    main(sys.argv[1])
