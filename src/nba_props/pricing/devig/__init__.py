"""Ways to take a book's margin out of its prices; one method a file."""

from nba_props.pricing.devig.base import Devig

__all__ = ["Devig"]
