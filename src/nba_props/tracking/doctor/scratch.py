"""What the doctor writes into a store and reads back, all of it in an experiment of its own."""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.tracking.doctor import echo
from nba_props.tracking.run import Run
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from mlflow.entities import LoggedModel

T = TypeVar("T")
PREFIX = "nba-props-doctor-"
ALIAS = "checked"
_PARAMS = {"depth": "6"}
_METRICS = {"val_mae": 5.25, "betting_roi": -0.125}
_TEXT = "player-game · æøå · 中文\n"


@dataclass
class Scratch:
    """An experiment that is there for a moment; each step needs those before it.

    `name` is that of the experiment and of the registered model.
    """

    store: Store
    name: str = field(default_factory=lambda: PREFIX + secrets.token_hex(6))
    experiment_id: str | None = None
    run: Run | None = None
    model: LoggedModel | None = None

    def experiment(self) -> str:
        """Make an experiment and find it."""
        about = "Written by `nba-props doctor`, which takes it away again."
        self.experiment_id = self.store.experiment(Phase("doctor", self.name, about))
        found = self.store.client.get_experiment(self.experiment_id)
        _same("its name", found.name, self.name)
        return f"made {self.name}"

    def log_run(self) -> str:
        """Write a run, and find it by what it holds."""
        info = self.store.client.create_run(self.experiment_id, run_name="doctor").info
        self.run = Run(self.store, info)
        self.run.params(_PARAMS)
        self.run.metrics(_METRICS)
        self.run.end("FINISHED")
        where = "metrics.val_mae < 6 and params.depth = '6' and attributes.status = 'FINISHED'"
        found = self.store.client.search_runs([self.experiment_id], where)
        _same("runs found by a filter", [run.info.run_id for run in found], [self.run.id])
        _same("parameters", found[0].data.params, _PARAMS)
        _same("metrics", found[0].data.metrics, _METRICS)
        return f"{len(_PARAMS)} parameter, {len(_METRICS)} metrics; found by a filter"

    def artifact(self) -> str:
        """Write a file into the run, and read it."""
        run = _made(self.run)
        run.artifact("doctor/text.txt", _TEXT)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(self.store.client.download_artifacts(run.id, "doctor/text.txt", folder))
            _same("the file", path.read_text(encoding="utf-8"), _TEXT)
        return "written and read"

    def log_model(self) -> str:
        """Log an MLflow model, load it and let it predict."""
        import mlflow.artifacts
        import mlflow.pyfunc

        client, run = self.store.client, _made(self.run)
        self.model = client.create_logged_model(run.experiment_id, "doctor", source_run_id=run.id)
        with tempfile.TemporaryDirectory() as folder:
            written, read = Path(folder) / "written", Path(folder) / "read"
            echo.write(written)
            client.log_model_artifacts(self.model.model_id, str(written))
            client.finalize_logged_model(self.model.model_id, "READY")
            place = self.model.artifact_location
            read.mkdir()
            mlflow.artifacts.download_artifacts(place, dst_path=str(read), tracking_uri=self.store.uri)
            loaded = next(read.rglob("MLmodel")).parent
            _same("its prediction", mlflow.pyfunc.load_model(str(loaded)).predict([21.0]), [42.0])
        return "logged, loaded, predicts"

    def register(self) -> str:
        """Register the model, and find its version by an alias."""
        client, model = self.store.client, _made(self.model)
        client.create_registered_model(self.name)
        made = client.create_model_version(
            self.name, model.artifact_location, run_id=_made(self.run).id, model_id=model.model_id
        )
        client.set_registered_model_alias(self.name, ALIAS, made.version)
        found = client.get_model_version_by_alias(self.name, ALIAS)
        _same("the version of the alias", str(found.version), str(made.version))
        _same("its run", found.run_id, _made(self.run).id)
        return f"version {made.version}, found by an alias"


def _made(thing: T | None) -> T:
    if thing is None:
        raise TrackingError("the step before it failed")
    return thing


def _same(what: str, read: object, written: object) -> None:
    if read != written:
        raise TrackingError(f"{what}: wrote {written!r}, read {read!r}")
