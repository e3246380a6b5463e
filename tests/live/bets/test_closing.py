from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.store.store import DataStore
from nba_props.live.bets.closing import stored_lines
from tests.live.bets.cases import LATER, MORNING, NIGHT, TIP, boxes


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
