"""One option of a group of `conf/`, composed and checked by itself."""

from __future__ import annotations

from nba_props.errors import ConfigError, did_you_mean


def load_option(group: str, name: str) -> object:
    """Return the component that `conf/<group>/<name>.yaml` describes.

    Raises:
        ConfigError: there is none of that name, or lists everything that is wrong with it.
    """
    from nba_props.configuration import files
    from nba_props.configuration.base import COMPOSING_ERRORS
    from nba_props.configuration.options import options
    from nba_props.configuration.place import conf_dir
    from nba_props.configuration.session import raw, session
    from nba_props.configuration.typed import typed

    known = options(conf_dir(), group)
    if name not in known:
        raise ConfigError(f"{group}={name}: no such option; {did_you_mean(name, known, every=True)}")
    problems: list[str] = []
    with session():
        try:
            config = raw([], f"{group}/{name}")
        except COMPOSING_ERRORS as error:
            raise ConfigError(files.explain(error)) from error
        found: object = typed(config, group, problems)
    if problems:
        raise ConfigError(problems)
    return found
