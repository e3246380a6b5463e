"""What a devig method is: the prices of a market's outcomes -> their no-vig probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.core.arrays import ArrayLike, Floats
from nba_props.errors import DataError
from nba_props.pricing.odds import decimal_to_implied


@dataclass
class Devig:
    """Base of `devig=` options.

    The implied probabilities of a market sum to more than 1. How a book spreads its margin over the outcomes
    is not seen, so each method is an assumption; at even prices all agree.
    """

    def probabilities(self, prices: ArrayLike) -> Floats:
        """Return the no-vig probabilities of the outcomes of each market.

        Args:
            prices: decimal, [markets, outcomes] with two outcomes or more, all of them: over and under, or
                every competitor. NaN is a missing price.

        Returns:
            [markets, outcomes]; each row sums to 1 and keeps the order of the implied probabilities. A row
            is NaN as a whole where a price is missing, or where the method has no probabilities to give.

        Raises:
            DataError: a price is not above 1, or there are fewer than two outcomes.

        Example:
            >>> from nba_props.pricing.devig.multiplicative import Multiplicative
            >>> from nba_props.pricing.devig.power import Power
            >>> prices = [[1.5, 2.5]]
            >>> Multiplicative().probabilities(prices).round(3).tolist()
            [[0.625, 0.375]]
            >>> Power().probabilities(prices).round(3).tolist()
            [[0.638, 0.362]]
        """
        implied = decimal_to_implied(prices)
        if implied.ndim != 2 or implied.shape[1] < 2:
            raise DataError(f"prices of shape {implied.shape}: must be [markets, outcomes], two or more")
        complete = ~np.isnan(implied).any(axis=1)
        if complete.all():
            return self.fair(implied)
        fair = np.full_like(implied, np.nan)
        fair[complete] = self.fair(implied[complete])
        return fair

    def novig_over(self, quotes: pl.DataFrame) -> pl.Series:
        """`novig_over`, the no-vig probability of each quote's over; null where a price is missing.

        Args:
            quotes: `over_price` and `under_price`, decimal.
        """
        prices = quotes.select(pl.col("over_price", "under_price").cast(pl.Float64)).to_numpy()
        return pl.Series("novig_over", self.probabilities(prices)[:, 0], pl.Float64, nan_to_null=True)

    def fair(self, implied: Floats) -> Floats:
        """Return the method itself: implied probabilities [markets, outcomes], none missing, in (0, 1)."""
        raise NotImplementedError
