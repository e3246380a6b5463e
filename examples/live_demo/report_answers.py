"""The league's injury reports as PDF, in the official layout: one an hour, as of the hour in its name."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from examples.live_demo.answers import DAY, full_name
from examples.live_demo.league import League, at, eastern, name_of

COLUMNS = (
    "Game Date", "Game Time", "Matchup", "Team", "Player Name", "Current Status", "Reason",
)  # fmt: skip
PLACES = (20, 90, 155, 225, 385, 520, 610)
"""Where the columns begin, in points from the left edge of a page of 842."""
TOP, STEP, ROWS = 80, 18, 24
"""Where the first row of a page stands, how far apart rows are, and how many there are on a page."""
WAITING = "NOT YET SUBMITTED"
PATH = re.compile(r"Injury-Report_(\d{4}-\d{2}-\d{2})_(\d{2})(?:_(\d{2}))?(AM|PM)\.pdf$")
PUBLISHED = dt.timedelta(minutes=30)
"""A report that names an hour appears this much later."""
EVE, MORNING = "17:30", "13:30"
"""Until when teams submit: the day before a game, and on its day those that are late."""
LATE_SHARE = 7
"""One team-day of so many is late."""


def report(league: League, path: str, now: dt.datetime) -> bytes | None:
    """Return the report that a path names; None where none was published by then."""
    named = PATH.search(path)
    if named is None:
        return None
    day, hour, minute, half = named.groups()
    clock = dt.datetime.strptime(f"{hour}:{minute or '00'} {half}", "%I:%M %p")  # noqa: DTZ007 (a time of day)
    moment = at(dt.date.fromisoformat(day), clock.strftime("%H:%M"))
    return None if moment + PUBLISHED > now else pdf(report_rows(league, moment), moment)


def report_rows(league: League, moment: dt.datetime) -> list[list[str]]:
    """Return the rows of the report of a moment: games of that day and the next that have not begun.

    Date, time, matchup and team stand in the first row of their group only, as on the printed page.
    """
    today = eastern(moment).date()
    coming = league.fixtures.filter(
        pl.col("tip_off") > moment, pl.col("date").is_between(today, today + dt.timedelta(days=1))
    )
    told = (
        league.known_reports(moment).sort("team", "player_id").partition_by("game_id", "team", as_dict=True)
    )
    rows, above = [], [""] * 4
    for game in coming.iter_rows(named=True):
        for team in (game["away"], game["home"]):
            own = told.get((game["game_id"], team))
            for player in _players(team, game["date"], own, moment):
                group = [*_about(game), full_name(team)]
                shown = [_unless_repeated(group, above, number) for number in range(len(group))]
                rows.append([*shown, *player])
                above = group
    return rows


def pdf(rows: Sequence[Sequence[str]], moment: dt.datetime) -> bytes:
    """Return a report of rows as the league prints it: page by page, each with its headers."""
    from fpdf import FPDF

    made = FPDF(orientation="landscape", unit="pt", format="A4")
    made.set_creation_date(moment)
    pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
    for number, page in enumerate(pages, 1):
        made.add_page()
        made.set_font("Helvetica", size=14)
        made.text(PLACES[0], 30, f"Injury Report: {eastern(moment):%m/%d/%y %I:%M %p}")
        made.set_font("Helvetica", size=9)
        for line, cells in enumerate([COLUMNS, *page]):
            for place, cell in zip(PLACES, cells, strict=True):
                if cell:
                    made.text(place, TOP - STEP + line * STEP, cell)
        made.text(PLACES[0], 570, f"Page {number} of {len(pages)}")
    return bytes(made.output())


def submitted(team: str, date: dt.date, moment: dt.datetime) -> bool:
    """Tell whether a team has submitted its report on a game by a moment."""
    eve, morning = at(date - dt.timedelta(days=1), EVE), at(date, MORNING)
    late = hashlib.sha256(f"{team}{date}".encode()).digest()[0] % LATE_SHARE == 0
    return moment >= (morning if late else eve)


def _players(
    team: str, date: dt.date, told: pl.DataFrame | None, moment: dt.datetime
) -> Iterator[tuple[str, str, str]]:
    """Yield name, status and reason of each player of a team that its report names."""
    if not submitted(team, date, moment):
        yield "", "", WAITING
        return
    for player, status in () if told is None else told.select("player_id", "status").iter_rows():
        first, _, last = name_of(player).partition(" ")
        yield f"{last}, {first}", status.capitalize(), "Injury/Illness - Left Knee; Soreness"


def _about(game: Mapping[str, Any]) -> list[str]:
    local = eastern(game["tip_off"])
    return [game["date"].strftime(DAY), f"{local:%I:%M} (ET)", f"{game['away']}@{game['home']}"]


def _unless_repeated(group: Sequence[str], above: Sequence[str], number: int) -> str:
    """Return a cell of a group of rows; nothing where it and all to its left stand above already."""
    return "" if group[: number + 1] == above[: number + 1] else group[number]
