"""A marker secret, given wherever one can be given: it is written nowhere and shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.cli import main

MARKER = "m4rker-s3cret"
URL = f"postgresql+psycopg://ann:{MARKER}@127.0.0.1:1/x"
QUICK = ["debug=quick", "data.markets=[pra]", "model=rolling_mean"]


def written(folder: Path) -> list[Path]:
    """Return the files below a folder that hold the marker."""
    return [path for path in folder.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        [f"tracking.uri='{URL}'"],
        [f"tracking.artifact_root='s3://ann:{MARKER}@bucket/x'"],
        [f"hydra.sweeper.storage='{URL}'"],
        [f"hydra.sweeper.storage='{URL}'", "-m", "search=lightgbm"],
        [f"hydra.run.dir='outputs/http://ann:{MARKER}@x'", f"tracking.uri='http://{MARKER}@127.0.0.1:1'"],
        ["data=files", f"data.game_logs='https://ann:{MARKER}@host/logs.csv'"],
        [f"+data.game_log_columns.PTS='https://{MARKER}@host'", "data=files", "data.game_logs=x.csv"],
        [f"run_name='http://ann:{MARKER}@host'"],
        [f"tracking.uri='http://127.0.0.1:1/?token={MARKER}'"],
    ],
)  # fmt: skip
def test_a_password_in_any_key_is_refused_without_being_shown(
    words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    flags = [word for word in words if word == "-m"]
    assert main(["train", *flags, *QUICK, *(word for word in words if word not in flags)]) == 2
    shown = "".join(capfd.readouterr())
    assert MARKER not in shown
    assert "holds a password" in shown
    assert written(tmp_path) == []


@pytest.mark.parametrize(
    ("uri", "place"),
    [
        (f"http://ann:{MARKER}@127.0.0.1:9", "MLFLOW_TRACKING_PASSWORD (or _TOKEN)"),
        (f"postgresql://ann:{MARKER}@127.0.0.1:9/x", "PGPASSWORD, or in ~/.pgpass"),
    ],
)
def test_the_refusal_says_where_the_password_belongs(
    uri: str, place: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *QUICK, f"tracking.uri='{uri}'"]) == 2
    shown = capfd.readouterr().err
    assert shown.startswith("error: tracking.uri: ")
    assert place in shown


def test_a_password_in_a_file_of_ones_own_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    preset = tmp_path / "mine" / "experiment" / "secret.yaml"
    preset.parent.mkdir(parents=True)
    preset.write_text(f"# @package _global_\nhydra:\n  sweeper:\n    storage: '{URL}'\n")
    assert main(["train", "--config-dir", str(tmp_path / "mine"), *QUICK, "experiment=secret"]) == 2
    assert MARKER not in "".join(capfd.readouterr())
    assert written(tmp_path) == [preset]


@pytest.mark.slow
def test_secrets_of_the_environment_are_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("PGPASSWORD", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "ODDS_API_KEY"):
        monkeypatch.setenv(name, MARKER)
    assert main(["train", *QUICK]) == 0
    assert main(["experiments", "best", "foundation"]) == 0
    assert MARKER not in "".join(capfd.readouterr())
    assert (tmp_path / "outputs" / "mlflow.db").is_file()
    assert written(tmp_path) == []
