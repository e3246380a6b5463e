"""The trainer: the pipeline for whoever has data frames, as in a notebook.

It composes the same configuration as the command line, runs the same pipeline on frames in place of files,
and hands back the run, its figures and its model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.core.uri import default_uri, resolve_uri
from nba_props.notebook.experiments import checked_words, experiment_on, keys, model_setting, named
from nba_props.notebook.features import feature_rows
from nba_props.notebook.frames import converter, given
from nba_props.pipeline.job import Job
from nba_props.store import Tracking
from nba_props.tracking.phases import phase_called
from nba_props.tracking.store import Store, open_store

if TYPE_CHECKING:
    from nba_props.core.frames import Frame
    from nba_props.experiment import Experiment
    from nba_props.pipeline.result import Result
    from nba_props.serving.loading import LoadedModel
    from nba_props.tracking.registry.events import RegistryChange


class NBAPropsMLflowTrainer:
    """Trains, judges and logs models of game logs that are data frames of pandas or polars.

        trainer = NBAPropsMLflowTrainer(experiment_name="Phase2_Advanced")
        before = trainer.train_and_evaluate_walk_forward(df, lines, run_name="before")
        after = trainer.train_and_evaluate_walk_forward(df, lines, run_name="after", features="advanced")
        print(before["metrics"]["val_mae"], after["metrics"]["val_mae"])
        after["model"].predict(trainer.feature_rows(df, lines, features="advanced"))

    Game logs are in the shape of nba_api's `LeagueGameLog` for players, or canonical (`player_games` of
    `nba_props.data.schemas`, as `prepare_training_data` returns them). Lines are as collectors save them, or
    canonical (`prop_lines`).

    Settings are those of the command line, and figures are the same for the same settings: options of groups
    as keywords (`features="advanced"`, `calibration="isotonic"`, `seed=7`), anything else as `overrides`
    (`["model.max_depth=6"]`). Those of the trainer hold for all its runs, those of a call for that one.

    A job that is finished is not run again: the same call gives the same run, unless `run_name` is another
    one, or `force=True`.
    """

    def __init__(
        self,
        experiment_name: str | None = None,
        tracking_uri: str | None = None,
        *,
        outputs: str | Path = "outputs",
        overrides: Sequence[str] = (),
        **options: object,
    ) -> None:
        """Choose where runs go; nothing is read or written yet.

        Args:
            experiment_name: of MLflow: that of a phase or one of your own; by default that of `phase=`.
            tracking_uri: as MLflow has them; by default `MLFLOW_TRACKING_URI` if that is set, otherwise
                `outputs/mlflow.db` in the current folder.
            outputs: the folder of output files, and of the cache.
            overrides: words of the command line, for all runs.
            options: options of groups and other settings by name, for all runs.

        Raises:
            ConfigError: the URI or an override cannot be used.
        """
        self._phase = None if experiment_name is None else phase_called(experiment_name)
        self._tracking = Tracking(uri=resolve_uri(tracking_uri or default_uri()))
        self._outputs = Path(outputs).absolute()
        self._overrides = checked_words(overrides)
        self._options = dict(options)

    @property
    def store(self) -> Store:
        """The store of the runs, opened: what `nba_props.tracking.comparison` reads.

        Raises:
            TrackingError: it cannot be used.
        """
        return open_store(self._tracking)

    def prepare_training_data(self, df: Frame) -> Any:  # noqa: ANN401
        """Read and check game logs.

        Returns:
            The canonical player-games, by date, as a frame of the same library.

        Raises:
            DataError: says which row, column and value cannot be used.

        Example:
            >>> from nba_props.data.demo import DemoLeague
            >>> league = DemoLeague(seasons=1).load(seed=7)
            >>> trainer = NBAPropsMLflowTrainer(market="points")
            >>> trainer.prepare_training_data(league.player_games).height == league.player_games.height
            True
        """
        experiment = self._experiment({"game_logs": df}, {}, [])
        return converter(df)(experiment.source.load(experiment.seed).player_games)

    def train_model(
        self,
        df: Frame,
        model_type: str | None = None,
        run_name: str | None = None,
        register_model: bool = False,
        *,
        lines: Frame | None = None,
        positions: Frame | None = None,
        reports: Frame | None = None,
        game_lines: Frame | None = None,
        overrides: Sequence[str] = (),
        **options: object,
    ) -> dict[str, Any]:
        """Train on the past and judge on the last part: `validation=holdout`.

        The last part is the last season (the last fifth of the dates where there is one season only), or what
        `validation.first_test` says.

        Args:
            df: game logs.
            model_type: an option of `model=`; by default what the trainer's settings, those of the call or a
                preset (`experiment=`) say, and `xgboost` where none of them is given.
            run_name: the run's name; by default what the job is.
            register_model: whether to make a version of `nba_props_<market>` of the run's model.
            lines: bookmakers' lines.
            positions: players' positions (`PLAYER_ID`, `POSITION`, `SEASON`).
            reports: injury reports, for `availability="reported"`.
            game_lines: spreads, totals and moneylines, for `features="game_lines"`.
            overrides: words of the command line, such as `model.max_depth=6`.
            options: options of groups and other settings by name.

        Returns:
            `run_id`, `metrics` (by the names of docs/reference/metrics.md), `model` (a `LoadedModel`, None
            where the run keeps numbers only), `model_uri`, `job`, `output` (the folder of output files), and
            where it was registered `registered_model` and `version`.

        Raises:
            NBAPropsError: the settings or the data cannot be used, or the store refuses.
        """
        tables = given(
            game_logs=df, prop_lines=lines, positions=positions, reports=reports, game_lines=game_lines
        )
        settings = {"validation": "holdout", **options, **self._model(model_type, options, overrides)}
        return self._train(tables, settings, overrides, run_name, register_model)

    def train_and_evaluate_walk_forward(
        self,
        df: Frame,
        lines: Frame | None = None,
        model_type: str | None = None,
        run_name: str | None = None,
        register_model: bool = False,
        *,
        positions: Frame | None = None,
        reports: Frame | None = None,
        game_lines: Frame | None = None,
        overrides: Sequence[str] = (),
        **options: object,
    ) -> dict[str, Any]:
        """Walk through the last part step by step, trained on all before: `validation=walk_forward`.

        What is given, returned and raised is as in `train_model`.
        """
        tables = given(
            game_logs=df, prop_lines=lines, positions=positions, reports=reports, game_lines=game_lines
        )
        settings = {"validation": "walk_forward", **options, **self._model(model_type, options, overrides)}
        return self._train(tables, settings, overrides, run_name, register_model)

    def feature_rows(
        self,
        df: Frame,
        lines: Frame | None = None,
        *,
        positions: Frame | None = None,
        reports: Frame | None = None,
        game_lines: Frame | None = None,
        overrides: Sequence[str] = (),
        **options: object,
    ) -> Any:  # noqa: ANN401
        """Return what a model is asked.

        The features of all player-games, those without an outcome among them.

        Returns:
            A frame of the same library as `df`: the keys, `y` (the outcome), what distributions read, the
            features, and `line`, the books' most-quoted one, where there is one.

        Raises:
            NBAPropsError: the settings or the data cannot be used.

        Example:
            >>> from nba_props.data.demo import DemoLeague
            >>> league = DemoLeague(seasons=1).load(seed=7)
            >>> trainer = NBAPropsMLflowTrainer(market="points")
            >>> rows = trainer.feature_rows(league.player_games, league.prop_lines)
            >>> rows.height == league.player_games.height, {"y", "line"} <= set(rows.columns)
            (True, True)
        """
        tables = given(
            game_logs=df, prop_lines=lines, positions=positions, reports=reports, game_lines=game_lines
        )
        return converter(df)(feature_rows(self._experiment(tables, options, overrides)))

    def load_model(self, uri: str) -> LoadedModel:
        """Load a model of the trainer's store.

        Args:
            uri: `models:/nba_props_pra@production`, `models:/<name>/<version>`, `models:/<id>` or
                `runs:/<run>/model`.

        Raises:
            NBAPropsError: there is no such model.
        """
        from nba_props.serving.loading import load_model

        return load_model(self.store, uri)

    def _experiment(
        self, tables: Mapping[str, Frame], settings: Mapping[str, object], overrides: Sequence[str]
    ) -> Experiment:
        """Return the experiment that a call asks for."""
        own = {"paths.outputs": str(self._outputs), "tracking.uri": self._tracking.uri}
        words = [*self._overrides, *checked_words(overrides)]
        return experiment_on(tables, {**own, **self._options, **settings}, words, self._phase)

    def _model(
        self, model_type: str | None, options: Mapping[str, object], overrides: Sequence[str]
    ) -> dict[str, str]:
        """Return the setting of the model that a call adds to its options."""
        others = {*self._options, *keys([*self._overrides, *checked_words(overrides)])}
        return model_setting(model_type, options, others)

    def _train(
        self,
        tables: Mapping[str, Frame],
        settings: Mapping[str, object],
        overrides: Sequence[str],
        run_name: str | None,
        register_model: bool,
    ) -> dict[str, Any]:
        from nba_props.configuration.preset import Preset

        experiment = self._experiment(tables, settings, overrides)
        experiment = experiment if run_name is None else named(experiment, run_name)
        preset = {**self._options, **settings}.get("experiment")
        job = Job(experiment, Preset(None if preset is None else str(preset)))
        result = self._run(job)
        change = _register(experiment.tracking, result.run_id) if register_model else None
        return self._found(job, result, change)

    def _run(self, job: Job) -> Result:
        """Run the pipeline in a new output folder, which does not stay if nothing comes of it."""
        from nba_props.pipeline.run import run
        from nba_props.pipeline.terminal import TerminalObserver

        now = dt.datetime.now().astimezone()
        day, moment = now.strftime("%Y-%m-%d"), now.strftime("%H-%M-%S-%f")
        output = self._outputs / job.experiment.phase.name / day / moment
        output.mkdir(parents=True)
        try:
            return run(job, output, TerminalObserver())
        finally:
            with suppress(OSError):
                output.rmdir()

    def _found(self, job: Job, result: Result, change: RegistryChange | None) -> dict[str, Any]:
        """Return what a call returns."""
        uri = None if job.experiment.tracking.artifacts.is_light else f"runs:/{result.run_id}/model"
        found = {
            "run_id": result.run_id,
            "metrics": result.metrics,
            "model": None if uri is None else self.load_model(uri),
            "model_uri": uri,
            "job": result.job,
            "output": result.output,
        }
        if change is not None:
            found |= {"registered_model": change.model, "version": change.version}
        return found


def _register(tracking: Tracking, run_id: str) -> RegistryChange:
    from nba_props.tracking.registry import ModelRegistry

    return ModelRegistry(tracking).register_model(run_id)
