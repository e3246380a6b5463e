"""The page of bets on a phone: no table scrolls sideways."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from nba_props.live.bets import page
from nba_props.live.bets.report import report_of
from tests.live.bets.cases import LATER, NIGHT, TIP, boxes, ledger_of, quotes

DAY = dt.timedelta(days=1)
WIDTHS = "Array.from(document.querySelectorAll('.scroll')).map(each => [each.scrollWidth, each.clientWidth])"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A page of twenty nights of real size: large stakes, a long name, a book's long key."""
    nights = [(number, f"g{number}", NIGHT + number * DAY, TIP + number * DAY) for number in range(20)]
    bet = {"player_name": "Shai Gilgeous-Alexander", "stake": 1234.5, "book": "williamhill_us"}
    rows = [
        {**bet, "pick_id": f"p{n}", "game_id": game, "night": day, "tip_off": tip, "price": 2.0 + n / 10}
        for n, game, day, tip in nights
    ]
    ledger = ledger_of(tmp_path, *rows)
    scored = [{"game_id": game, "date": day, "points": 12 + n} for n, game, day, _ in nights]
    ledger.settle(boxes(*scored), LATER + 30 * DAY)
    closes = [
        {"game_id": game, "date": day, "tip_off": tip, "quoted_at": tip - DAY / 48, "book": "williamhill_us"}
        for _, game, day, tip in nights
    ]
    path = tmp_path / "bets.html"
    path.write_text(page.render(report_of(ledger.bets(), quotes(*closes))), encoding="utf-8")
    return path


def test_no_table_of_the_page_of_bets_scrolls_sideways_on_a_phone(chromium: Any, written: Path) -> None:
    shown = chromium.new_page(viewport={"width": 390, "height": 844})
    shown.goto(written.as_uri())
    widths = shown.evaluate(WIDTHS)
    assert len(widths) == 4
    assert [whole for whole, _ in widths] == [seen for _, seen in widths]
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
