"""How much to stake on each bet; one plan a file."""

from nba_props.staking.base import Staking

__all__ = ["Staking"]
