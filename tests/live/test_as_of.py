"""Nothing that is later than the moment is seen, and no game that has begun is bet on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.eastern import league_day
from nba_props.data.schemas import AVAILABILITY, POSTGAME_COLUMNS, TEAM_REPORTS, UNNAMED
from nba_props.live.picks.as_of import as_of, not_begun
from nba_props.live.picks.choose import IN_PLAY, OUT, NightRules
from nba_props.live.picks.evening import evening, statuses
from nba_props.live.picks.guards import silent_teams
from nba_props.live.picks.page import render_picks
from nba_props.live.picks.view import Odds, headline, pick_lines

from .nights import NIGHT, before_tip_off, model, tables

LENIENT = NightRules(1000.0, min_value=-0.03, quote_age=600, forced=True)


def test_a_night_is_the_day_of_the_league_not_that_of_utc() -> None:
    assert league_day(dt.datetime(2024, 3, 16, 3, 30, tzinfo=dt.UTC)) == NIGHT


def test_tables_hold_nothing_that_is_later() -> None:
    now = before_tip_off()
    seen = as_of(tables(), now)
    assert seen.prop_lines["quoted_at"].max() <= now  # type: ignore[operator]
    assert seen.reports is not None
    assert seen.reports["known_at"].max() <= now  # type: ignore[operator]
    assert seen.player_games["date"].max() == NIGHT
    assert seen.truth is None
    tonight = seen.player_games.filter(pl.col("date") == NIGHT)
    assert tonight.select(POSTGAME_COLUMNS).null_count().row(0) == (tonight.height,) * len(POSTGAME_COLUMNS)
    quoted = seen.prop_lines.filter(pl.col("date") == NIGHT).select(PLAYER_GAME).unique()
    assert tonight.join(quoted, on=PLAYER_GAME, how="anti").is_empty()
    before = seen.player_games.filter(pl.col("date") < NIGHT)
    assert before.equals(tables().player_games.filter(pl.col("date") < NIGHT))


def between_tip_offs() -> dt.datetime:
    tips = tables().prop_lines.filter(pl.col("date") == NIGHT)["tip_off"].unique().sort()
    assert tips.len() > 1
    first: dt.datetime = tips[0]
    return first + dt.timedelta(minutes=1)


def test_a_game_whose_start_nothing_tells_may_have_begun_after_the_latest_hour() -> None:
    data = as_of(tables(), before_tip_off())
    untimed = replace(
        data, prop_lines=data.prop_lines.with_columns(tip_off=pl.lit(None, pl.Datetime("us", "UTC")))
    )
    hour = before_tip_off().replace(hour=22, minute=0)  # 18:00 in the east
    assert not_begun(untimed, hour).is_empty()
    early = not_begun(untimed, hour - dt.timedelta(minutes=1))
    assert early.height == not_begun(data, before_tip_off()).height
    assert early["tip_off"].null_count() == early.height


@pytest.mark.slow
def test_games_that_have_begun_are_left_alone() -> None:
    now = between_tip_offs()
    waiting = not_begun(as_of(tables(), now), now)
    assert waiting["tip_off"].min() > now  # type: ignore[operator]
    found = evening([model(("pooling=logit",))], tables(), LENIENT, now)
    begun = as_of(tables(), now).prop_lines.filter(pl.col("date") == NIGHT, pl.col("tip_off") <= now)
    assert found.reasons[IN_PLAY] > 0
    assert found.picks.height > 0
    assert not set(found.picks["game_id"]) & set(begun["game_id"])
    assert set(found.predictions["game_id"]) == set(waiting["game_id"])


@pytest.mark.slow
def test_a_market_that_nobody_quotes_adds_no_bet_and_harms_no_other() -> None:
    now = before_tip_off()
    own = model(("pooling=logit",))
    silent = model(("market=points",))
    both = evening([own, silent], tables(), LENIENT, now)
    alone = evening([own], tables(), LENIENT, now)
    assert alone.picks.height > 3
    assert both.picks.equals(alone.picks)
    assert [finding.code for finding in both.issues] == ["NBP034"]


def test_a_name_on_the_page_stays_text() -> None:
    games = tables().player_games.with_columns(pl.lit("<script>alert(1)</script>").alias("player_name"))
    found = evening([model(("pooling=logit",))], tables().with_player_games(games), LENIENT, before_tip_off())
    page = render_picks(found, Odds.decimal)
    assert headline(found) in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_status_that_changes_after_the_moment_is_seen_as_it_was() -> None:
    now, minute = before_tip_off(), dt.timedelta(minutes=1)
    row = tables().player_games.filter(pl.col("date") == NIGHT).sort("player_id").head(1)
    said = row.select("game_id", "date", "player_id", "team")
    both = AVAILABILITY.conform(
        pl.concat(
            [
                said.with_columns(status=pl.lit("questionable"), known_at=pl.lit(now - 2 * minute)),
                said.with_columns(status=pl.lit("out"), known_at=pl.lit(now + minute)),
            ]
        )
    )
    team, name = row["team"][0], row["player_name"][0]
    changed = replace(tables(), reports=both)
    assert statuses(as_of(changed, now), NIGHT) == {team: {"questionable": [name]}}
    assert statuses(as_of(changed, now + minute), NIGHT) == {team: {"out": [name]}}


@pytest.mark.parametrize(
    ("status", "is_bet_on"), [("out", False), ("doubtful", True), ("probable", True), (UNNAMED, True)]
)
def test_no_bet_is_made_on_a_player_who_is_reported_out(status: str, is_bet_on: bool) -> None:
    now = before_tip_off()
    first = evening([model(("pooling=logit",))], replace(tables(), reports=None), LENIENT, now)
    row = first.picks.head(1)
    said = row.select(
        "game_id", "player_id", "team", date="night", status=pl.lit(status), known_at=pl.lit(now)
    )
    before = said.with_columns(status=pl.lit("out"), known_at=pl.lit(now - dt.timedelta(minutes=1)))
    told = replace(tables(), reports=AVAILABILITY.conform(pl.concat([before, said])))
    found = evening([model(("pooling=logit",))], told, LENIENT, now)
    assert (row["player_id"][0] in found.picks["player_id"]) is is_bet_on
    assert (found.reasons.get(OUT, 0) > 0) is not is_bet_on
    assert sum(found.reasons.values()) + found.picks.height == found.quotes
    news = [line.news for line in pick_lines(found, Odds.decimal) if line.player == row["player_name"][0]]
    assert news == {"out": [], "doubtful": ["himself doubtful"], "probable": [""], UNNAMED: [""]}[status]


def test_without_any_report_of_a_team_nobody_is_taken_to_be_healthy() -> None:
    reports = tables().reports
    assert reports is not None
    now = before_tip_off()
    team = as_of(tables(), now).player_games.filter(pl.col("date") == NIGHT)["team"][0]
    without = replace(tables(), reports=reports.filter((pl.col("team") != team) | (pl.col("date") != NIGHT)))
    found = evening([model(("availability=reported",))], without, replace(LENIENT, forced=False), now)
    told = {finding.code: finding for finding in found.issues}
    assert team in told["NBP032"].reason
    assert found.picks.is_empty()


def test_a_team_of_the_night_that_has_not_submitted_its_report_is_silent_whoever_is_named() -> None:
    reading = model(("availability=reported",))
    now = before_tip_off()
    seen = as_of(tables(), now)
    tonight = seen.player_games.filter(pl.col("date") == NIGHT).select("game_id", "date", "team").unique()
    waiting = tonight["team"].sort()[0]
    every = tonight.with_columns(
        submitted=pl.col("team") != waiting, known_at=pl.lit(now, pl.Datetime("us", "UTC"))
    )
    told = replace(seen, team_reports=TEAM_REPORTS.conform(every))
    assert waiting not in (silent_teams(reading, seen, now) or [])
    assert silent_teams(reading, told, now) == [waiting]
    nobody = replace(told, reports=AVAILABILITY.empty())
    assert silent_teams(reading, nobody, now) == [waiting]
    assert as_of(told, now - dt.timedelta(minutes=1)).team_reports.is_empty()
