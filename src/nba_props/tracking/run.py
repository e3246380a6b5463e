"""One MLflow run: parameters, metrics, artifacts and tags, and an end that says how it went."""

from __future__ import annotations

import json
import math
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.core.settings import flatten
from nba_props.core.uri import scheme_of
from nba_props.errors import EndedEarly, NBAPropsError, TrackingError
from nba_props.store import Artifacts, Tracking
from nba_props.tracking import abandoned, mlflow_client, mlflow_internals, sync
from nba_props.tracking.artifacts import Content, write_all
from nba_props.tracking.secrets import redacted
from nba_props.tracking.signals import Signals, Terminated
from nba_props.tracking.spool import Head, Spool, start
from nba_props.tracking.store import NOTE, Store, open_store

if TYPE_CHECKING:
    from mlflow.entities import Dataset, Metric, RunInfo

    from nba_props.phase import Phase

MAX_KEY = 250
MAX_PARAM = 6000
MAX_TAG = 5000
_FORBIDDEN = re.compile(r"[^/\w.\- :]")


Value = float | int | None
Steps = Mapping[int, Value]


class Run:
    """A run that is going on. Its methods may be called from any thread; it uses no global state of MLflow.

    `light` says that artifacts are left out, and need not be made; `keeps_predictions`, that those of
    predictions are kept all the same; `copies`, that tables are kept as CSV too.
    """

    def __init__(
        self,
        store: Store,
        info: RunInfo,
        artifacts: Artifacts = Artifacts.standard,
        description: str | None = None,
        spool: Spool | None = None,
    ) -> None:
        self.store = store
        self.id = str(info.run_id)
        self.experiment_id = str(info.experiment_id)
        self.artifact_uri = str(info.artifact_uri)
        self.light = artifacts.is_light
        self.keeps_predictions = artifacts is not Artifacts.light
        self.copies = artifacts is Artifacts.full
        self.description = description
        self.spool = spool
        self.ended = False

    @property
    def offline(self) -> bool:
        """Whether the server failed meanwhile: the run is then kept in its output folder alone."""
        return self.spool is not None and self.spool.failure is not None

    def params(self, values: Mapping[str, Any]) -> None:
        """Log parameters; nested ones get dotted names (`{"model": {"depth": 4}}` is `model.depth`).

        Raises:
            TrackingError: the store refuses, for instance another value of a parameter that the run has.
        """
        from mlflow.entities import Param

        flat = _keyed(flatten(values))
        self._batch(params=[Param(key, shorten(as_text(value), MAX_PARAM)) for key, value in flat.items()])

    def metrics(self, values: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log any number of metrics in one call to the store.

        Args:
            values: a number by name, or numbers by step by name. None, NaN and infinities are left out: what
                cannot be computed is absent, never zero.
            step: the step of the plain numbers.
        """
        now = int(time.time() * 1000)
        found = []
        for key, value in _keyed(values).items():
            steps = value if isinstance(value, Mapping) else {step or 0: value}
            found += [_metric(key, number, now, at) for at, number in steps.items() if _is_known(number)]
        self._batch(metrics=found)

    def tags(self, values: Mapping[str, Any]) -> None:
        """Set tags; those without a value (None) are left out."""
        from mlflow.entities import RunTag

        known = {key: value for key, value in _keyed(values).items() if value is not None}
        self._batch(tags=[RunTag(key, shorten(as_text(value), MAX_TAG)) for key, value in known.items()])

    def artifact(self, name: str, content: Content) -> None:
        """Keep one file (or folder); see `artifacts`."""
        self.artifacts({name: content})

    def artifacts(self, contents: Mapping[str, Content]) -> None:
        """Keep files, as `keep` does; none if the run is `light`."""
        if not self.light:
            self.keep(contents)

    def keep(self, contents: Mapping[str, Content]) -> None:
        """Keep files by their path in the run, such as `plots/residuals.png`.

        Frames are written as `.parquet` or `.csv`, plain data as `.json` or `.yaml`, figures in the format of
        the path's ending. In a local folder each file is there whole or not at all; elsewhere all are sent at
        once.

        Raises:
            TrackingError: a path leads out of the run, its ending is unknown, or it cannot be written.
        """
        if not contents:
            return
        with mlflow_client.one_line_errors(f"run {self.id}: artifacts"):
            folder = mlflow_internals.local_folder(self.artifact_uri)
            if folder is not None:
                write_all(folder, contents)
                return
            with self._files(contents) as path:
                self._deliver(lambda: self.store.client.log_artifacts(self.id, str(path)))

    def dataset(self, dataset: Dataset, context: str) -> None:
        """Note a data set as input of the run, for example with the context `training`."""
        with mlflow_client.one_line_errors(f"run {self.id}: dataset"):
            if self.spool is not None:
                self.spool.dataset(dict(dataset), context)
            self._deliver(lambda: self.store.log_dataset(self.id, dataset, context))

    @contextmanager
    def _files(self, contents: Mapping[str, Content]) -> Iterator[Path]:
        """Provide a folder with the files, in the spool if there is one."""
        if self.spool is not None:
            yield self.spool.files(contents)
            return
        with tempfile.TemporaryDirectory() as name:
            write_all(Path(name), contents)
            yield Path(name)

    def end(self, status: str, reason: str | None = None) -> None:
        """End the run as `FINISHED`, `FAILED` or `KILLED`, with the reason in the tag `failure`."""
        self.ended = True
        if reason is not None:
            note = "\n\n".join(text for text in (self.description, f"**{status}**: {reason}") if text)
            self.tags({abandoned.FAILURE: reason, NOTE: note})
        with mlflow_client.one_line_errors(f"run {self.id}"):
            now = self.spool.end(status) if self.spool is not None else None
            self._deliver(lambda: self.store.client.set_terminated(self.id, status, now))
        if self.spool is not None:
            sync.close(self.store, self.spool, self.id)

    def _batch(self, **entries: Any) -> None:  # noqa: ANN401
        with mlflow_client.one_line_errors(f"run {self.id}"):
            if self.spool is not None:
                self.spool.batch(entries)
            self._deliver(lambda: self.store.client.log_batch(self.id, **entries))

    def _deliver(self, send: Callable[[], object]) -> None:
        """Send what the spool holds by now; without a spool, a failure is the run's."""
        if self.spool is not None:
            self.spool.deliver(send)
        else:
            send()


@contextmanager
def open_run(
    tracking: Tracking,
    phase: Phase,
    name: str | None,
    tags: Mapping[str, Any] | None = None,
    description: str | None = None,
    *,
    output: Path | None = None,
) -> Iterator[Run]:
    """Provide a new run in the phase's experiment, which ends with the block.

    It ends FINISHED; FAILED with the reason when the block raises, or as `EndedEarly` says; KILLED on Ctrl-C
    and SIGTERM, which is raised as `Terminated` (a `SystemExit` with code 143). The exception goes on. A
    signal that arrives while the run is made or ended waits until that is done.

    With an `output` folder, a server that fails in mid-run does not end the run: it is kept there, see
    `spool`, and logged later by `nba-props tracking sync`. Runs that killed processes of this machine left
    RUNNING are ended first.

    Raises:
        TrackingError: the store cannot be used.
    """
    store = open_store(tracking)
    abandoned.tidy(store)
    with Signals() as signals:
        run = None
        try:
            with signals.held():
                wanted = _tags({**(tags or {}), **abandoned.tags(), NOTE: description})
                info = _create(store, phase, name, wanted)
                spool = _spool(store, phase, info, wanted, output)
                run = Run(store, info, tracking.artifacts, description, spool)
            yield run
            with signals.held():
                if not run.ended:
                    run.end("FINISHED")
        except BaseException as error:
            if run is not None:
                with signals.held():
                    _end_badly(run, error)
            raise


def _tags(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: shorten(as_text(value), MAX_TAG) for key, value in values.items() if value is not None}


def _create(store: Store, phase: Phase, name: str | None, tags: dict[str, str]) -> RunInfo:
    experiment = store.experiment(phase)
    with (
        mlflow_client.one_line_errors(f"experiment {phase.experiment_name}"),
        mlflow_client.patience(retries=0),  # a request that is repeated could make two
    ):
        return store.client.create_run(experiment, tags=tags, run_name=name).info


def _spool(
    store: Store, phase: Phase, info: RunInfo, tags: dict[str, str], output: Path | None
) -> Spool | None:
    """Where a run on a server is kept until the server has it; a file of this machine needs none."""
    if output is None or scheme_of(store.uri) == "sqlite":
        return None
    head = Head(store.uri, asdict(phase), str(info.run_id), str(info.run_name), tags, int(info.start_time))
    return start(output, head)


def _end_badly(run: Run, error: BaseException) -> None:
    """End a run after an exception, which stays the one that is seen even if the store fails too."""
    try:
        if isinstance(error, KeyboardInterrupt):
            run.end("KILLED", "interrupted (Ctrl-C)")
        elif isinstance(error, Terminated):
            run.end("KILLED", "terminated (SIGTERM)")
        elif isinstance(error, EndedEarly):
            run.tags(error.tags)
            run.end(error.status)
        else:
            run.end("FAILED", reason_of(error))
    except TrackingError as failed:
        error.add_note(f"and the run could not be ended: {failed}")


def reason_of(error: BaseException) -> str:
    """Why a run failed: the error's text, with its class in front unless it is one of this package's own."""
    text = str(error) if isinstance(error, NBAPropsError) else f"{type(error).__name__}: {error}"
    return redacted(text)


def as_text(value: object) -> str:
    """Return a value as one reads it in YAML: `null`, `true`, `[1, 2]`; text as it is."""
    if isinstance(value, str):
        return value
    return json.dumps(value, default=str, ensure_ascii=False)


def shorten(text: str, length: int) -> str:
    """Return a text of at most `length` characters; one cut short says how long it was."""
    if len(text) <= length:
        return text
    end = f" … ({len(text)} characters)"
    return text[: length - len(end)] + end


def _keyed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values under names that MLflow takes: others than letters, digits and `/_.- :` become `_`."""
    keyed = {_FORBIDDEN.sub("_", key)[:MAX_KEY]: value for key, value in values.items()}
    if len(keyed) < len(values):
        raise TrackingError("two names are the same to MLflow, which takes letters, digits and /_.-: only")
    return keyed


def _is_known(value: Value) -> bool:
    return value is not None and math.isfinite(value)


def _metric(key: str, value: Value, now: int, step: int) -> Metric:
    from mlflow.entities import Metric

    return Metric(key, float(value or 0.0), now, int(step))
