"""The changes of player-games that no feature may notice, for `nba_props.features.proof`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
import polars as pl

from nba_props.core.wording import worded
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS

ALONE = 2
"""How many rows of a date are tried alone on it."""
LATER = pl.duration(minutes=1)
"""How long after a bet is quoted or reported what is invented."""


class Perturbation(StrEnum):
    """What is changed."""

    nulled = "outcomes removed from the date on"
    replaced = "outcomes replaced from the date on"
    deleted = "later rows deleted"
    alone = "all other players' rows removed on the date"
    added = "invented rows of other players added on the date"
    shuffled = "rows shuffled"
    shuffled_within_dates = "rows shuffled within each date"
    quotes_removed = "quotes after the bet removed"
    quotes_added = "invented quotes added after the bet"
    reports_removed = "reports after the bets on a game removed"
    reports_added = "invented reports added after the bets on a game"


@dataclass(frozen=True)
class Change:
    """Changed player-games; features of rows dated `date` or earlier (of all rows without one) must stay."""

    kind: Perturbation
    date: dt.date | None
    games: pl.DataFrame

    def __str__(self) -> str:
        return self.kind.value + (f" ({self.date})" if self.date else "")


def known_by(rows: pl.DataFrame, time: str) -> pl.DataFrame:
    """Return the rows whose `time` is not after their `moment`, and those that lack one of both."""
    return rows.filter((pl.col(time) <= pl.col("moment")).fill_null(value=True))


class _AsGiven(Dataset):
    """A data set that leaves the rows in the order in which they came."""

    def __post_init__(self) -> None:
        pass


def in_order(data: Dataset, change: Change) -> Dataset:
    """Return the data set with the changed player-games.

    Rows that were shuffled within their dates are not brought back into canonical order: within one date that
    order means nothing, so no feature may hang on it.
    """
    kind = _AsGiven if change.kind is Perturbation.shuffled_within_dates else Dataset
    tables = {each.name: getattr(data, each.name) for each in fields(data)}
    return kind(**{**tables, "player_games": change.games})


def changes(games: pl.DataFrame, dates: list[dt.date], rng: np.random.Generator) -> Iterator[Change]:
    """All changes: five kinds at each date, the order of rows once.

    Rows of the date are removed and added with later rows deleted: that deleting them changes nothing is
    tried by itself, it is the state in which tonight's features are computed, and it saves half of the time.
    """
    shuffled = games.sample(fraction=1, shuffle=True, seed=_seed(rng))
    yield Change(Perturbation.shuffled, None, shuffled)
    yield Change(Perturbation.shuffled_within_dates, None, shuffled.sort("date", maintain_order=True))
    for date in dates:
        until = games.filter(pl.col("date") <= date)
        yield Change(Perturbation.nulled, date, _nulled(games, date))
        yield Change(Perturbation.replaced, date, _replaced(games, date, rng))
        yield Change(Perturbation.deleted, date, until)
        yield Change(Perturbation.added, date, pl.concat([until, _invented(games, date, rng)]))
        for player in _some_players(until, date, rng):
            alone = (pl.col("date") < date) | (pl.col("player_id") == player)
            yield Change(Perturbation.alone, date, until.filter(alone))


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _nulled(games: pl.DataFrame, date: dt.date) -> pl.DataFrame:
    known = pl.col("date") < date
    return games.with_columns(pl.when(known).then(pl.col(c)).alias(c) for c in POSTGAME_COLUMNS)


def _replaced(games: pl.DataFrame, date: dt.date, rng: np.random.Generator) -> pl.DataFrame:
    known = pl.col("date") < date
    wild = _wild(games.height, rng)
    return games.with_columns(
        pl.when(known).then(pl.col(c)).otherwise(wild[c]).alias(c) for c in POSTGAME_COLUMNS
    )


def _wild(size: int, rng: np.random.Generator) -> pl.DataFrame:
    """Outcomes spread evenly over all that the schema allows."""
    columns = {name: PLAYER_GAMES.columns[name] for name in POSTGAME_COLUMNS}
    return pl.DataFrame(
        {
            name: pl.Series(
                rng.integers(int(c.low or 0), int(c.high if c.high is not None else 1) + 1, size)
            ).cast(c.dtype)
            for name, c in columns.items()
        }
    )


def _invented(games: pl.DataFrame, date: dt.date, rng: np.random.Generator) -> pl.DataFrame:
    """Rows in the games of the date.

    Players of the league who had none, and unknown ones whose ids sort before and after all others. Every
    second row has an outcome.
    """
    tonight = games.filter(pl.col("date") == date)
    league = (
        games.filter(~pl.col("player_id").is_in(tonight["player_id"].implode()))["player_id"].unique().sort()
    )
    ids = games["player_id"]
    low, high = int(ids.min()), int(ids.max())  # type: ignore[arg-type]
    invented = pl.Series([low - 1, low - 2, high + 1, high + 2], dtype=ids.dtype)
    idle = league.sample(min(league.len(), 2 * tonight.height), shuffle=True, seed=_seed(rng))
    players = pl.concat([invented, idle.cast(ids.dtype)])
    rows = tonight.sample(players.len(), with_replacement=True, seed=_seed(rng))
    wild = _wild(rows.height, rng)
    played = pl.Series(np.arange(rows.height) % 2 == 0)
    return rows.with_columns(
        players.alias("player_id"),
        worded("Invented {}", players.alias("player_id")).alias("player_name"),
        *(pl.when(played).then(wild[c]).alias(c) for c in POSTGAME_COLUMNS),
    )


def _some_players(until: pl.DataFrame, date: dt.date, rng: np.random.Generator) -> list[int]:
    """Players of the date, such with a past first, since a row without one proves little."""
    tonight = until.filter(pl.col("date") == date)["player_id"].unique()
    before = until.filter(pl.col("date") < date)["player_id"]
    known = tonight.filter(tonight.is_in(before.implode())).sort()
    pool = (known if known.len() else tonight.sort()).to_list()
    return [int(p) for p in rng.choice(pool, min(ALONE, len(pool)), replace=False)]
