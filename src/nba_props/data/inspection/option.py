"""Settings of `data=files` from words, and the option of `data=` that reads inspected files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from nba_props.core.atomic import write_bytes
from nba_props.data.files import Files
from nba_props.data.inspection.inspect import Inspection
from nba_props.errors import ConfigError, did_you_mean


def settings_of(words: Sequence[str]) -> dict[str, Any]:
    """Return the settings that words such as `data.time_zone=UTC` say.

    Raises:
        ConfigError: a key is none of `data=files`, or a value is none of its values.
    """
    schema = OmegaConf.structured(Files(game_logs="-"))
    try:
        said = OmegaConf.select(OmegaConf.from_dotlist(list(words)), "data") or OmegaConf.create()
        strange = next((str(key) for key in said if key not in schema), None)
        if strange is not None:
            known = [str(key) for key in schema]
            raise ConfigError(f"data.{strange}: no such setting; {did_you_mean(strange, known, 'data')}")
        files = OmegaConf.to_object(OmegaConf.merge(schema, said))
    except OmegaConfBaseException as error:
        raise ConfigError(f"{' '.join(words)}: {str(error).splitlines()[0]}") from None
    return {str(key): getattr(files, str(key)) for key in said}


def as_option(found: Inspection, words: Sequence[str]) -> str:
    """Return the YAML of a `data=` option that reads the inspected files, with what the words say."""
    said = OmegaConf.select(OmegaConf.from_dotlist(list(words)), "data") or OmegaConf.create()
    settings = OmegaConf.merge(found.settings(), said)
    head = "# Written by `nba-props data inspect --fix`; paths are relative to where commands are started.\n"
    return head + "defaults:\n  - files\n  - _self_\n\n" + OmegaConf.to_yaml(settings)


def write_option(path: Path, text: str) -> None:
    """Write an option, whole or not at all.

    Raises:
        ConfigError: something is there already, or nothing can be written there.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise ConfigError(f"--fix {path}: must end in .yaml")
    if path.exists():
        raise ConfigError(f"--fix {path}: is there already; name another file, or remove it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode())
    except OSError as error:
        raise ConfigError(f"--fix {path}: cannot be written: {error.strerror}") from None
