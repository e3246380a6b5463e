from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.store.store import DataStore
from nba_props.live.bets.closing import stored_lines
from tests.live.bets.cases import LATER, NIGHT, TIP, boxes


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


@pytest.mark.parametrize(("minutes", "seen"), [(90, 0), (30, 1), (0, 2)])
def test_quotes_of_later_than_now_are_not_seen(minutes: int, seen: int, tmp_path: Path) -> None:
    _store(tmp_path, _published(60), _published(10))
    assert stored_lines(tmp_path, TIP - dt.timedelta(minutes=minutes)).height == seen


def test_without_a_store_or_quotes_there_are_no_lines(tmp_path: Path) -> None:
    assert stored_lines(tmp_path, LATER).is_empty()
    _store(tmp_path)
    assert stored_lines(tmp_path, LATER).is_empty()
