"""The options of `conf/criteria/`, composed and checked."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from nba_props.configuration.single import load_option
from nba_props.criteria.base import Criteria
from nba_props.errors import ConfigError, did_you_mean


def load_criteria(name: str = "default") -> Criteria:
    """Return the criteria of `conf/criteria/<name>.yaml`.

    Raises:
        ConfigError: there are none of that name, or lists everything that is wrong with them.
    """
    return with_known_markets(cast(Criteria, load_option("criteria", name)))


def with_known_markets(criteria: Criteria) -> Criteria:
    """Return the criteria, if each market that has bounds of its own is one of `conf/market/`.

    A mistyped one would be judged by the general bounds, which may be far looser.

    Raises:
        ConfigError: lists the markets that are not known.
    """
    from nba_props.configuration.options import options
    from nba_props.configuration.place import conf_dir

    known = set(options(conf_dir(), "market"))
    if not known.issuperset(criteria.by_market):
        known |= {name for option in known if (name := _named(conf_dir() / "market" / f"{option}.yaml"))}
    problems = [
        f"by_market.{market}: no such market; {did_you_mean(market, known, every=True)}"
        for market in criteria.by_market
        if market not in known
    ]
    if problems:
        raise ConfigError(problems)
    return criteria


def _named(file: Path) -> str | None:
    """Return the name that an option's file gives its market; None where it gives none, or cannot be read."""
    from omegaconf import OmegaConf

    from nba_props.configuration.base import COMPOSING_ERRORS

    try:
        name = OmegaConf.select(OmegaConf.load(file), "name")
    except (OSError, ValueError, *COMPOSING_ERRORS):
        return None
    return None if name is None else str(name)
