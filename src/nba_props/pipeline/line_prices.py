"""Probabilities at quoted lines: calibrated and pooled at the line that the books agree on, moved from there.

A backtest's test folds and the games of tonight are priced by this one class.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.calibration.apply import over_if_decided, reprice_at_line
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.core.arrays import Dates, Floats, Integers
from nba_props.core.keys import PLAYER_GAME
from nba_props.distribution.predictive import Predictive
from nba_props.pooling.by_date import PoolByDate

ANCHOR, ANCHOR_PRICE = "anchor", "anchor_novig"


@dataclass(frozen=True)
class LinePrices:
    """What the probabilities at any line of predicted player-games follow from.

    `rows`: `game_id`, `player_id` and `date` of the player-games, `predictive` one distribution for each.
    `lines` calibrates P(over) on each date and `pool` pools it with the price; None where nothing does.
    """

    rows: pl.DataFrame
    predictive: Predictive
    lines: CalibrationByDate | None = None
    pool: PoolByDate | None = None

    @property
    def is_pooled(self) -> bool:
        """Whether probabilities are pooled with the price."""
        return self.pool is not None

    def price(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Add `p_over`, `p_push`, `p_under`, `model_p_over`, `raw_p_over`; null where nothing was predicted.

        `raw_p_over` is as the distribution gives it, `model_p_over` calibrated, `p_over` pooled with the
        price as well; where there is no price, it is the model's.

        Args:
            asked: `game_id`, `player_id`, `line`, and where it is known `anchor`: the line that the books
                agreed on when this one was on offer. What is calibrated and pooled is the probability there;
                that of another line moves with it (`nba_props.calibration.apply.reprice_at_line`). The no-vig
                probability at the anchor is `anchor_novig`; without an anchor, `novig_over`, at the line.
        """
        keys = self.rows.select(*PLAYER_GAME, "date").with_row_index("__row")
        found = asked.select(*PLAYER_GAME).join(
            keys, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1"
        )
        row = found["__row"].fill_null(0).to_numpy()
        line = _lines(asked, "line", found["__row"].is_null())
        anchor = _lines(asked, ANCHOR, found["__row"].is_null()) if ANCHOR in asked.columns else line
        raw, push = self.predictive.p_over(line, row), self.predictive.p_push(line, row)
        at = np.where(np.isnan(anchor), line, anchor)
        model, over = self._over(at, line, row, found["date"].to_numpy(), _prices(asked))
        values = {"p_over": over * (1 - push), "p_push": push, "p_under": (1 - over) * (1 - push)}
        columns = {**values, "model_p_over": model * (1 - push), "raw_p_over": raw}
        return asked.with_columns(pl.Series(name, each, nan_to_null=True) for name, each in columns.items())

    def _over(
        self, anchor: Floats, line: Floats, row: Integers, dates: Dates, price: Floats
    ) -> tuple[Floats, Floats]:
        """P(over) of each line, among outcomes that are no push, without and with the price: [n] each."""
        raw = self._decided(line, row)
        if self.lines is None:
            return raw, raw
        raw_there = self._decided(anchor, row)
        there = self.lines.over(raw_there, dates)
        model = np.where(anchor == line, there, reprice_at_line(there, raw_there, raw))
        if self.pool is None:
            return model, model
        pooled = self.pool.over(there, price, dates)
        moved = np.where(anchor == line, pooled, reprice_at_line(pooled, raw_there, raw))
        return model, np.where(np.isnan(price), model, moved)

    def _decided(self, line: Floats, row: Integers) -> Floats:
        return over_if_decided(self.predictive.p_over(line, row), self.predictive.p_push(line, row))


def _lines(asked: pl.DataFrame, name: str, unknown: pl.Series) -> Floats:
    """Return a column of lines, NaN where there is none or nothing was predicted: [n]."""
    line = asked[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.where(unknown.to_numpy(), np.nan, line)


def _prices(asked: pl.DataFrame) -> Floats:
    """Return the no-vig probability at the anchors, NaN where there is none: [n]."""
    name = next((name for name in (ANCHOR_PRICE, "novig_over") if name in asked.columns), None)
    if name is None:
        return np.full(asked.height, np.nan)
    return asked[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
