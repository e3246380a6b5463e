"""JSON as services answer it -> tables of text: league statistics, The Odds API's events, plain records.

The league's services send `resultSets` of headers and rows; of several sets the first that has rows is read.
Their box scores hold two teams of players each, of whom each becomes a row.
The Odds API sends an event, a list of events, or one of them with the time of a snapshot around it
(https://the-odds-api.com/liveapi/guides/v4); each outcome of each market becomes a row.
Other lists of records, such as balldontlie's, become rows whose nested names are joined by dots; a file may
hold one record in each line, too.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.core.console import without_control
from nba_props.data.vocabulary.markets import ALTERNATE
from nba_props.errors import DataError

KNOWN = (
    "resultSets and box scores (the league's statistics), events with bookmakers (The Odds API), "
    "lists of records"
)
BOX_SCORES = ("boxScoreTraditional", "game")
"""Under which names the league's box scores stand, those of its statistics and the live ones."""
NEXT_PAGE = ("next_cursor", "next_page")
"""Where balldontlie tells of the next page; the last one has none."""
DEEPEST = 5
"""Levels of nested records that are read."""


def read_json(path: Path) -> pl.DataFrame:
    """Return the rows of a file as text, one column per name.

    Raises:
        DataError: it is no JSON, or of a shape that is not known.
    """
    found = json_table(_parsed(path))
    if found.is_empty():
        raise DataError(f"{path}: holds no rows; read are {KNOWN}")
    return found


def json_table(content: Any) -> pl.DataFrame:  # noqa: ANN401 (JSON)
    """Return the rows of an answer as text, one column per name; without columns where there are none."""
    rows = list(_rows(content))
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if value is not None))
    return pl.DataFrame({name: [_text(row.get(name)) for row in rows] for name in names})


def missing_page(paths: Sequence[Path]) -> Path | None:
    """Return the last of the files that are pages of an answer, where each of them tells of a next one."""
    told = {path: meta for path in paths if (meta := _page_of(path)) is not None}
    further = {
        path: next((meta[n] for n in NEXT_PAGE if meta.get(n) is not None), None)
        for path, meta in told.items()
    }
    cursors = {path: cursor for path, cursor in further.items() if isinstance(cursor, int)}
    return max(cursors, key=cursors.__getitem__) if cursors and len(cursors) == len(told) else None


def _page_of(path: Path) -> dict[str, Any] | None:
    """Return what a page of balldontlie's says of its place among the pages; None where a file is none."""
    try:
        text = path.read_bytes()
        content = json.loads(text) if b'"meta"' in text else None
    except (OSError, ValueError, RecursionError):  # which reading the file tells
        return None
    rows, meta = (content.get("data"), content.get("meta")) if isinstance(content, dict) else (None, None)
    return meta if isinstance(rows, list) and isinstance(meta, dict) else None


def _parsed(path: Path) -> Any:  # noqa: ANN401 (JSON)
    try:
        content = path.read_bytes()
        try:
            return json.loads(content)
        except json.JSONDecodeError as error:
            if error.msg != "Extra data":
                raise _broken(path, error.lineno, error) from None
        return _records(path, content.decode("utf-8-sig"))
    except (UnicodeDecodeError, RecursionError):
        raise DataError(f"{path}: no JSON in UTF-8") from None


def _records(path: Path, text: str) -> list[Any]:
    """Return the values of a file that has one in each line."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            found += [json.loads(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            raise _broken(path, number, error) from None
    return found


def _broken(path: Path, row: int, error: json.JSONDecodeError) -> DataError:
    whole = "a file holds one value, or one record in each line" if error.msg == "Extra data" else ""
    return DataError(f"{path}, row {row}: no JSON: {error.msg}; {whole or 'the file may be cut off'}")


def _rows(content: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (JSON)
    if isinstance(content, dict) and isinstance(content.get("resultSets"), list):
        yield from _result_set(content["resultSets"])
        return
    box = next((content[name] for name in BOX_SCORES if name in content), None) if _is_box(content) else None
    if box is not None:
        yield from _box_score(box)
        return
    data = content.get("data", content) if isinstance(content, dict) else content
    for record in data if isinstance(data, list) else [data]:
        if isinstance(record, dict) and "bookmakers" in record:
            yield from _event(record)
        elif isinstance(record, dict) and record is not content:
            yield _flat(record)


def _is_box(content: Any) -> bool:  # noqa: ANN401 (JSON)
    boxes = [content[name] for name in BOX_SCORES if name in content] if isinstance(content, dict) else []
    return any(isinstance(box, dict) and {"homeTeam", "awayTeam"} <= box.keys() for box in boxes)


def _box_score(box: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return a row for each player of both teams; how far a live game has got is told by its status alone."""
    teams = {side: box.get(f"{side}Team") or {} for side in ("home", "away")}
    for side, other in (("home", "away"), ("away", "home")):
        for player in _dicts(teams[side].get("players")):
            statistics = player.get("statistics")
            about = {
                "gameId": box.get("gameId"),
                "gameStatus": box.get("gameStatus", box.get("gameStatusText")),
                "gameEt": str(box["gameEt"])[:10] if box.get("gameEt") else None,
                "teamTricode": teams[side].get("teamTricode"),
                "opponentTricode": teams[other].get("teamTricode"),
                "home": side,
                "WL": _result(teams[side].get("score"), teams[other].get("score")),
            }
            person = {name: player.get(name) for name in ("personId", "firstName", "familyName", "comment")}
            yield {name: value for name, value in (about | person).items() if value is not None} | (
                statistics if isinstance(statistics, dict) else {}
            )


def _result(own: Any, other: Any) -> str | None:  # noqa: ANN401 (JSON)
    known = isinstance(own, int) and isinstance(other, int) and own != other
    return ("W" if own > other else "L") if known else None


def _flat(record: dict[str, Any], above: str = "", depth: int = 1) -> dict[str, Any]:
    """Return a record whose nested names are joined by dots."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        nested = isinstance(value, dict) and depth < DEEPEST
        flat |= _flat(value, f"{above}{name}.", depth + 1) if nested else {f"{above}{name}": value}
    return flat


def _result_set(sets: list[Any]) -> Iterator[dict[str, Any]]:
    held = next((each for each in sets if isinstance(each, dict) and each.get("rowSet")), None)
    for row in held["rowSet"] if held else []:
        yield dict(zip(held.get("headers", []), row, strict=False))  # type: ignore[union-attr]


def _event(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return a row for each outcome that a book offers on the event, that is: for each side of a quote."""
    about = {name: event.get(name) for name in ("commence_time", "home_team", "away_team")}
    for book in _dicts(event.get("bookmakers")):
        markets = list(_dicts(book.get("markets")))
        for market, quoted in zip(markets, _quoted(book, markets), strict=True):
            shared = {
                "event_id": event.get("id"),
                **about,
                "bookmaker": book.get("title") or book.get("key"),
                "market": market.get("key"),
                "last_update": quoted,
            }
            for outcome in _dicts(market.get("outcomes")):
                yield shared | {name: outcome.get(name) for name in ("name", "description", "price", "point")}


def _quoted(book: dict[str, Any], markets: list[dict[str, Any]]) -> list[str | None]:
    """Return when each market of a book was quoted: it and its alternate lines at the later of their times.

    In an answer these are some seconds apart, though the lines of both were on offer at once.
    """
    told = [market.get("last_update") or book.get("last_update") for market in markets]
    by_name: dict[tuple[str, ...], list[str | None]] = {}
    for market, time in zip(markets, told, strict=True):
        by_name.setdefault(_main_name(market), []).append(time)
    return [_last(by_name[_main_name(market)], time) for market, time in zip(markets, told, strict=True)]


def _main_name(market: dict[str, Any]) -> tuple[str, ...]:
    """Return the words of a market's name but those that mark further lines of it."""
    return tuple(word for word in str(market.get("key")).split("_") if word not in ALTERNATE)


def _last(times: list[str | None], own: str | None) -> str | None:
    """Return the last of times as it is written; `own` where one of them is no moment."""
    try:
        return max((str(time) for time in times), key=dt.datetime.fromisoformat)
    except (TypeError, ValueError, OverflowError):
        return own


def _dicts(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (JSON)
    return (each for each in (value if isinstance(value, list) else []) if isinstance(each, dict))


def _text(value: Any) -> str | None:  # noqa: ANN401 (JSON)
    if isinstance(value, str):
        return without_control(value)
    return None if value is None else json.dumps(value)
