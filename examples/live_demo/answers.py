"""What the league's statistics and its schedule file answer, in their shapes, as of a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from examples.live_demo.league import FINAL, LIVE, SCHEDULED, SEASON, League, eastern, name_of

from nba_props.data.vocabulary.teams import TEAMS

Json = dict[str, Any]
REGULAR = "Regular Season"
CLOCK = "%Y-%m-%dT%H:%M:%SZ"
DAY = "%m/%d/%Y"
WORDS = {SCHEDULED: "7:30 pm ET", LIVE: "Q4 2:00", FINAL: "Final"}
LONG_POSITIONS = {"G": "G", "F": "F-C", "C": "C"}
GAME_LOG = {
    "MIN": "minutes", "FGM": "fgm", "FGA": "fga", "FG3M": "threes", "FG3A": "fg3a", "FTM": "ftm",
    "FTA": "fta", "OREB": "oreb", "DREB": "dreb", "REB": "rebounds", "AST": "assists", "STL": "steals",
    "BLK": "blocks", "TOV": "turnovers", "PF": "fouls", "PTS": "points", "PLUS_MINUS": "plus_minus",
}  # fmt: skip
"""The box score of a game log -> its column in our tables."""
_NUMBERED = """
ATL BOS CLE NOP CHI DAL DEN GSW HOU LAC LAL MIA MIL MIN BKN NYK ORL IND PHI PHX POR SAC SAS OKC TOR UTA MEM
WAS DET CHA
"""
TEAM_IDS = {team: 1610612737 + number for number, team in enumerate(_NUMBERED.split())}
"""The league's numbers of its teams."""
ROSTER = (
    "TeamID", "SEASON", "LeagueID", "PLAYER", "NICKNAME", "PLAYER_SLUG", "NUM", "POSITION", "HEIGHT",
    "WEIGHT", "BIRTH_DATE", "AGE", "EXP", "SCHOOL", "PLAYER_ID", "HOW_ACQUIRED",
)  # fmt: skip


def full_name(team: str) -> str:
    """Return a team's name, such as Denver Nuggets."""
    return " ".join(TEAMS[team])


def league_game_log(league: League, query: Mapping[str, str], now: dt.datetime) -> Json:
    """Return LeagueGameLog of players: a row for each who played, of games that are over.

    `query` are its parameters: `Season`, `SeasonType`, `DateFrom`, `DateTo`.
    """
    asked = query.get("Season", SEASON) == SEASON and query.get("SeasonType", REGULAR) == REGULAR
    rows = league.box_scores(now).filter(pl.lit(asked), *_between(query))
    where = pl.when("home").then(pl.lit(" vs. ")).otherwise(pl.lit(" @ "))
    names = {team: full_name(team) for team in TEAMS}
    about = rows.select(
        pl.lit(f"2{SEASON[:4]}").alias("SEASON_ID"),
        pl.col("player_id").alias("PLAYER_ID"),
        pl.col("player_name").alias("PLAYER_NAME"),
        pl.col("team").replace_strict(TEAM_IDS, return_dtype=pl.Int64).alias("TEAM_ID"),
        pl.col("team").alias("TEAM_ABBREVIATION"),
        pl.col("team").replace(names).alias("TEAM_NAME"),
        pl.col("game_id").alias("GAME_ID"),
        pl.col("date").dt.to_string("%Y-%m-%d").alias("GAME_DATE"),
        pl.concat_str("team", where, "opponent").alias("MATCHUP"),
        pl.when("won").then(pl.lit("W")).otherwise(pl.lit("L")).alias("WL"),
        *(pl.col(name).cast(pl.Int64).alias(word) for word, name in GAME_LOG.items()),
        pl.lit(1).alias("VIDEO_AVAILABLE"),
    )
    return _result_set("leaguegamelog", "LeagueGameLog", query, about)


def team_roster(league: League, query: Mapping[str, str], now: dt.datetime) -> Json:
    """Return CommonTeamRoster of the team whose number the parameter `TeamID` is."""
    number = query.get("TeamID", "")
    team = next((team for team, own in TEAM_IDS.items() if str(own) == number), None)
    players = [] if team is None else league.roster(team, now)
    position = [LONG_POSITIONS[league.position_of[player]] for player in players]
    names = [name_of(player) for player in players]
    given = {
        "TeamID": int(number or 0), "SEASON": SEASON[:4], "LeagueID": "00", "PLAYER": names,
        "NICKNAME": [name.split()[0] for name in names], "NUM": [str(n) for n in range(len(names))],
        "PLAYER_SLUG": [name.lower().replace(" ", "-") for name in names], "POSITION": position,
        "HEIGHT": "6-6", "WEIGHT": "215", "BIRTH_DATE": "JAN 01, 1998", "AGE": 26.0, "EXP": "5",
        "SCHOOL": None, "PLAYER_ID": players, "HOW_ACQUIRED": None,
    }  # fmt: skip
    listed = {
        name: given[name] if isinstance(given[name], list) else [given[name]] * len(names) for name in ROSTER
    }
    return _result_set("commonteamroster", "CommonTeamRoster", query, pl.DataFrame(listed, strict=False))


def schedule(league: League, now: dt.datetime) -> Json:
    """Return the league's schedule file; scores are in it once a game is over.

    Eastern times wear a false `Z`, as they do there.
    """
    days: dict[dt.date, list[Json]] = {}
    for game in league.progress(now).iter_rows(named=True):
        days.setdefault(game["date"], []).append(_scheduled(game))
    dates = [{"gameDate": f"{day:{DAY}} 00:00:00", "games": games} for day, games in days.items()]
    inner = {"seasonYear": SEASON, "leagueId": "00", "gameDates": dates, "weeks": []}
    return {"meta": {"version": 1, "time": now.strftime(CLOCK)}, "leagueSchedule": inner}


def scoreboard(league: League, query: Mapping[str, str], now: dt.datetime) -> Json:
    """Return ScoreboardV3 of the day that the parameter `GameDate` names, or of today."""
    asked = query.get("GameDate")
    day = dt.date.fromisoformat(asked) if asked else eastern(now).date()
    games = league.progress(now).filter(pl.col("date") == day).iter_rows(named=True)
    shown = [
        {
            "gameId": game["game_id"],
            "gameStatus": game["status"],
            "gameStatusText": WORDS[game["status"]],
            "gameTimeUTC": game["tip_off"].strftime(CLOCK),
            "gameEt": eastern(game["tip_off"]).strftime(CLOCK),
            "homeTeam": _team(game, "home"),
            "awayTeam": _team(game, "away"),
        }
        for game in games
    ]
    board = {"gameDate": day.isoformat(), "leagueId": "00", "leagueName": "NBA", "games": shown}
    return {"meta": {"version": 1, "time": now.strftime(CLOCK), "code": 200}, "scoreboard": board}


def _between(query: Mapping[str, str]) -> list[pl.Expr]:
    """Return the condition that `DateFrom` and `DateTo` are; both may be empty."""
    bounds = {name: query.get(name) for name in ("DateFrom", "DateTo")}
    days = {name: _day(text) for name, text in bounds.items() if text}
    earliest, latest = days.get("DateFrom", dt.date.min), days.get("DateTo", dt.date.max)
    return [pl.col("date").is_between(earliest, latest)]


def _day(text: str) -> dt.date:
    """Return a day that is written as the service takes it, `03/01/2024` or `2024-03-01`."""
    form = DAY if "/" in text else "%Y-%m-%d"
    return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()


def _result_set(resource: str, name: str, query: Mapping[str, str], rows: pl.DataFrame) -> Json:
    """Return a table in the shape of the league's older statistics."""
    table = {"name": name, "headers": rows.columns, "rowSet": [list(row) for row in rows.iter_rows()]}
    return {"resource": resource, "parameters": dict(query), "resultSets": [table]}


def _scheduled(game: Mapping[str, Any]) -> Json:
    local = eastern(game["tip_off"])
    return {
        "gameId": game["game_id"],
        "gameCode": f"{game['date']:%Y%m%d}/{game['away']}{game['home']}",
        "gameStatus": game["status"],
        "gameStatusText": WORDS[game["status"]],
        "gameDateTimeEst": local.strftime(CLOCK),
        "gameDateTimeUTC": game["tip_off"].strftime(CLOCK),
        "postponedStatus": "N",
        "isNeutral": False,
        "gameLabel": "",
        "gameSubLabel": "",
        "seriesText": "",
        "homeTeam": _team(game, "home"),
        "awayTeam": _team(game, "away"),
    }


def _team(game: Mapping[str, Any], side: str) -> Json:
    code = game[side]
    city, nickname = TEAMS[code]
    return {
        "teamId": TEAM_IDS[code],
        "teamName": nickname,
        "teamCity": city,
        "teamTricode": code,
        "score": game[f"{side}_points"] or 0,
    }
