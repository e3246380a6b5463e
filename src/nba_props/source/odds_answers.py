"""Answers of The Odds API -> quotes, through the code that reads them from files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from nba_props.data.files.game_lines import GameLineOptions, read_game_lines
from nba_props.data.files.prop_lines import LineOptions, read_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Given
from nba_props.data.raw.json_tables import json_table
from nba_props.data.schemas import GAME_QUOTES, QUOTES
from nba_props.data.vocabulary.teams import as_codes, team_codes
from nba_props.errors import DataError, SourceError
from nba_props.source.answers import WrongValueError, item, moment, of_kind

NUMBER = (int, float)


@dataclass(frozen=True)
class Event:
    """A game as the source knows it."""

    id: str
    tip_off: dt.datetime
    home: str
    away: str

    @property
    def title(self) -> str:
        """The teams as they are written."""
        return f"{self.away} @ {self.home}"


def events(content: object, source: str) -> list[Event]:
    """Return the events of an answer by their tip-off.

    Raises:
        SourceError: its form has changed.
    """
    records = of_kind(content, list, f"{source}: events")
    found = [_event(record, f"{source}: event {number}") for number, record in enumerate(records, 1)]
    return sorted(found, key=lambda event: (event.tip_off, event.id))


def _event(record: Any, place: str) -> Event:  # noqa: ANN401 (JSON)
    tip_off = moment(record, "commence_time", place)
    return Event(*(item(record, "id", str, place), tip_off), *_teams(record, place))


def _teams(record: Any, place: str) -> tuple[str, str]:  # noqa: ANN401 (JSON)
    return item(record, "home_team", str, place), item(record, "away_team", str, place)


def player_quotes(content: object, source: str) -> pl.DataFrame:
    """Return the quotes on players of an event's answer, as `QUOTES`.

    Raises:
        SourceError: its form has changed.
        WrongValueError: a value in it cannot be.
    """
    _check(content, f"{source}: event", ("name", "description"))
    rows = json_table(content)
    if rows.is_empty():
        return QUOTES.empty()
    return QUOTES.conform(
        _read(source, lambda: read_quotes([Given(source, rows)], LineOptions(), QualityReport()))
    )


def game_quotes(content: object, source: str) -> pl.DataFrame:
    """Return the quotes on games of an answer, as `GAME_QUOTES`, teams by their abbreviations.

    Raises:
        SourceError: its form has changed.
        WrongValueError: a value in it cannot be.
    """
    records = of_kind(content, list, f"{source}: odds")
    for number, record in enumerate(records, 1):
        _check(record, f"{source}: event {number}", ("name",))
    rows = json_table(records)
    if rows.is_empty():
        return GAME_QUOTES.empty()
    read = _read(source, lambda: read_game_lines([Given(source, rows)], GameLineOptions(), QualityReport()))
    codes = team_codes({}, [])
    sides = [as_codes(read[name], codes).fill_null(read[name]) for name in ("home_team", "away_team")]
    return GAME_QUOTES.conform(read.with_columns(sides))


def _read(source: str, read: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    try:
        return read()
    except DataError as error:
        problem, _, _ = str(error).splitlines()[0].partition("; ")  # what to say of a file helps nobody here
    if problem.startswith(f"{source}, "):  # of a cell
        cell, _, why = problem.removeprefix(f"{source}, ").partition(": ")
        raise WrongValueError(f"{source}: {cell}: {why}", column=cell.rpartition("column ")[2])
    raise SourceError(f"{source}: {problem.removeprefix(f'{source}: ')}; the answer's form has changed")


def _check(record: object, place: str, texts: tuple[str, ...]) -> None:
    """Make sure that an event's books, markets and outcomes have the form that is read."""
    _event(record, place)
    for book in item(record, "bookmakers", list, place):
        at_book = f"{place}: bookmaker"
        item(book, "key", str, at_book)
        for market in item(book, "markets", list, at_book):
            at_market = f"{place}: market"
            item(market, "key", str, at_market)
            moment(market if "last_update" in market else book, "last_update", at_market)
            for outcome in item(market, "outcomes", list, at_market):
                _check_outcome(outcome, f"{place}: outcome", texts)


def _check_outcome(outcome: object, place: str, texts: tuple[str, ...]) -> None:
    for name in texts:
        item(outcome, name, str, place)
    price = item(outcome, "price", object, place)
    if isinstance(price, bool) or not isinstance(price, NUMBER):
        raise SourceError(f"{place}: price is {price!r}, not a number; the answer's form has changed")
