"""What the ledger keeps: the terms of a bet, its changes, and how values are written into SQLite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

import polars as pl

from nba_props.data.table import Column, Kind, KnownAt, Table
from nba_props.data.vocabulary.markets import COMBINED
from nba_props.errors import DataError
from nba_props.ledger.columns import BetResult, Side

Row = tuple[Any, ...]

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""Moments are kept in UTC as texts of one length, so that they sort as times do."""


class Change(StrEnum):
    """What happened to a bet."""

    RECORD = "record"
    """It was picked."""
    ADD = "add"
    """It was made without a pick."""
    PLACE = "place"
    """It was taken with a book, at these terms."""
    VOID = "void"
    """It was called off by a person or a book."""
    SETTLE = "settle"
    """It ended, or ends otherwise: its box score was corrected, or another rule was asked for."""


FIRST = (Change.RECORD.value, Change.ADD.value)
"""What a bet begins with."""


def _column(kind: Kind, **rules: Any) -> Column:  # noqa: ANN401
    return Column(kind, KnownAt.PREGAME, **rules)


def _maybe(kind: Kind, **rules: Any) -> Column:  # noqa: ANN401
    return _column(kind, nullable=True, **rules)


_SHARE = {"low": 0.0, "high": 1.0}

TERMS = {
    "night": _column(Kind.DAY),  # US/Eastern calendar day of the game
    "game_id": _maybe(Kind.TEXT),
    "player_id": _maybe(Kind.ID),
    "player_name": _column(Kind.TEXT),
    "team": _maybe(Kind.TEXT),
    "opponent": _maybe(Kind.TEXT),
    "home": _maybe(Kind.FLAG),
    "tip_off": _maybe(Kind.UTC),
    "market": _column(Kind.TEXT, allowed=tuple(COMBINED)),
    "side": _column(Kind.TEXT, allowed=tuple(side.value for side in Side)),
    "line": _column(Kind.NUMBER, low=0, high=150),
    "book": _column(Kind.TEXT),
    "price": _column(Kind.NUMBER, low=1.001, high=1001),  # decimal
    "stake": _column(Kind.NUMBER, low=0.0, high=1e9),  # units of money
    "quoted_at": _maybe(Kind.UTC),
    "p": _maybe(Kind.NUMBER, **_SHARE),  # of a win, given no push
    "p_push": _maybe(Kind.NUMBER, **_SHARE),
    "novig": _maybe(Kind.NUMBER, **_SHARE),  # of the side, by the quote's own book
    "bankroll": _maybe(Kind.NUMBER, low=0.0, high=1e12),  # when the bet was picked
    "model": _maybe(Kind.TEXT),
    "version": _maybe(Kind.TEXT),
    "run_id": _maybe(Kind.TEXT),
}
"""What a bet is; a pick and a placement write these."""

NEW_BETS = Table("bets", {"bet_id": _column(Kind.TEXT), **TERMS}, key=("bet_id",))
"""Bets as they begin."""

EVENTS = Table(
    "changes",
    {
        "bet_id": _column(Kind.TEXT),
        "change": _column(Kind.COUNT, low=1, high=1e6),  # 1, 2, ... of each bet
        "kind": _column(Kind.TEXT, allowed=tuple(Change)),
        "at": _column(Kind.UTC),
        "paper": _maybe(Kind.FLAG),
        **{name: replace(column, nullable=True) for name, column in TERMS.items()},
        "result": _maybe(Kind.TEXT, allowed=tuple(each.value for each in BetResult if each != "pending")),
        "outcome": _maybe(Kind.NUMBER),
        "reason": _maybe(Kind.TEXT),
    },
    key=("bet_id", "change"),
)
"""The changes of all bets; what a change says nothing of is empty."""

BETS = Table(
    "bets",
    {
        "bet_id": _column(Kind.TEXT),
        "paper": _column(Kind.FLAG),
        **TERMS,
        "value": _maybe(Kind.NUMBER),  # claimed, per unit staked
        "edge": _maybe(Kind.NUMBER),  # p - novig
        "result": _column(Kind.TEXT, allowed=tuple(BetResult)),
        "outcome": _maybe(Kind.NUMBER),
        "reason": _maybe(Kind.TEXT),  # of a void
        "profit": _maybe(Kind.NUMBER),  # units of money; empty while pending
        "recorded_at": _column(Kind.UTC),
        "placed_at": _maybe(Kind.UTC),
        "settled_at": _maybe(Kind.UTC),
        "changes": _column(Kind.COUNT),
    },
    key=("bet_id",),
)
"""What bets are now."""

SQL_TYPES = {
    Kind.TEXT: "TEXT",
    Kind.DAY: "TEXT",
    Kind.UTC: "TEXT",
    Kind.ID: "INTEGER",
    Kind.COUNT: "INTEGER",
    Kind.FLAG: "INTEGER",
    Kind.NUMBER: "REAL",
}


def moment(value: dt.datetime) -> str:
    """Return a moment as it is kept.

    Raises:
        DataError: it has no time zone.
    """
    if value.tzinfo is None:
        raise DataError(f"now={value}: has no time zone; write it as 2024-03-01T22:00Z")
    return value.astimezone(dt.UTC).strftime(MOMENT)


def as_kept(value: object) -> object:
    """Return a value as SQLite keeps it; an empty text is no text."""
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return None if value == "" else value


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """Return a frame's rows as SQLite keeps them."""
    return [tuple(as_kept(value) for value in row) for row in frame.iter_rows()]


def frame_of(rows: Iterable[Sequence[object]], table: Table) -> pl.DataFrame:
    """Return what SQLite keeps as a frame of the table's columns."""
    kept = {"TEXT": pl.String(), "INTEGER": pl.Int64(), "REAL": pl.Float64()}
    schema = {name: kept[SQL_TYPES[column.kind]] for name, column in table.columns.items()}
    frame = pl.DataFrame([tuple(row) for row in rows], schema, orient="row")
    return frame.select(_typed(name, column) for name, column in table.columns.items())


def _typed(name: str, column: Column) -> pl.Expr:
    if column.kind is Kind.UTC:
        return (
            pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us").dt.replace_time_zone("UTC")
        )
    if column.kind is Kind.DAY:
        return pl.col(name).str.to_date("%Y-%m-%d")
    return pl.col(name).cast(column.dtype)
