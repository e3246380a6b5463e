"""Where runs are kept, as `conf/` says it, from the two files that decide."""

from __future__ import annotations

from typing import Any, cast

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from nba_props.configuration.place import CONFIG_NAME, conf_dir
from nba_props.errors import ConfigError
from nba_props.store import Tracking

PLAIN_DEFAULTS = ["/schema/tracking@_here_", "_self_"]
PRESETS = ("search", "experiment", "debug")
"""Groups whose options set anything."""


def tracking(option: str | None = None) -> Tracking:
    """Return the store's configuration, without composing all of it, which takes ten times as long.

    Where the files hold more than values of their own, or a mistake, all is composed.

    Args:
        option: of `conf/tracking`; None for that of `conf/train.yaml`.

    Raises:
        ConfigError: there is no such option, or one of its values is not allowed.
    """
    try:
        found = _read(option)
    except (OmegaConfBaseException, YAMLError, OSError, ConfigError):
        found = None  # composing says what is wrong
    return found or _composed(option)


def _read(option: str | None) -> Tracking | None:
    """Return what the two files say; None where they do not say everything."""
    main = _file(CONFIG_NAME)
    defaults = {
        group: name for entry in main["defaults"] if isinstance(entry, dict) for group, name in entry.items()
    }
    values = _file(f"tracking/{option or defaults['tracking']}")
    elsewhere = any(_sets(group, defaults.get(group)) for group in PRESETS)
    elsewhere = elsewhere or "searchpath" in main.get("hydra", {})
    if values.pop("defaults") != PLAIN_DEFAULTS or "tracking" in main or elsewhere:
        return None
    node = OmegaConf.merge(OmegaConf.structured(Tracking), values)
    config = OmegaConf.create({"paths": main["paths"], "tracking": node})
    return cast(Tracking, OmegaConf.to_object(config.tracking))


def _sets(group: str, name: str | None) -> bool:
    """Whether an option of presets is chosen and holds anything."""
    return name is not None and bool(_file(f"{group}/{name}"))


def _file(name: str) -> dict[str, Any]:
    return cast(dict[str, Any], OmegaConf.to_container(OmegaConf.load(conf_dir() / f"{name}.yaml")))


def _composed(option: str | None) -> Tracking:
    from nba_props.configuration.compose import compose
    from nba_props.configuration.typed import typed

    problems: list[str] = []
    config = compose([] if option is None else [f"tracking={option}"])
    found = typed(config, "tracking", problems)
    if found is None or problems:
        raise ConfigError(problems)
    return cast(Tracking, found)
