"""A tiny random league with every awkward case: double headers, trades, gaps, rows without an outcome."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset, check_player_games
from nba_props.data.demo import DemoLeague
from nba_props.data.schemas import POSITIONS, POSTGAME_COLUMNS
from nba_props.features.prices import Prices
from nba_props.market import Market

SEASON_SEED = 7
PAST_COLUMNS = 7
"""How many columns of past play `Matrix.rows` has beside keys and outcome."""

PRA = Market("pra", ["points", "rebounds", "assists"])

Row = dict[str, Any]


@cache
def random_league(
    seed: int = 0, *, teams: int = 6, roster: int = 7, seasons: int = 2, rounds: int = 30
) -> Dataset:
    """A data set with positions of most players.

    On some dates a team plays twice, players change teams between two games of one date, are away for weeks,
    play zero minutes, or have a row without an outcome; the last date has no outcomes at all.
    """
    league = _League(np.random.default_rng(seed), teams, roster)
    for season in range(seasons):
        league.play_season(season, rounds)
    rows = league.rows
    last = rows[-1]["date"]
    rows = [{**row, **dict.fromkeys(POSTGAME_COLUMNS)} if row["date"] == last else row for row in rows]
    games = check_player_games(pl.DataFrame(rows, infer_schema_length=None))
    return Dataset(games, positions=league.positions(seasons))


def random_out(data: Dataset, seed: int = 0, share: float = 0.15) -> pl.DataFrame:
    """Who may sit out: each player, on dates of his last known team, with a probability of `share`.

    Half of them are out for certain, the others perhaps.
    """
    games = data.player_games.select("date", "team").unique(maintain_order=True)
    rosters = data.player_games.select("season", "team", "player_id").unique(maintain_order=True)
    seasons = data.player_games.select("season", "date").unique(maintain_order=True)
    pairs = (
        games.join(seasons, on="date").join(rosters, on=["season", "team"]).sort("date", "team", "player_id")
    )
    draw = np.random.default_rng(seed).random(pairs.height) / share
    p_out = pl.Series("p_out", np.minimum(2 * draw, 1.0))
    return pairs.with_columns(p_out).filter(pl.Series(draw < 1)).select("date", "team", "player_id", "p_out")


def random_prices(data: Dataset, seed: int = 0) -> Prices:
    """What books might say: of every game, and of seven player-games in ten in five markets."""
    rng = np.random.default_rng(seed)
    games = data.player_games.select("game_id", "team", "opponent").unique("game_id", maintain_order=True)
    on_games = games.select(
        "game_id",
        home="team",
        margin=pl.Series(rng.normal(0, 6, games.height)),
        total=pl.Series(rng.normal(225, 8, games.height)),
        home_win=pl.Series(rng.uniform(0.1, 0.9, games.height)),
    )
    markets = pl.DataFrame({"market": ["pra", "points", "rebounds", "assists", "threes"]})
    asked = data.player_games.select(PLAYER_GAME).join(markets, how="cross")
    lined = asked.filter(pl.Series(rng.random(asked.height) < 0.7))
    median = rng.uniform(1, 40, lined.height)
    return Prices(
        on_games,
        lined.with_columns(
            line=pl.Series(np.floor(median) + 0.5),
            novig_over=pl.Series(rng.uniform(0.4, 0.6, lined.height)),
            median=pl.Series(median),
            books=pl.Series(rng.integers(1, 9, lined.height), dtype=pl.Int32),
            disagreement=pl.Series(rng.uniform(0, 2, lined.height)),
            move=pl.Series(rng.normal(0, 1, lined.height)),
        ),
    )


class _League:
    def __init__(self, rng: np.random.Generator, teams: int, roster: int) -> None:
        self.rng = rng
        self.names = [f"T{chr(65 + t)}A" for t in range(teams)]
        self.rosters = {name: [100 * (t + 1) + p for p in range(roster)] for t, name in enumerate(self.names)}
        self.players = [p for members in self.rosters.values() for p in members]
        self.skill = {
            p: float(s) for p, s in zip(self.players, rng.uniform(0.3, 1.4, len(self.players)), strict=True)
        }
        self.away: dict[int, int] = {}
        self.rows: list[Row] = []
        self.games = 0

    def play_season(self, season: int, rounds: int) -> None:
        date = dt.date(2021 + season, 10, 20)
        for _ in range(rounds):
            self._trade(0.15)
            self._injure()
            self._play_round(f"{2021 + season}-{22 + season}", date)
            if self.rng.random() < 0.15:  # a double header, with a trade between the two games
                self._trade(0.5)
                self._play_round(f"{2021 + season}-{22 + season}", date)
            date += dt.timedelta(days=int(self.rng.choice([1, 2, 3, 9], p=[0.4, 0.4, 0.15, 0.05])))

    def positions(self, seasons: int) -> pl.DataFrame:
        """G, F and C by number, one player in eight unknown."""
        rows = [
            {"season": f"{2021 + s}-{22 + s}", "player_id": p, "position": "GFC"[p % 3]}
            for s in range(seasons)
            for p in self.players
            if p % 8
        ]
        return POSITIONS.conform(pl.DataFrame(rows))

    def _trade(self, chance: float) -> None:
        if self.rng.random() >= chance:
            return
        one, two = (self.rosters[str(t)] for t in self.rng.choice(self.names, 2, replace=False))
        i, j = int(self.rng.integers(len(one))), int(self.rng.integers(len(two)))
        one[i], two[j] = two[j], one[i]

    def _injure(self) -> None:
        self.away = {p: left - 1 for p, left in self.away.items() if left > 1}
        if self.rng.random() < 0.3:
            self.away[int(self.rng.choice(self.players))] = int(self.rng.integers(2, 20))

    def _play_round(self, season: str, date: dt.date) -> None:
        order = [str(t) for t in self.rng.permutation(self.names)]
        games = int(self.rng.integers(max(1, len(order) // 2 - 1), len(order) // 2 + 1))
        for g in range(games):
            self._play_game(season, date, order[2 * g], order[2 * g + 1])

    def _play_game(self, season: str, date: dt.date, home: str, away: str) -> None:
        self.games += 1
        home_won = bool(self.rng.random() < 0.55)
        for team, opponent in ((home, away), (away, home)):
            for player in self.rosters[team]:
                if player in self.away:
                    continue
                row = {
                    "season": season, # reversed, so that sorting by it mixes the games of a date
                    "game_id": f"{self.games:06d}"[::-1],
                    "date": date,
                    "player_id": player, "player_name": f"Player {player}", "team": team,
                    "opponent": opponent, "home": team == home,
                }  # fmt: skip
                plays = self.rng.random()
                if plays < 0.85:
                    self.rows.append(row | self._box_score(player, (team == home) == home_won))
                elif plays < 0.93:
                    self.rows.append(row | dict.fromkeys(POSTGAME_COLUMNS))

    def _box_score(self, player: int, won: bool) -> Row:
        rng, skill = self.rng, self.skill[player]
        minutes = 0.0 if rng.random() < 0.02 else float(np.clip(rng.normal(26 * skill, 6), 1, 48).round(1))
        load = skill * minutes / 30
        fg2a, fg3a, fta, oreb, dreb, assists, steals, blocks, turnovers, fouls = (
            int(x) for x in rng.poisson(load * np.array([7, 5, 4, 1.5, 4, 4, 1, 0.6, 2, 2]))
        )
        fg2, threes, ftm = (
            int(rng.binomial(fg2a, 0.5)),
            int(rng.binomial(fg3a, 0.36)),
            int(rng.binomial(fta, 0.8)),
        )
        return {
            "won": won, "minutes": minutes, "points": 2 * fg2 + 3 * threes + ftm, "rebounds": oreb + dreb,
            "assists": assists, "threes": threes, "steals": steals, "blocks": blocks, "turnovers": turnovers,
            "fouls": min(fouls, 6), "fgm": fg2 + threes, "fga": fg2a + fg3a, "fg3a": fg3a, "ftm": ftm,
            "fta": fta, "oreb": oreb, "dreb": dreb, "plus_minus": int(rng.integers(-25, 26)),
        }  # fmt: skip


@cache
def season() -> Dataset:
    """One season of the simulated league, made once in a process for all who only look at it."""
    return DemoLeague(seasons=1).load(SEASON_SEED)


def real_league(folder: Path, seasons: tuple[str, ...]) -> Dataset:
    """The given regular seasons of the real data, with positions where there are any, not cleaned."""
    logs = [
        pl.read_csv(
            folder / f"game_logs/player_game_logs_{season}.csv",
            schema_overrides={"GAME_ID": pl.String},
            infer_schema_length=None,
        )
        for season in seasons
    ]
    raw = pl.concat(logs).rename(_REAL_NAMES).rename(str.lower)
    games = raw.with_columns(
        pl.col("date").str.to_date(),
        pl.col("matchup").str.slice(-3).alias("opponent"),
        pl.col("matchup").str.contains("vs").alias("home"),
        (pl.col("wl") == "W").alias("won"),
    )
    return Dataset(check_player_games(games), positions=_real_positions(folder, seasons))


def _real_positions(folder: Path, seasons: tuple[str, ...]) -> pl.DataFrame:
    tables = [POSITIONS.empty()]
    for season in seasons:
        path = folder / f"positions/player_positions_{season}.csv"
        if path.is_file():
            raw = pl.read_csv(path).filter(pl.col("POSITION_SIMPLE").is_in(["G", "F", "C"]))
            raw = raw.select(
                pl.lit(season).alias("season"),
                pl.col("PLAYER_ID").alias("player_id"),
                pl.col("POSITION_SIMPLE").alias("position"),
            )
            tables.append(POSITIONS.conform(raw.unique("player_id", keep="first", maintain_order=True)))
    return pl.concat(tables)


_REAL_NAMES = {
    "GAME_DATE": "date", "TEAM_ABBREVIATION": "team", "MIN": "minutes", "PTS": "points", "REB": "rebounds",
    "AST": "assists", "FG3M": "threes", "STL": "steals", "BLK": "blocks", "TOV": "turnovers", "PF": "fouls",
}  # fmt: skip
