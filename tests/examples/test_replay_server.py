"""The replay server answers with the league's tables in the sources' shapes, and nothing before its time."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from examples.live_demo import answers, faults, odds_answers, report_answers
from examples.live_demo.league import SEASON, League, at, name_of
from examples.live_demo.server import KEY, ReplayServer
from polars.testing import assert_frame_equal

from nba_props.data.demo.books import Market
from nba_props.data.files.injury_reports import ReportOptions, read_reports
from nba_props.data.quality import QualityReport
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.data.store.importing import import_files
from nba_props.data.store.store import DataStore
from nba_props.data.vocabulary.teams import TEAMS, team_codes

pytestmark = pytest.mark.slow
NIGHT = dt.date(2024, 3, 1)
EVENING = at(NIGHT, "18:40")
MOMENTS = [at(NIGHT, clock) for clock in ("09:05", "17:50", "23:59")]
ODDS = "/v4/sports/basketball_nba"


@pytest.fixture(scope="module")
def league() -> League:
    return League.simulate(7, Market())


def imported(folder: Path, contents: Mapping[str, object], **settings: Any) -> DataStore:
    """Return a store that answers were imported into, as files."""
    files = []
    for name, content in contents.items():
        files.append(folder / name)
        files[-1].write_text(json.dumps(content), encoding="utf-8")
    import_files(folder / "store", [str(file) for file in files], settings)
    return DataStore.open(folder / "store")


def every_answer(league: League, now: dt.datetime) -> dict[str, object]:
    """All that the server can be asked for at a moment."""
    one = {"markets": ",".join(odds_answers.PROPS) + ",h2h", "regions": "us", "oddsFormat": "american"}
    coming = odds_answers.events(league, now)
    hours = [now.replace(minute=0) - dt.timedelta(hours=back) for back in range(1, 8)]
    return {
        "log": answers.league_game_log(league, {"DateFrom": "02/26/2024"}, now),
        "rosters": [
            answers.team_roster(league, {"TeamID": str(number)}, now)
            for number in list(answers.TEAM_IDS.values())[::6]
        ],
        "schedule": answers.schedule(league, now),
        "boards": [
            answers.scoreboard(league, {"GameDate": f"{NIGHT + dt.timedelta(days=step)}"}, now)
            for step in (-1, 0, 1)
        ],
        "events": coming,
        "odds": odds_answers.odds(league, {"markets": "h2h,spreads,totals", "regions": "us"}, now),
        "props": [odds_answers.event_odds(league, event["id"], one, now) for event in coming],
        "reports": [report_answers.report_rows(league, hour) for hour in hours],
    }  # fmt: skip


def blind(league: League, now: dt.datetime) -> League:
    """The league as somebody knows it who saw everything up to a moment, and nothing after it."""
    over = league.progress(now).filter(status=3)["game_id"].to_list()
    played = pl.col("game_id").is_in(over)
    later = league.games.filter(~played, pl.col("date") > NIGHT).filter("home").unique("game_id")
    tonight = league.games.filter(~played, pl.col("date") <= NIGHT)
    unknown = pl.concat([tonight, later]).with_columns(
        pl.lit(None, league.games.schema[name]).alias(name) for name in POSTGAME_COLUMNS
    )
    quotes = league.quotes.filter(pl.col("quoted_at") <= now)
    taken_down = pl.when(pl.col("withdrawn_at") <= now).then("withdrawn_at").alias("withdrawn_at")
    tip_offs = league.game_quotes.unique("game_id").with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("spread", "total", "home_price", "away_price")
    ).with_columns(quoted_at="tip_off")  # fmt: skip
    lines = league.game_quotes.filter(pl.col("quoted_at") <= now)
    return League(
        pl.concat([league.games.filter(played), unknown]),
        league.positions,
        quotes.with_columns(taken_down),
        pl.concat([lines, tip_offs]),
        league.reports.filter(pl.col("known_at") <= now),
    )


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_no_answer_tells_what_comes_later(league: League, now: dt.datetime) -> None:
    assert every_answer(blind(league, now), now) == every_answer(league, now)


def test_game_logs_give_back_the_box_scores(league: League, tmp_path: Path) -> None:
    asked = {"Season": SEASON, "SeasonType": "Regular Season", "DateFrom": "02/27/2024"}
    store = imported(tmp_path, {"log.json": answers.league_game_log(league, asked, EVENING)})
    found = store.read("player_games")
    played = league.games.filter(pl.col("minutes").is_not_null())
    wanted = played.filter(pl.col("date").is_between(dt.date(2024, 2, 27), NIGHT, closed="left"))
    assert found["date"].n_unique() > 1
    key = list(PLAYER_GAMES.key)
    columns = [name for name in found.columns if name != "competition"]
    assert_frame_equal(
        found.select(columns).sort(key), PLAYER_GAMES.conform(wanted).select(columns).sort(key)
    )


@pytest.mark.parametrize(
    "asked", [{"Season": "2022-23"}, {"SeasonType": "Playoffs"}, {"DateFrom": "03/01/2024"}]
)
def test_game_logs_of_what_was_not_played_are_empty(league: League, asked: dict[str, str]) -> None:
    [table] = answers.league_game_log(league, asked, EVENING)["resultSets"]
    assert (table["name"], table["rowSet"]) == ("LeagueGameLog", [])


@pytest.mark.parametrize("odds_format", ["decimal", "american"])
def test_odds_give_back_the_books_lines(league: League, odds_format: str, tmp_path: Path) -> None:
    query = {"markets": ",".join(odds_answers.PROPS), "regions": "us", "oddsFormat": odds_format}
    coming = [event["id"] for event in odds_answers.events(league, EVENING)]
    answered = [odds_answers.event_odds(league, event, query, EVENING)[0] for event in coming]
    kept = {f"{event['id']}.json": event for event in answered if event["bookmakers"]}
    read = imported(tmp_path, kept, odds_format=OddsFormat(odds_format)).read("quotes")
    standing = league.standing_quotes(EVENING)
    wanted = standing.select(
        "market", "book", "line", "over_price", "under_price", "tip_off",
        player=pl.col("player_id").map_elements(name_of, pl.String),
        event_id=pl.col("game_id").map_elements(odds_answers.event_id, pl.String),
        quoted_at=pl.col("last_update").max().over("game_id", "book", "market").dt.truncate("1s"),
    )  # fmt: skip
    assert wanted.height > 500
    key = ["event_id", "player", "market", "book"]
    tolerance = 1e-9 if odds_format == "decimal" else 0.02
    halves = [name for name in wanted.columns if not name.endswith("_price")]
    whole = read.group_by(halves).agg(pl.col("over_price", "under_price").drop_nulls().first())
    found = whole.select(wanted.columns).sort(key)
    assert_frame_equal(found, wanted.sort(key), abs_tol=tolerance, rel_tol=0, check_exact=False)
    assert (read["quoted_at"] <= EVENING).all()


def test_lines_on_games_are_read_back(league: League, tmp_path: Path) -> None:
    content, cost = odds_answers.odds(league, {"markets": "h2h,spreads,totals", "regions": "us"}, EVENING)
    store = imported(
        tmp_path,
        {"odds.json": [event for event in content if event["bookmakers"]]},
        odds_format=OddsFormat.decimal,
    )
    key = ["home_team", "tip_off", "book"]
    wanted = league.standing_game_quotes(EVENING).rename({"home": "home_team"})
    columns = [*key, "spread", "total", "home_price", "away_price"]
    assert cost == 3
    assert wanted.height > 10
    assert_frame_equal(
        store.read("game_quotes").select(columns).sort(key), wanted.select(columns).sort(key), abs_tol=1e-9
    )


def test_books_take_down_the_lines_of_players_who_are_out(league: League) -> None:
    out = league.quotes.filter(pl.col("withdrawn_at").is_not_null(), pl.col("date") == NIGHT)
    assert out.height > 0
    before = league.standing_quotes(at(NIGHT, "16:00")).join(out, on=["game_id", "player_id"], how="semi")
    after = league.standing_quotes(EVENING).filter(pl.col("tip_off") <= at(NIGHT, "19:30"))
    assert before.height > 0
    assert after.join(out, on=["game_id", "player_id"], how="semi").is_empty()


def test_the_official_report_gives_back_who_is_out(league: League, tmp_path: Path) -> None:
    moment = at(NIGHT, "18:00")
    rows = report_answers.report_rows(league, moment)
    path = tmp_path / "Injury-Report_2024-03-01_06PM.csv"
    pl.DataFrame(rows, list(report_answers.COLUMNS), orient="row").write_csv(path)
    found = read_reports([path], team_codes({}, []), ReportOptions(), QualityReport())
    known = league.known_reports(moment).join(
        league.fixtures.filter(pl.col("tip_off") > moment).select("game_id"), on="game_id"
    )
    last_first = [" ".join(reversed(name.split(", "))) for name in found["player_name"]]
    told = found.select("date", "team", "status", "known_at").with_columns(player_name=pl.Series(last_first))
    wanted = known.select("date", "team", "status").with_columns(
        known_at=pl.lit(at(NIGHT, "18:30"), pl.Datetime("us", "UTC")),  # as the league publishes
        player_name=known["player_id"].map_elements(name_of, pl.String),
    )
    assert wanted.height > 20
    assert_frame_equal(told, wanted, check_row_order=False)


def test_a_printed_report_holds_its_rows(league: League) -> None:
    from pypdf import PdfReader

    moment = at(NIGHT, "11:00")
    rows = report_answers.report_rows(league, moment)
    printed = report_answers.report(league, "/referee/Injury-Report_2024-03-01_11AM.pdf", EVENING)
    assert printed is not None
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
    assert "Injury Report: 03/01/24 11:00 AM" in text
    waiting = sum(row[-1] == report_answers.WAITING for row in rows)
    assert text.count(report_answers.WAITING) == waiting > 0
    assert all(cell in text for row in rows for cell in row)


def test_a_report_is_not_there_before_it_is_published(league: League) -> None:
    path = "/Injury-Report_2024-03-01_06PM.pdf"
    assert report_answers.report(league, path, at(NIGHT, "18:29")) is None
    assert report_answers.report(league, path, at(NIGHT, "18:30")) is not None


def test_schedule_and_scoreboard_tell_the_games(league: League) -> None:
    dates = answers.schedule(league, EVENING)["leagueSchedule"]["gameDates"]
    games = {game["gameId"]: game for day in dates for game in day["games"]}
    assert len(games) == league.fixtures.height == 1230
    board = answers.scoreboard(league, {}, EVENING)["scoreboard"]["games"]
    tonight = league.fixtures.filter(date=NIGHT)
    assert [game["gameId"] for game in board] == tonight["game_id"].to_list()
    for game, tip_off in zip(board, tonight["tip_off"], strict=True):
        assert dt.datetime.fromisoformat(game["gameTimeUTC"]) == tip_off
        assert game["gameEt"] != game["gameTimeUTC"]  # Eastern, under a false Z
        assert games[game["gameId"]]["gameDateTimeUTC"] == game["gameTimeUTC"]


def test_rosters_hold_everybody_once(league: League) -> None:
    rosters = {team: league.roster(team, EVENING) for team in TEAMS}
    assert {len(players) for players in rosters.values()} == {15}
    assert len({player for players in rosters.values() for player in players}) == 450


@pytest.fixture
def server(league: League) -> Iterator[ReplayServer]:
    with ReplayServer(league, EVENING) as running:
        yield running


def get(server: ReplayServer, path: str, **query: str) -> Any:
    import httpx

    return httpx.get(f"{server.environment['NBA_PROPS_ODDS_URL']}{path}", params=query)


def test_credits_are_counted_and_the_key_is_asked_for(server: ReplayServer) -> None:
    server.credits = 3
    event = get(server, f"{ODDS}/events", apiKey=KEY).json()[0]["id"]
    path = f"{ODDS}/events/{event}/odds"
    paid = get(server, path, apiKey=KEY, regions="us", markets="player_points,h2h,player_blocks")
    left = [paid.headers[f"x-requests-{name}"] for name in ("last", "used", "remaining")]
    assert left == ["2", "2", "1"]  # nobody quotes blocks
    refused = {
        "MISSING_KEY": get(server, path, regions="us"),
        "INVALID_KEY": get(server, path, regions="us", apiKey="mine"),
        "INVALID_MARKET": get(server, path, regions="us", apiKey=KEY, markets="player_points,dunks"),
        "INVALID_REGION": get(server, path, regions="moon", apiKey=KEY),
        "EVENT_NOT_FOUND": get(server, f"{ODDS}/events/0f/odds", regions="us", apiKey=KEY),
    }
    assert {code: answer.json()["error_code"] for code, answer in refused.items()} == {c: c for c in refused}
    assert [answer.status_code for answer in refused.values()] == [401, 401, 422, 422, 404]
    get(server, path, apiKey=KEY, regions="us", markets="player_points")
    spent = get(server, path, apiKey=KEY, regions="us", markets="player_points")
    assert (spent.status_code, spent.json()["error_code"]) == (401, "OUT_OF_USAGE_CREDITS")


def test_faults_spoil_the_answers_of_a_path_alone(server: ReplayServer) -> None:
    import httpx

    log, recent = "/stats/leaguegamelog", {"DateFrom": "02/28/2024"}
    good = get(server, log, **recent).json()
    server.faults[log] = faults.status(503)
    assert get(server, log, **recent).status_code == 503
    assert get(server, "/stats/scoreboardv3").status_code == 200
    server.faults[log] = faults.cut_off
    with pytest.raises(httpx.RemoteProtocolError):
        get(server, log, **recent)
    server.faults[log] = faults.cut_short
    with pytest.raises(json.JSONDecodeError):
        get(server, log, **recent).json()
    server.faults[log] = faults.empty
    assert get(server, log, **recent).content == b""
    server.faults[log] = faults.no_rows
    assert get(server, log, **recent).json()["resultSets"][0]["rowSet"] == []
    server.faults[log] = faults.wrong_type("PTS", "many")
    table = get(server, log, **recent).json()["resultSets"][0]
    assert {row[table["headers"].index("PTS")] for row in table["rowSet"]} == {"many"}
    server.faults[log] = faults.new_column("EXTRA")
    table = get(server, log, **recent).json()["resultSets"][0]
    assert table["headers"] == ["EXTRA", *good["resultSets"][0]["headers"]]
    server.faults["events"] = faults.false_times("commence_time", "-05:00")
    [first, *_] = get(server, f"{ODDS}/events", apiKey=KEY).json()
    assert first["commence_time"].endswith("-05:00")
    server.faults.clear()
    assert get(server, log, **recent).json() == good
