"""Studies by name: those below `multirun/`, or in a named storage, and what they remember of their sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.errors import ConfigError, did_you_mean
from nba_props.sweep.storage import locate, open_existing, open_storage

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

SPACE, OVERRIDES, TOTAL, OBJECTIVE, FIXED = "space", "words", "n_trials", "objective", "fixed"
"""User attributes of studies: the sweeps as written by key, the overrides that all jobs share, the total of
trials (of a grid no more than its points), what was optimised, and the other settings by key."""
WORDED = "worded"
"""One more: by key what the other settings do not tell, since only words of the sweep do. Studies of earlier
releases lack it."""

FOLDER = Path("multirun")
ABSENT = "(absent)"
MAX_TOLD = 8
"""Settings that differ and are told; the others are counted."""


def storages(url: str | None = None, folder: Path = FOLDER) -> Iterator[str]:
    """Yield the named storage, or the files `study.db` of the sweeps below a folder."""
    if url is not None:
        yield locate(url, folder, "--storage")
        return
    for path in sorted(folder.glob("*/study.db")):
        yield locate(None, path.parent)


def names(url: str | None = None) -> dict[str, str]:
    """Return the storage of each study by its name.

    Raises:
        StorageError: a storage cannot be read.
    """
    import optuna

    found: dict[str, str] = {}
    for storage in storages(url):
        for name in optuna.get_all_study_names(open_existing(storage)):
            found[name] = storage
    return found


def load(name: str, url: str | None = None) -> optuna.Study:
    """Return a study by its name.

    Raises:
        ConfigError: there is none.
        StorageError: a storage cannot be read.
    """
    import optuna

    known = names(url)
    if name not in known:
        where = url or f"{FOLDER}/*/study.db"
        hint = did_you_mean(name, known, every=True) if known else "there is none at all"
        raise ConfigError(f"{name}: no such sweep in {where}; {hint}")
    return optuna.load_study(study_name=name, storage=open_storage(known[name]))


def differing_defaults(study: optuna.Study, url: str | None = None) -> tuple[str, dict[str, str]] | None:
    """Return the nearest study of the same words, and the settings that make this one another.

    They come from defaults that have changed since. None where there is no such study.

    Args:
        study: a new one.
        url: where studies are looked for, see `storages`.

    Raises:
        StorageError: a storage cannot be read.
    """
    import optuna

    mine = study.user_attrs
    found: list[tuple[str, dict[str, str]]] = []
    for name, storage in names(url).items():
        other = optuna.load_study(study_name=name, storage=open_storage(storage)).user_attrs
        alike = all(other.get(key) == mine.get(key) for key in (SPACE, OVERRIDES, OBJECTIVE))
        if name != study.study_name and alike and FIXED in other:
            differing = settings_changed(other, mine)
            found += [(name, differing)] if differing else []
    return min(found, key=lambda each: len(each[1]), default=None)


def settings_changed(
    before: Mapping[str, Any], after: Mapping[str, Any], *, of_both: bool = False
) -> dict[str, str]:
    """Return in which settings two studies differ by key: `3 -> 5`.

    Args:
        before: the attributes of the earlier study.
        after: those of the later one.
        of_both: leave out what only one of them has in its configuration, as of another release.
    """
    old, new = before[FIXED], after[FIXED]
    if of_both:
        old, new = ({key: each[key] for key in old.keys() & new.keys()} for each in (old, new))
    worded = changes(before[WORDED], after[WORDED]) if WORDED in before else {}
    return {**changes(old, new), **worded}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return what differs by key: `3 -> 5`."""
    return {
        key: f"{before.get(key, ABSENT)} -> {after.get(key, ABSENT)}"
        for key in sorted({*before, *after})
        if before.get(key, ABSENT) != after.get(key, ABSENT)
    }


def in_words(differing: Mapping[str, str]) -> str:
    """Return what differs in one line, of many settings the first."""
    told = [f"{key} ({change})" for key, change in differing.items()]
    return ", ".join([*told[:MAX_TOLD], *([f"{len(told) - MAX_TOLD} more"] if len(told) > MAX_TOLD else [])])


def point_overrides(params: Mapping[str, Any]) -> list[str]:
    """Write a point as command-line overrides; text was escaped when it was read."""
    return [f"{key}={'null' if value is None else value}" for key, value in params.items()]


def overrides(study: optuna.Study, trial: FrozenTrial | None = None) -> list[str]:
    """Return the overrides of a trial's job, or without one those that all jobs share.

    Raises:
        ConfigError: the study was made by another program.
    """
    shared = study.user_attrs.get(OVERRIDES)
    if shared is None:
        raise ConfigError(f"{study.study_name}: was not made by hydra/sweeper=nba_optuna")
    return [*map(str, shared), *point_overrides({} if trial is None else trial.params)]
