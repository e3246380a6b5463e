"""An independent oracle for features: SQL written from their definitions, not from the polars code.

The past is found by a plain join, row by row, of all earlier dates of the key; nothing is sorted, shifted
or rolled. `day.<stat>` is the total of the key's rows on one date per game of that date, and `n` counts the
dates back from the asking row: 1 is the last one before it.
"""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.features.history import History
from nba_props.market import Market
from tests.leagues import PRA

BOX_SCORE = (
    "minutes", "points", "rebounds", "assists", "threes", "steals", "blocks", "turnovers", "fouls", "fgm",
    "fga", "fg3a", "ftm", "fta", "oreb", "dreb",
)  # fmt: skip
_SINGLE = (*BOX_SCORE, "possessions", "plus_minus", "won", "starter")
STATS = (*_SINGLE, *(f"team_{stat}" for stat in (*BOX_SCORE, "possessions")))


class Oracle:
    """The league in a database: views `games` (all rows, `row` from 0) and `played` (with an outcome)."""

    def __init__(self, data: Dataset, market: Market) -> None:
        self.stats = (*STATS, market.name)
        self.sql = duckdb.connect()
        self.sql.execute("SET threads = 2")
        self.sql.register("raw", data.player_games.with_row_index("row").to_arrow())
        self.sql.register("positions", data.positions.to_arrow())
        box = ", ".join(f"{s}::DOUBLE AS {s}" for s in (*BOX_SCORE, "plus_minus", "won"))
        totals = ", ".join(f"sum({s}) OVER side AS team_{s}" for s in (*BOX_SCORE, "possessions"))
        self.sql.execute(f"""
            CREATE TABLE games AS
                SELECT raw.* EXCLUDE ({", ".join((*BOX_SCORE, "plus_minus", "won"))}), {box}, position,
                       ({" + ".join(market.stats)})::DOUBLE AS {market.name},
                       fga + 0.44 * fta + turnovers AS possessions
                FROM raw LEFT JOIN positions USING (season, player_id);
            CREATE TABLE played AS
                SELECT *, {totals}, (rank() OVER (side ORDER BY minutes DESC) <= 5)::DOUBLE AS starter
                FROM games WHERE minutes IS NOT NULL
                WINDOW side AS (PARTITION BY game_id, team);
        """)

    def ask(self, query: str) -> pl.DataFrame:
        """The answer of a query that ends in one line per player-game and `ORDER BY row`."""
        answer: pl.DataFrame = self.sql.sql(query).pl()
        return answer

    def past(
        self,
        columns: dict[str, str],
        keys: dict[str, str],
        where: str = "TRUE",
        along: dict[str, str] | None = None,
    ) -> pl.DataFrame:
        """Aggregates over each row's past, null where there is none.

        Args:
            columns: an SQL aggregate over `day` (and `n`) by name.
            keys: column of the past by the row's own column, such as `{"team": "opponent"}`.
            where: which days count; may compare `day` with the asking `row_date` and `row_season`.
            along: more columns of `day`, expressions over the window `back`: the asking row's days from the
                latest back.
        """
        names = ", ".join(keys)
        asking = ", ".join(f"{own} AS {past}" for past, own in keys.items())
        values = ", ".join(f"sum({s}) / count(DISTINCT game_id) AS {s}" for s in self.stats)
        aggregates = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
        windows = "".join(f", {sql} AS {name}" for name, sql in (along or {}).items())
        more = f"SELECT *{windows} FROM day WINDOW back AS (PARTITION BY {names}, row_date ORDER BY n)"
        more = more if along else "FROM day"
        on = " AND ".join(f"g.{own} = a.{past}" for past, own in keys.items())
        return self.ask(f"""
            WITH days AS (
                SELECT {names}, date, count(*) AS rows,
                       count(DISTINCT game_id) AS games, {values}
                FROM played WHERE {" AND ".join(f"{k} IS NOT NULL" for k in keys)} GROUP BY {names}, date
            ), asks AS (
                SELECT DISTINCT {asking}, date AS row_date, season AS row_season FROM games
            ), day AS (
                SELECT *, row_number() OVER (PARTITION BY {names}, row_date ORDER BY date DESC) AS n
                FROM asks JOIN days USING ({names}) WHERE date < row_date
            ), more AS (
                {more}
            ), answers AS (
                SELECT {names}, row_date, {aggregates} FROM more WHERE {where} GROUP BY {names}, row_date
            )
            SELECT {", ".join(f'a."{name}"' for name in columns)} FROM games g
            LEFT JOIN answers a ON {on} AND a.row_date = g.date ORDER BY g.row
        """)


def assert_agree(features: pl.DataFrame, truth: pl.DataFrame, tolerance: float = 1e-9) -> None:
    """Every feature is what the oracle says, to 1e-9 of itself or of one; null equals null alone."""
    assert set(features.columns) == set(truth.columns)
    for name in truth.columns:
        ours, theirs = features[name].cast(pl.Float64), truth[name].cast(pl.Float64)
        assert (ours.is_null() == theirs.is_null()).all(), f"{name}: null in other places"
        assert theirs.null_count() < theirs.len(), f"{name}: nothing to compare"
        np.testing.assert_allclose(
            ours.drop_nulls().to_numpy(), theirs.drop_nulls().to_numpy(), tolerance, tolerance, err_msg=name
        )


def history(data: Dataset) -> History:
    """The history that the oracle is asked about."""
    return History.of(data.player_games, PRA, data.positions)
