"""Private parts of Hydra that this package cannot do without; nothing else may touch any.

Tried with hydra-core 1.3.8 and 1.4.0rc3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import argparse

    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra.core.config_loader import ConfigLoader
    from hydra.core.object_type import ObjectType
    from hydra.core.override_parser.types import Override
    from hydra.core.utils import JobReturn
    from hydra.plugins.config_source import ConfigSource
    from omegaconf import DictConfig


def args_parser() -> argparse.ArgumentParser:
    """Return the parser of Hydra's command line.

    `hydra.main` parses the command line itself and offers no way to look at it before a job starts.
    """
    from hydra._internal.utils import get_args_parser

    return get_args_parser()


def apply_override(override: Override, config: DictConfig) -> None:
    """Change a configuration by one override.

    `hydra.compose` takes overrides only together with all files, which costs a composition for each of them.

    Raises:
        HydraException: it does not apply to this configuration.
    """
    from hydra._internal.config_loader_impl import ConfigLoaderImpl

    ConfigLoaderImpl._apply_overrides_to_config([override], config)


def group_options(
    loader: ConfigLoader, config_name: str, search: Sequence[str]
) -> Callable[[str, ObjectType], list[str]]:
    """Return what lists the names in a group, in the folders that `hydra.searchpath=` words add, too.

    `ConfigLoader.get_group_options` reads the main file and puts the places together for each question.

    Raises:
        HydraException: the main file or a word is wrong.
    """
    impl = cast("ConfigLoaderImpl", loader)
    return impl._parse_overrides_and_create_caching_repo(config_name, list(search))[1].get_group_options


def return_value(job: JobReturn) -> object:
    """Return a job's value or, of a failed job, its exception, which `JobReturn.return_value` raises."""
    return job._return_value


def file_source(folder: str) -> ConfigSource:
    """Return a folder of `hydra.searchpath`, a `file:` address, as the place of files that it becomes.

    The loader lists the places of the program alone, without those that command-line words add.
    """
    from hydra._internal.core_plugins.file_config_source import FileConfigSource

    return FileConfigSource("hydra.searchpath", folder)
