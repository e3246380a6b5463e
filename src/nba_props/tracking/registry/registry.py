"""`ModelRegistry`: which models there are, and which of them is live."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nba_props.criteria.base import Criteria
from nba_props.criteria.judge import Judgement
from nba_props.errors import did_you_mean
from nba_props.tracking.environment import user
from nba_props.tracking.registry import gate, shadow
from nba_props.tracking.registry.base import (
    NOT_IN_NAMES,
    NOTHING,
    PREVIOUS,
    PRODUCTION,
    TARGETS,
    GateError,
    Model,
    ModelInfo,
    RegistryError,
    Version,
    full_name,
)
from nba_props.tracking.registry.changes import archive, move
from nba_props.tracking.registry.client import RegistryClient, Snapshot, open_existing
from nba_props.tracking.registry.compare import VersionComparison, compare
from nba_props.tracking.registry.events import (
    Action,
    Event,
    RegistryChange,
    State,
    checked_reason,
)
from nba_props.tracking.registry.lock import LockedModel, ModelLock
from nba_props.tracking.registry.past import completed, last, target
from nba_props.tracking.registry.register import find_logged_model, finished_run, model_for, register

if TYPE_CHECKING:
    from nba_props.store import Tracking
    from nba_props.tracking.store import Store


class ModelRegistry:
    """The registered models of a store: one for each market, `nba_props_pra` for `market=pra`.

    A `model` is named by its market or in full, a `version` by its number or by an alias: `production`,
    `staging`, `previous`.
    """

    def __init__(
        self, store: Tracking | Store | str | None = None, who: str | None = None, patience: float = 60.0
    ) -> None:
        """Open the registry of a store.

        Args:
            store: an open store, a configuration, or a URI; by default that of `MLFLOW_TRACKING_URI`, or
                `outputs/mlflow.db` in the current folder.
            who: who makes changes, for the history; by default the user.
            patience: seconds to wait for another process that is changing the same model, before it counts
                as broken off.

        Raises:
            TrackingError: the store is not there or cannot be used.
        """
        self._client = RegistryClient(open_existing(store))
        self._lock = ModelLock(self._client, who or user(), patience)

    def list_models(self) -> list[Model]:
        """All registered models, by name."""
        return list(self._client.models())

    def get_model_info(self, model: str, archived: bool = False, limit: int = 20) -> ModelInfo:
        """Return a model with its newest `limit` versions; with `archived`, those out of use too."""
        now = self._look(model)
        versions: list[Version] = []
        for version in self._client.versions(now.model.model, now.aliases):
            if archived or version.archived is None:
                versions.append(version)
            if len(versions) >= limit:
                break
        return ModelInfo(now.model, tuple(versions))

    def get_model_version(self, model: str, version: str | int = PRODUCTION) -> Version:
        """One version of a model.

        Raises:
            RegistryError: it is not there.
        """
        return self._version(self._look(model), version)

    def history(self, model: str, limit: int | None = None) -> list[Event]:
        """Return what was done to a model, oldest first; the last `limit` events."""
        found = [event for event in self._look(model).history if event.state is not State.WAITING]
        return found if limit is None else found[max(len(found) - limit, 0) :]

    def compare_models(
        self, model: str, versions: list[str] | None = None, metrics: list[str] | None = None
    ) -> VersionComparison:
        """Versions side by side; by default all that have an alias."""
        now = self._look(model)
        wanted = versions or sorted(set(now.aliases.values()), key=int)
        found = {each.version: each for each in (self._version(now, name) for name in wanted)}
        if len(found) < 2:
            names = ", ".join(found) or "none"
            raise RegistryError(f"{now.model.model}: name two versions or more to compare; there is: {names}")
        return compare(self._client, now.model.model, list(found.values()), metrics or [])

    def evaluate_for_production(
        self, model: str, version: str | int, criteria: str | Criteria = "default"
    ) -> Judgement:
        """Whether a version may go live, judged by the run that made it; nothing is changed."""
        wanted, now = gate.loaded(criteria), self._look(model)
        return gate.evaluate(self._client, self._version(now, version), now.history, wanted)

    def register_model(self, run_id: str, description: str | None = None) -> RegistryChange:
        """Make a version of the model that a run logged; a run has one version at most.

        Args:
            run_id: the run's id, or the beginning of it.
            description: what is to be known about the version.

        Raises:
            RegistryError: the run is not there, did not finish, or logged no model.
        """
        run = finished_run(self._client, run_id)
        logged, name = find_logged_model(self._client, run), model_for(self._client, run)
        with self._lock.hold(name, Action.REGISTER) as locked:
            changed, version = register(locked, logged, run, description)
        made = locked.event if locked.event.state is State.DONE else last(locked, version, Action.REGISTER)
        return RegistryChange(changed, name, version, made)

    def promote_model(
        self,
        model: str,
        version: str | int,
        *,
        to: str = PRODUCTION,
        criteria: str | Criteria = "default",
        override: str | None = None,
        reason: str = "",
        after_shadow: bool = False,
    ) -> RegistryChange:
        """Point `staging` or `production` at a version; what was in production becomes `previous`.

        Args:
            model: the market, or the model's full name.
            version: its number, or an alias.
            to: `staging`, for which no gate is asked, or `production`.
            criteria: the gate of production, by name or as an object.
            override: why it goes into production although it does not pass; it is recorded.
            reason: why, for the history.
            after_shadow: ask too that a watch showed it to be better than production on the same nights.

        Raises:
            GateError: it does not pass, and `override` does not say why it goes live all the same.
            RegistryError: it is not there, not ready, archived, or its files are gone.
        """
        if to not in TARGETS:
            raise RegistryError(f"to={to}: must be one of {', '.join(TARGETS)}; {did_you_mean(to, TARGETS)}")
        why = checked_reason(reason if override is None else override, needed=override is not None)
        wanted = gate.loaded(criteria) if to == PRODUCTION else None
        name = self._look(model).model.model
        with self._lock.hold(name, Action.PROMOTE) as locked:
            found = self._usable(locked.now, version)
            if locked.now.aliases.get(to) == found.version:
                return self._nothing_to_do(locked, found, to)
            verdict = None if wanted is None else self._pass(locked, found, wanted, override, after_shadow)
            return self._move(locked, found, to, why, verdict)

    def rollback_model(self, model: str, reason: str, version: str | int | None = None) -> RegistryChange:
        """Put the previous production version back, or a named one; no gate is asked.

        Raises:
            RegistryError: there is nothing to go back to, or it was itself rolled back and is not named.
        """
        why = checked_reason(reason, needed=True)
        name = self._look(model).model.model
        with self._lock.hold(name, Action.ROLLBACK) as locked:
            done = completed(locked, version)
            if done is not None:
                return RegistryChange(True, name, done.version or "", done)
            found = self._usable(locked.now, target(locked.now) if version is None else version)
            if locked.now.aliases.get(PRODUCTION) == found.version:
                return self._nothing_to_do(locked, found, PRODUCTION)
            return self._move(locked, found, PRODUCTION, why, None)

    def archive(self, model: str, version: str | int, reason: str = "", undo: bool = False) -> RegistryChange:
        """Take a version out of use: it is not listed and cannot be promoted; `undo` takes that back.

        Raises:
            RegistryError: it is in production, or is what a rollback goes back to.
        """
        why = checked_reason(reason)
        name = self._look(model).model.model
        with self._lock.hold(name, Action.RESTORE if undo else Action.ARCHIVE) as locked:
            found = self._version(locked.now, version)
            if (found.archived is None) == undo:
                return RegistryChange(
                    False, name, found.version, last(locked, found.version, locked.event.action)
                )
            held = [] if undo else [alias for alias in found.aliases if alias in (PRODUCTION, PREVIOUS)]
            if held:
                raise RegistryError(f"{name} version {found.version} is {held[0]}, so it cannot be archived")
            event = locked.start(version=found.version, run_id=found.run_id, reason=why)
            return RegistryChange(True, name, found.version, archive(self._client, name, event, locked.now))

    def _look(self, model: str) -> Snapshot:
        found = None if set(model) & set(NOT_IN_NAMES) else self._client.look(full_name(model))
        if found is None:
            known = [model.market for model in self._client.models()]
            advice = did_you_mean(model, known, every=True) if known else NOTHING
            raise RegistryError(f"model {full_name(model)}: is not registered; {advice}")
        return found

    def _version(self, now: Snapshot, version: str | int) -> Version:
        name, wanted = now.model.model, str(version)
        number = now.aliases.get(wanted, wanted)
        if not number.isdecimal():
            known = ", ".join(f"{alias} ({held})" for alias, held in now.aliases.items()) or "none"
            raise RegistryError(f"{name}: has no version {wanted}; give its number, or an alias: {known}")
        found = self._client.version(name, number)
        if found is None:
            raise RegistryError(
                f"{name}: has no version {number}; the newest is {now.model.latest or 'none'}"
            )
        return found

    def _usable(self, now: Snapshot, version: str | int) -> Version:
        """Return a version that an alias may point at."""
        found = self._version(now, version)
        name = f"{found.model} version {found.version}"
        if found.status != "READY":
            raise RegistryError(f"{name} is {found.status}, not READY")
        if found.archived is not None:
            raise RegistryError(f"{name} is archived ({found.archived}); take it back first: archive --undo")
        if not self._client.has_files(found):
            raise RegistryError(f"{name}: its files are gone from {found.source}")
        return found

    def _pass(
        self,
        locked: LockedModel,
        found: Version,
        criteria: Criteria,
        override: str | None,
        after_shadow: bool,
    ) -> Judgement:
        verdict = gate.evaluate(self._client, found, locked.now.history, criteria)
        if after_shadow:
            shown = shadow.after_shadow(self._client, found, locked.now)
            verdict = replace(verdict, checks=(*verdict.checks, shown))
        if not verdict.passed and override is None:
            raise GateError(found.model, found.version, verdict)
        return verdict

    def _move(
        self, locked: LockedModel, found: Version, to: str, why: str, verdict: Judgement | None
    ) -> RegistryChange:
        judged = {} if verdict is None else gate.recorded(verdict)
        event = locked.start(
            version=found.version,
            run_id=found.run_id,
            to=to,
            before=locked.now.aliases.get(to),
            previous=locked.now.aliases.get(PREVIOUS),
            reason=why,
            **judged,
        )
        done = move(self._client, found.model, event, locked.now)
        return RegistryChange(True, found.model, found.version, done, verdict)

    def _nothing_to_do(self, locked: LockedModel, found: Version, to: str) -> RegistryChange:
        """Report that it is there already, or by this very command, which broke off and was recovered."""
        recovered = [event for event in locked.recovered if event.to == to and event.version == found.version]
        since = [past for past in locked.now.history if past.to == to and past.state is State.DONE]
        known = recovered or since
        return RegistryChange(bool(recovered), found.model, found.version, known[-1] if known else None)
