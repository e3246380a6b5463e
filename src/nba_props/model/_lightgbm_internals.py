"""Parts of LightGBM that are not its public API, tried with LightGBM 4.7."""

from __future__ import annotations


def canonical_names() -> dict[str, str]:
    """Map every name that LightGBM takes for a parameter to the name that it stands for.

    Missing: a public list of parameters; LightGBM only warns of a name that it does not know.
    """
    from lightgbm.basic import _ConfigAliases

    aliases = _ConfigAliases._get_all_param_aliases()
    return {alias: name for name, group in aliases.items() for alias in (name, *group)}
