"""Canonical player-games as other publishers write them, one function for each shape; all text or numbers."""

from __future__ import annotations

from typing import Any

from nba_props.data.shapes.games import STATS
from nba_props.data.vocabulary.teams import TEAMS

Row = dict[str, Any]

IDS = {code: number for number, code in enumerate(sorted(TEAMS), 1)}
ESPN = {"GSW": "GS", "NYK": "NY", "NOP": "NO", "SAS": "SA", "UTA": "UTAH", "WAS": "WSH"}
REFERENCE = {"BKN": "BRK", "CHA": "CHO", "PHX": "PHO"}

CAMEL = {
    "points": "points", "rebounds": "reboundsTotal", "assists": "assists", "threes": "threePointersMade",
    "steals": "steals", "blocks": "blocks", "turnovers": "turnovers", "fouls": "foulsPersonal",
    "fgm": "fieldGoalsMade", "fga": "fieldGoalsAttempted", "fg3a": "threePointersAttempted",
    "ftm": "freeThrowsMade", "fta": "freeThrowsAttempted", "oreb": "reboundsOffensive",
    "dreb": "reboundsDefensive", "plus_minus": "plusMinusPoints",
}  # fmt: skip
SNAKE = {
    "points": "points", "rebounds": "rebounds", "assists": "assists",
    "threes": "three_point_field_goals_made",
    "steals": "steals", "blocks": "blocks", "turnovers": "turnovers", "fouls": "fouls",
    "fgm": "field_goals_made", "fga": "field_goals_attempted", "fg3a": "three_point_field_goals_attempted",
    "ftm": "free_throws_made", "fta": "free_throws_attempted", "oreb": "offensive_rebounds",
    "dreb": "defensive_rebounds", "plus_minus": "plus_minus",
}  # fmt: skip
SHORT = {
    "points": "PTS", "rebounds": "TRB", "assists": "AST", "threes": "3P", "steals": "STL", "blocks": "BLK",
    "turnovers": "TOV", "fouls": "PF", "fgm": "FG", "fga": "FGA", "fg3a": "3PA", "ftm": "FT", "fta": "FTA",
    "oreb": "ORB", "dreb": "DRB", "plus_minus": "+/-",
}  # fmt: skip


def _stats(row: Row, names: dict[str, str]) -> Row:
    return {theirs: row[ours] for ours, theirs in names.items()}


def _clock(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 60}:{seconds % 60:02d}"


def _team(code: str) -> str:
    return " ".join(TEAMS[code])


def league(row: Row) -> Row:
    """Return a row of `LeagueGameLog`."""
    sign = "vs." if row["home"] else "@"
    return {
        "SEASON_ID": f"2{row['season'][:4]}", "PLAYER_ID": row["player_id"],
        "PLAYER_NAME": row["player_name"],
        "TEAM_ID": IDS[row["team"]], "TEAM_ABBREVIATION": row["team"], "TEAM_NAME": _team(row["team"]),
        "GAME_ID": row["game_id"], "GAME_DATE": str(row["date"]),
        "MATCHUP": f"{row['team']} {sign} {row['opponent']}", "WL": "W" if row["won"] else "L",
        **{theirs: row[ours] for theirs, ours in STATS.items()}, "PLUS_MINUS": row["plus_minus"],
        "FG_PCT": 0.5, "VIDEO_AVAILABLE": 1,
    }  # fmt: skip


def player(row: Row) -> Row:
    """Return a row of `PlayerGameLog`, which names neither player nor team."""
    one = league(row)
    named = {"Player_ID": one["PLAYER_ID"], "Game_ID": one["GAME_ID"]}
    gone = {"PLAYER_ID", "PLAYER_NAME", "TEAM_ID", "TEAM_ABBREVIATION", "TEAM_NAME", "GAME_ID"}
    day = row["date"].strftime("%b %d, %Y").upper()
    return named | {name: cell for name, cell in one.items() if name not in gone} | {"GAME_DATE": day}


def player_statistics(row: Row) -> Row:
    """Return a row of Kaggle's `PlayerStatistics`: ids without leading zeros, the time of the tip-off."""
    first, _, last = row["player_name"].partition(" ")
    return {
        "firstName": first, "lastName": last, "personId": row["player_id"], "gameId": int(row["game_id"]),
        "gameDateTimeEst": f"{row['date']}T21:00:00Z",
        "playerteamCity": TEAMS[row["team"]][0], "playerteamName": TEAMS[row["team"]][1],
        "opponentteamCity": TEAMS[row["opponent"]][0], "opponentteamName": TEAMS[row["opponent"]][1],
        "gameType": "Regular Season", "win": int(row["won"]), "home": int(row["home"]),
        "numMinutes": round(row["minutes"], 2), **_stats(row, CAMEL),
    }  # fmt: skip


def hoopr(row: Row) -> Row:
    """Return a row of hoopR's player box scores."""
    return {
        "game_id": row["game_id"], "season": int(row["season"][:4]) + 1, "season_type": 2,
        "game_date": str(row["date"]), "athlete_id": row["player_id"],
        "athlete_display_name": row["player_name"],
        "team_id": IDS[row["team"]], "team_abbreviation": ESPN.get(row["team"], row["team"]),
        "home_away": "home" if row["home"] else "away", "team_winner": str(row["won"]).upper(),
        "opponent_team_abbreviation": ESPN.get(row["opponent"], row["opponent"]),
        "minutes": row["minutes"], **_stats(row, SNAKE), "did_not_play": "FALSE",
    }  # fmt: skip


def balldontlie(row: Row) -> Row:
    """Return one of balldontlie's stats, nested as its JSON is."""
    first, _, last = row["player_name"].partition(" ")
    home, away = (row["team"], row["opponent"]) if row["home"] else (row["opponent"], row["team"])
    ahead = row["home"] == row["won"]
    stats = {ours: row[ours] for ours in ("fgm", "fga", "fg3a", "ftm", "fta", "oreb", "dreb", "plus_minus")}
    return {
        "id": 1, "min": _clock(row["minutes"]), **stats, "fg3m": row["threes"], "reb": row["rebounds"],
        "ast": row["assists"], "stl": row["steals"], "blk": row["blocks"], "turnover": row["turnovers"],
        "pf": row["fouls"], "pts": row["points"],
        "player": {"id": row["player_id"], "first_name": first, "last_name": last, "position": "G"},
        "team": {"id": IDS[row["team"]], "abbreviation": row["team"], "full_name": _team(row["team"])},
        "game": {
            "id": row["game_id"], "date": str(row["date"]), "season": int(row["season"][:4]),
            "postseason": False, "home_team_id": IDS[home], "visitor_team_id": IDS[away],
            "home_team_score": 110 if ahead else 90, "visitor_team_score": 100,
        },
    }  # fmt: skip


def basketball_reference(row: Row) -> Row:
    """Return a row of Basketball-Reference's game logs, as pandas reads the page."""
    return {
        "Rk": 1, "Player": row["player_name"], "Date": str(row["date"]),
        "Team": REFERENCE.get(row["team"], row["team"]), "Unnamed: 5": None if row["home"] else "@",
        "Opp": REFERENCE.get(row["opponent"], row["opponent"]),
        "Result": "W, 112-104" if row["won"] else "L, 104-112", "GS": "*", "MP": _clock(row["minutes"]),
        **_stats(row, SHORT), "GmSc": 20.1,
    }  # fmt: skip


def flags(row: Row) -> Row:
    """Return a row under lower-case names of our own."""
    return {name: row[name] for name in row if name not in {"competition", "season"}}


def box_score(rows: list[Row]) -> Row:
    """Return one game as `BoxScoreTraditionalV3`."""
    sides = {side: [row for row in rows if row["home"] == (side == "home")] for side in ("home", "away")}
    return {
        "meta": {"version": 1},
        "boxScoreTraditional": {
            "gameId": rows[0]["game_id"],
            **{f"{side}Team": _box_side(players) for side, players in sides.items()},
        },
    }


def _box_side(rows: list[Row]) -> Row:
    return {
        "teamTricode": rows[0]["team"],
        "score": 110 if rows[0]["won"] else 100,
        "players": [_box_player(row) for row in rows],
    }


def _box_player(row: Row) -> Row:
    first, _, last = row["player_name"].partition(" ")
    seconds = round(row["minutes"] * 60)
    return {
        "personId": row["player_id"], "firstName": first, "familyName": last, "position": "", "comment": "",
        "statistics": {"minutes": f"PT{seconds // 60}M{seconds % 60:02d}.00S", **_stats(row, CAMEL)},
    }  # fmt: skip
