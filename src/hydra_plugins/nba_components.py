"""Hydra's view of the components: `schema/<group>/<name>` is the dataclass that is registered under it.

Hydra asks for the schemas of the chosen options alone, so the modules of all others are not imported.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.object_type import ObjectType
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import DictConfig, OmegaConf

ROOT = "schema"


class ComponentSource(ConfigSource):
    """A place on Hydra's search path that holds a schema for each component."""

    @staticmethod
    def scheme() -> str:
        """Return the scheme of the place's address."""
        return "components"

    def load_config(self, config_path: str) -> ConfigResult:
        """Return the schema at a path.

        Raises:
            ConfigLoadError: there is none.
        """
        from nba_props.core import component

        group, name = _parts(config_path)
        kind = component.find(group, name) if _is_option(group, name) else None
        if kind is None:
            raise ConfigLoadError(f"Config not found : {config_path}")
        return ConfigResult(self.provider, self.full_path(), deepcopy(_schema(kind)), {"package": None})

    def available(self) -> bool:
        """Return True, always."""
        return True

    def is_group(self, config_path: str) -> bool:
        """Tell whether options lie below the path."""
        from nba_props.core import component

        root, _, group = config_path.strip("/").partition("/")
        if root != ROOT:
            return False
        _declare()
        return not group or bool(component.names(group) - {group})

    def is_config(self, config_path: str) -> bool:
        """Tell whether the path is that of a component."""
        return _is_option(*_parts(config_path))

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """Return the groups or components below a path."""
        from nba_props.core import component

        _declare()
        group = config_path.strip("/").partition("/")[2]
        found: list[str] = []
        for name in component.names(group) if group else component.groups():
            self._list_add_result(found, f"{config_path}/{name}", name, results_filter)
        return sorted(found)


class ComponentSearchPath(SearchPathPlugin):
    """Puts the components on the search path of every application."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Append them, so that a file of `conf/` comes first."""
        search_path.append("nba-props", f"{ComponentSource.scheme()}://nba_props")


def _parts(config_path: str) -> tuple[str, str]:
    """Group and name of a schema's path; both are empty where it is none."""
    root, _, rest = config_path.removesuffix(".yaml").strip("/").partition("/")
    group, _, name = rest.partition("/")
    return (group, name or group) if root == ROOT else ("", "")


def _is_option(group: str, name: str) -> bool:
    from nba_props.core import component

    if not group:
        return False
    _declare()
    return name in component.names(group)


@cache
def _schema(kind: type) -> DictConfig:
    schema: DictConfig = OmegaConf.structured(kind)
    return schema


@cache
def _declare() -> None:
    """Make the components known, in whatever process Hydra composes."""
    from nba_props.configuration.build import register

    register()
