"""Game logs of every publisher, read one after the other, as one would try one's own in a notebook.

    python examples/read_game_logs.py                     a game of nobody's in each shape
    python examples/read_game_logs.py my_logs.csv         your own

Each shape is known by its columns (`data.shape` forces one). What comes out is always the same table.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import polars as pl

from nba_props.data.files import Files
from nba_props.data.inspection.inspect import inspect
from nba_props.errors import NBAPropsError

# %% One player's line of one game, in the words of five publishers
BOX = "30,20,5,4,2,1,0,2,3,7,15,6,4,5,1,4"
SAMPLES = {
    "nba_api.csv": (
        "SEASON_ID,PLAYER_ID,PLAYER_NAME,TEAM_ABBREVIATION,GAME_ID,GAME_DATE,MATCHUP,WL,"
        "MIN,PTS,REB,AST,FG3M,STL,BLK,TOV,PF,FGM,FGA,FG3A,FTM,FTA,OREB,DREB",
        f"22023,1,Ann Other,DEN,0022300061,2023-10-24,DEN vs. LAL,W,{BOX}",
        f"22023,2,Bo Example,LAL,0022300061,2023-10-24,LAL @ DEN,L,{BOX}",
    ),
    "Ann Other.csv": (  # the file's name is the player's, the match-up names the team
        "SEASON_ID,Player_ID,Game_ID,GAME_DATE,MATCHUP,WL,"
        "MIN,PTS,REB,AST,FG3M,STL,BLK,TOV,PF,FGM,FGA,FG3A,FTM,FTA,OREB,DREB",
        f'22023,1,0022300061,"OCT 24, 2023",DEN vs. LAL,W,{BOX}',
    ),
    "basketball_reference.csv": (  # the column without a name holds an @ where the team is away
        "Rk,Player,Date,Team,,Opp,Result,MP,PTS,TRB,AST,3P,STL,BLK,TOV,PF,FG,FGA,3PA,FT,FTA,ORB,DRB",
        f'1,Ann Other,2023-10-24,DEN,,LAL,"W, 119-107",{BOX}'.replace(",30,", ",30:00,"),
        f'2,Bo Example,2023-10-24,LAL,@,DEN,"L, 107-119",{BOX}'.replace(",30,", ",30:00,"),
    ),
    "hoopr.csv": (
        "game_id,season,season_type,game_date,athlete_id,athlete_display_name,team_abbreviation,home_away,"
        "team_winner,opponent_team_abbreviation,minutes,points,rebounds,assists,three_point_field_goals_made,"
        "steals,blocks,turnovers,fouls,field_goals_made,field_goals_attempted,"
        "three_point_field_goals_attempted,free_throws_made,free_throws_attempted,offensive_rebounds,"
        "defensive_rebounds",
        f"401584690,2024,2,2023-10-24,1,Ann Other,DEN,home,TRUE,LAL,{BOX}",
    ),
    "kaggle_player_statistics.csv": (
        "firstName,lastName,personId,gameId,gameDateTimeEst,playerteamCity,playerteamName,opponentteamCity,"
        "opponentteamName,gameType,win,home,numMinutes,points,reboundsTotal,assists,threePointersMade,steals,"
        "blocks,turnovers,foulsPersonal,fieldGoalsMade,fieldGoalsAttempted,threePointersAttempted,"
        "freeThrowsMade,freeThrowsAttempted,reboundsOffensive,reboundsDefensive",
        "Ann,Other,1,22300061,2023-10-24 19:30:00,Denver,Nuggets,Los Angeles,Lakers,Regular Season,1,1,"
        + BOX,
    ),
}  # fmt: skip


def write_samples(folder: Path) -> list[Path]:
    """Write the samples, and one game as the league's box scores have it."""
    for name, lines in SAMPLES.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    box = folder / "2023-10-24" / "0022300061.json"  # BoxScoreTraditionalV3 has no day: its folder says it
    box.parent.mkdir()
    box.write_text(json.dumps({"boxScoreTraditional": box_score()}), encoding="utf-8")
    return [*(folder / name for name in SAMPLES), box]


def box_score() -> dict[str, object]:
    """Return two teams of one player each, as `BoxScoreTraditionalV3` nests them."""
    statistics = {
        "minutes": "PT30M00.00S", "points": 20, "reboundsTotal": 5, "assists": 4, "threePointersMade": 2,
        "steals": 1, "blocks": 0, "turnovers": 2, "foulsPersonal": 3, "fieldGoalsMade": 7,
        "fieldGoalsAttempted": 15, "threePointersAttempted": 6, "freeThrowsMade": 4, "freeThrowsAttempted": 5,
        "reboundsOffensive": 1, "reboundsDefensive": 4,
    }  # fmt: skip
    ann = {"personId": 1, "firstName": "Ann", "familyName": "Other", "statistics": statistics}
    bo = {"personId": 2, "firstName": "Bo", "familyName": "Example", "statistics": statistics}
    home = {"teamTricode": "DEN", "score": 119, "players": [ann]}
    return {
        "gameId": "0022300061",
        "homeTeam": home,
        "awayTeam": {"teamTricode": "LAL", "score": 107, "players": [bo]},
    }


# %% What a file is, and what a run would read of it
def show(path: Path) -> pl.DataFrame:
    """Print what a file was read as, and return the canonical table."""
    (kind,) = inspect([str(path)], {}).kinds
    games = Files(game_logs=str(path)).load(0).player_games
    print(f"\n{path.name}: read as {kind.shape}")
    print(
        games.select("season", "date", "player_name", "team", "opponent", "home", "minutes", "points").head(3)
    )
    return games


def main() -> None:
    """Read the files that are named, or the samples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="game logs of your own")
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        for path in files or write_samples(Path(folder)):
            try:
                show(path)
            except NBAPropsError as error:
                parser.exit(2, f"error: {error}\n")


if __name__ == "__main__":
    main()
