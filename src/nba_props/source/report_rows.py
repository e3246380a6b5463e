"""Rows of the official report -> who is out, and which teams have said so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from nba_props.data.files.injury_reports import NOT_SUBMITTED, ReportOptions, read_reports
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Given
from nba_props.data.raw.dates import DateOrder, orders, to_days
from nba_props.data.schemas import INJURY_REPORTS, SUBMISSIONS
from nba_props.data.vocabulary.teams import as_codes, team_codes
from nba_props.errors import DataError, SourceError
from nba_props.source.report_pdf import COLUMNS, PLAYER

DATE, MATCHUP, TEAM = COLUMNS[0], COLUMNS[2], COLUMNS[3]
GROUPED = COLUMNS[:4]
"""What stands in the first row of a group only."""


def filled_down(rows: Sequence[dict[str, str]], place: str) -> pl.DataFrame:
    """Return the rows with date, time, matchup and team in each.

    Raises:
        SourceError: there is no row, or the first of a group says not whose it is.
    """
    if not rows:
        raise SourceError(f"{place}: lists no team")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String))
    whole = frame.with_columns(pl.col(*GROUPED).replace("", None).forward_fill())
    for name in (DATE, TEAM, MATCHUP):
        if whole[name].null_count():
            raise SourceError(f"{place}: row 1 has no {name}; the report's form has changed")
    return whole


def injuries(frame: pl.DataFrame, known_at: dt.datetime, place: str) -> pl.DataFrame:
    """Return who has which status, as `INJURY_REPORTS`.

    Raises:
        SourceError: a cell says what none of its kind can.
    """
    told = frame.filter(~_waiting() & (pl.col(PLAYER) != ""))
    if told.is_empty():
        return INJURY_REPORTS.empty()
    timed = told.with_columns(known_at=pl.lit(known_at.strftime("%Y-%m-%dT%H:%M:%SZ")))
    try:
        found = read_reports([Given(place, timed)], team_codes({}, []), ReportOptions(), QualityReport())
        return INJURY_REPORTS.conform(found)
    except DataError as error:
        problem = str(error).splitlines()[0]
    raise SourceError(problem if problem.startswith(place) else f"{place}: {problem}")


def submissions(frame: pl.DataFrame, known_at: dt.datetime, place: str) -> pl.DataFrame:
    """Return which teams have submitted, as `SUBMISSIONS`; a team of a matchup that is not listed has not.

    Raises:
        SourceError: a team or a date is none.
    """
    codes = team_codes({}, [])
    listed = frame.select(date=DATE, team=as_codes(frame[TEAM], codes), submitted=~_waiting())
    if listed["team"].null_count():
        wrong = frame.filter(listed["team"].is_null())[TEAM][0]
        raise SourceError(f"{place}: {wrong!r} is no team that we know")
    sides = frame.select(date=DATE, team=pl.col(MATCHUP).str.split("@")).explode("team")
    both = sides.with_columns(as_codes(sides["team"].str.strip_chars(), codes).alias("team")).drop_nulls()
    unlisted = both.join(listed, on=["date", "team"], how="anti").with_columns(submitted=pl.lit(value=False))
    said = pl.concat([listed, unlisted]).group_by("date", "team", maintain_order=True)
    once = said.agg(pl.col("submitted").all())
    days = to_days(once["date"], orders(once["date"], otherwise=DateOrder.month))
    if days.null_count():
        raise SourceError(
            f"{place}: {once.filter(days.is_null())['date'][0]!r} is no date such as 03/01/2024"
        )
    return SUBMISSIONS.conform(once.with_columns(days.alias("date"), report_at=pl.lit(known_at)))


def _waiting() -> pl.Expr:
    words = pl.concat_str(pl.col(COLUMNS[4:]).fill_null(""), separator=" ").str.to_uppercase()
    return words.str.contains(NOT_SUBMITTED)
