from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.store.store import DataStore
from nba_props.ledger.offers import latest_of_books
from nba_props.live.bets.closing import stored_lines, with_close
from nba_props.source.odds_answers import player_quotes
from tests.live.bets.cases import LATER, MORNING, NIGHT, TIP, boxes, picks


def _published(minutes: int, **changes: Any) -> dict[str, Any]:
    """A quote as it was fetched, so many minutes before tip-off."""
    plain = {
        "event_id": "e1", "player": "Ada Alpha", "book": "DraftKings", "market": "points",
        "alternate": False, "line": 20.5, "over_price": 1.9, "under_price": 1.9,
        "quoted_at": TIP - dt.timedelta(minutes=minutes), "tip_off": TIP, "event_date": NIGHT,
        "home_team": "AAA", "away_team": "BBB",
    }  # fmt: skip
    return plain | changes


def _store(folder: Path, *published: dict[str, Any]) -> None:
    store = DataStore.open(folder, create=True)
    store.upsert(
        "player_games",
        boxes(
            {}, {"player_id": 3, "player_name": "Bo Bench", "team": "BBB", "opponent": "AAA", "home": False}
        ),
    )
    for row in published:
        store.append("quotes", pl.DataFrame([row]), row["quoted_at"])


def test_the_stores_quotes_are_found_in_its_logs(tmp_path: Path) -> None:
    _store(tmp_path, _published(60), _published(10, over_price=1.8), _published(10, player="Zed Zulu"))
    found = stored_lines(tmp_path, LATER).sort("quoted_at")
    assert found.select("game_id", "player_id", "market", "over_price").rows() == [
        ("g1", 1, "points", 1.9),
        ("g1", 1, "points", 1.8),
    ]


@pytest.mark.parametrize(("now", "seen"), [(TIP, 0), (MORNING, 1), (LATER, 2)])
def test_what_came_later_than_now_is_not_seen(now: dt.datetime, seen: int, tmp_path: Path) -> None:
    """On the night no game is over yet; in the morning one quote had not been fetched."""
    _store(tmp_path, _published(60))
    DataStore.open(tmp_path).append("quotes", pl.DataFrame([_published(10)]), LATER)
    assert stored_lines(tmp_path, now).height == seen


def test_without_a_store_or_quotes_there_are_no_lines(tmp_path: Path) -> None:
    assert stored_lines(tmp_path, LATER).is_empty()
    _store(tmp_path)
    assert stored_lines(tmp_path, LATER).is_empty()


def _market(name: str, second: int, points: dict[float, float]) -> dict[str, Any]:
    """A market of an answer, with the time of its own and its lines, each with the price of the over."""
    outcomes = [
        {"name": side, "description": "Ada Alpha", "price": price if side == "Over" else -110, "point": line}
        for line, price in points.items()
        for side in ("Over", "Under")
    ]
    return {"key": name, "last_update": f"2024-03-02T00:20:0{second}Z", "outcomes": outcomes}


def _as_answered(*markets: dict[str, Any]) -> pl.DataFrame:
    event = {
        "id": "e1", "commence_time": "2024-03-02T00:30:00Z", "home_team": "AAA", "away_team": "BBB",
        "bookmakers": [{"key": "draftkings", "title": "DraftKings", "markets": list(markets)}],
    }  # fmt: skip
    return player_quotes(event, "the_odds_api")


def _as_stored_earlier() -> pl.DataFrame:
    """The quotes of an answer with the times that each market told, as earlier code stored them."""
    rows = [
        _published(10, over_price=1.95),
        *(_published(10, alternate=True, line=line, quoted_at=LOOK) for line in (15.5, 20.5, 25.5)),
    ]
    return pl.DataFrame(rows)


LOOK = TIP - dt.timedelta(minutes=10) + dt.timedelta(seconds=3)


@pytest.mark.parametrize(
    "quotes",
    [
        _as_answered(
            _market("player_points", 0, {20.5: -110}),
            _market("player_points_alternate", 3, {15.5: -400, 20.5: -105, 25.5: 240}),
        ),
        _as_stored_earlier(),
    ],
    ids=["answered", "stored earlier"],
)
def test_younger_alternate_lines_do_not_hide_the_main_line(quotes: pl.DataFrame, tmp_path: Path) -> None:
    """Both are of one look: the lines of both are on offer, and the main one is the close."""
    _store(tmp_path)
    DataStore.open(tmp_path).append("quotes", quotes, LOOK + dt.timedelta(seconds=2))
    lines = stored_lines(tmp_path, LATER)
    assert latest_of_books(lines, max_age=60).select("line", "quoted_at").sort("line").rows() == [
        (line, LOOK) for line in (15.5, 20.5, 25.5)
    ]
    closed = with_close(picks({}), lines)
    main = quotes.filter(~pl.col("alternate"))["over_price"].drop_nulls()
    assert closed.select("closing_line", "closing_price").rows() == [(20.5, pytest.approx(main.item()))]


def test_lines_of_an_earlier_look_do_not_come_back(tmp_path: Path) -> None:
    """Neither a line that the book has moved away from, nor alternate lines that it has withdrawn."""
    further = _published(30, alternate=True, line=25.5, quoted_at=TIP - dt.timedelta(minutes=29))
    _store(tmp_path)
    store = DataStore.open(tmp_path)
    store.append("quotes", pl.DataFrame([_published(30), further]), TIP - dt.timedelta(minutes=28))
    store.append("quotes", pl.DataFrame([_published(20, line=22.5)]), TIP - dt.timedelta(minutes=18))
    assert latest_of_books(stored_lines(tmp_path, LATER), max_age=60)["line"].to_list() == [22.5]


def test_alternate_lines_of_a_snapshot_do_not_hide_its_main_line_however_far_apart(tmp_path: Path) -> None:
    late = {"quoted_at": TIP - dt.timedelta(seconds=150)}
    further = [_published(5, alternate=True, line=line, **late) for line in (15.5, 25.5)]
    _store(tmp_path)
    fetched = TIP - dt.timedelta(minutes=2)
    DataStore.open(tmp_path).append("quotes", pl.DataFrame([_published(5), *further]), fetched)
    closed = with_close(picks({}), stored_lines(tmp_path, LATER))
    assert closed.select("closing_line", "closing_price", "closed_at").rows() == [
        (20.5, 1.9, late["quoted_at"])
    ]
