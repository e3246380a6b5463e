"""Blocks agree with SQL that was written from what their docstrings promise, to 1e-9."""

from __future__ import annotations

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.features.block.consistency import Consistency
from nba_props.features.block.ewm import Ewm
from nba_props.features.block.experience import Experience
from nba_props.features.block.opponent import Opponent
from nba_props.features.block.player_vs_opponent import PlayerVsOpponent
from nba_props.features.block.rates import Rates
from nba_props.features.block.schedule import Schedule
from nba_props.features.block.season_to_date import SeasonToDate
from nba_props.features.block.team import Team
from nba_props.features.block.trend import Trend
from tests.features.oracle import Oracle, assert_agree, history

PLAYER = {"player_id": "player_id"}


def over(numerator: str, denominator: str, window: int) -> str:
    """The quotient of two sums over a window, null unless the denominator is above zero."""
    last = f"FILTER (n <= {window})"
    below = f"sum({denominator}) {last}"
    return f"CASE WHEN {below} > 0 THEN sum({numerator}) {last} / ({below}) END"


def average(value: str, window: int) -> str:
    return f"avg({value}) FILTER (n <= {window})"


def test_season_to_date(league: Dataset, oracle: Oracle) -> None:
    block = SeasonToDate(stats=["target", "minutes", "fga"])
    truth = {"games_season": "sum(games)"} | {
        f"{stat}_mean_season": f"sum({stat} * games) / sum(games)" for stat in ("pra", "minutes", "fga")
    }
    answer = oracle.past(truth, {"player_id": "player_id", "season": "season"})
    assert_agree(block.features(history(league)), answer.with_columns(pl.col("games_season").fill_null(0)))


def test_ewm_halves_a_games_weight_every_half_life(league: Dataset, oracle: Oracle) -> None:
    block = Ewm(stats=["target", "fga"], half_lives=[3, 20])
    truth = {
        f"{stat}_ewm_{h}": f"sum({stat} * pow(0.5, (n - 1) / {h}.0)) / sum(pow(0.5, (n - 1) / {h}.0))"
        for stat in ("pra", "fga")
        for h in (3, 20)
    }
    assert_agree(block.features(history(league)), oracle.past(truth, PLAYER))


def test_trend_is_short_against_long(league: Dataset, oracle: Oracle) -> None:
    block = Trend(stats=["target", "minutes"], short=3, long=12)
    truth: dict[str, str] = {}
    for stat in ("pra", "minutes"):
        short, long = average(stat, 3), average(stat, 12)
        truth[f"{stat}_trend_3_12"] = f"{short} - {long}"
        truth[f"{stat}_trend_ratio_3_12"] = f"CASE WHEN {long} > 0 THEN {short} / ({long}) END"
    assert_agree(block.features(history(league)), oracle.past(truth, PLAYER))


def test_consistency(league: Dataset, oracle: Oracle) -> None:
    block = Consistency(stats=["target"], windows=[8], boom=1.3, bust=0.6, floor=0.2, ceiling=0.85)
    last = "FILTER (n <= 8)"

    def share(event: str) -> str:
        return f"avg(CASE WHEN until_then IS NOT NULL THEN ({event})::INT END) {last}"

    def quantile(q: float) -> str:
        return f"CASE WHEN count(pra) {last} > 1 THEN quantile_cont(pra, {q}) {last} END"

    truth = {
        "pra_cv_8": f"CASE WHEN avg(pra) {last} > 0 THEN stddev_samp(pra) {last} / (avg(pra) {last}) END",
        "pra_boom_8": share("pra > 1.3::DOUBLE * until_then"),
        "pra_bust_8": share("pra < 0.6::DOUBLE * until_then"),
        "pra_floor_8": quantile(0.2),
        "pra_ceiling_8": quantile(0.85),
    }
    before = {"until_then": "avg(pra) OVER (back ROWS BETWEEN 1 FOLLOWING AND 8 FOLLOWING)"}
    assert_agree(block.features(history(league)), oracle.past(truth, PLAYER, along=before))


def test_rates(league: Dataset, oracle: Oracle) -> None:
    block = Rates(per_minute=["target", "fga"], shares=["points", "possessions"], windows=[4, 15])
    truth: dict[str, str] = {}
    for n in (4, 15):
        truth |= {
            f"pra_per_minute_{n}": over("pra", "minutes", n),
            f"fga_per_minute_{n}": over("fga", "minutes", n),
            f"points_share_{n}": over("points", "team_points", n),
            f"possessions_share_{n}": over("possessions", "team_possessions", n),
            f"usage_rate_{n}": over("possessions * team_minutes / 5", "minutes * team_possessions", n),
            f"true_shooting_rate_{n}": over("points", "2 * (fga + 0.44 * fta)", n),
        }
    assert_agree(block.features(history(league)), oracle.past(truth, PLAYER))


def form(whose: str, stats: tuple[str, ...], window: int) -> dict[str, str]:
    """A team's form, from what the docstring of the block `team` promises."""
    truth = {f"{whose}_{stat}_mean_{window}": average(stat, window) for stat in stats}
    return truth | {
        f"{whose}_pace_{window}": over("possessions - oreb", "minutes / 240", window),
        f"{whose}_shooting_{window}": over("fgm + 0.5 * threes", "fga", window),
        f"{whose}_margin_{window}": average("plus_minus / 5", window),
    }


def test_team(league: Dataset, oracle: Oracle) -> None:
    block = Team(stats=["target", "rebounds"], windows=[3, 10])
    truth = form("team", ("pra", "rebounds"), 3) | form("team", ("pra", "rebounds"), 10)
    assert_agree(block.features(history(league)), oracle.past(truth, {"team": "team"}))


def test_opponent(league: Dataset, oracle: Oracle) -> None:
    """What all who played against it added up to; the league's mean is that of one team in one game."""
    block = Opponent(
        stats=["target", "threes"],
        form=["points"],
        position_stats=["target"],
        windows=[4, 10],
        position_window=6,
    )
    allowed = {f"{s}_allowed_{n}": average(s, n) for s in ("pra", "threes") for n in (4, 10)}
    shooting = {f"shooting_allowed_{n}": over("fgm + 0.5 * threes", "fga", n) for n in (4, 10)}
    position = {"pra_allowed_position_6": over("pra", "minutes", 6)}
    league_mean = {s: f"sum({s} * games) / (2 * sum(games))" for s in ("pra", "threes")}
    league_rate = {"pra": "sum(pra * games) / sum(minutes * games)"}
    one = oracle.past(allowed | shooting, {"opponent": "opponent"})
    two = oracle.past(position, {"opponent": "opponent", "position": "position"})
    all_teams = oracle.past(league_mean, {"season": "season"})
    all_of_position = oracle.past(league_rate, {"season": "season", "position": "position"})
    truth = one.hstack(two).with_columns(
        *(
            (one[f"{s}_allowed_{n}"] / all_teams[s]).alias(f"{s}_allowed_relative_{n}")
            for s in ("pra", "threes")
            for n in (4, 10)
        ),
        (two["pra_allowed_position_6"] / all_of_position["pra"]).alias("pra_allowed_position_relative_6"),
    )
    for window in (4, 10):
        truth = truth.hstack(oracle.past(form("opponent", ("points",), window), {"team": "opponent"}))
    assert_agree(block.features(history(league)), truth)


def test_player_vs_opponent(league: Dataset, oracle: Oracle) -> None:
    block = PlayerVsOpponent(stats=["target", "minutes"], window=3)
    columns = {"games_vs_opponent": "sum(games)"} | {
        f"{stat}_vs_opponent_3": average(stat, 3) for stat in ("pra", "minutes")
    }
    truth = oracle.past(columns, {"player_id": "player_id", "opponent": "opponent"})
    truth = truth.with_columns(pl.col("games_vs_opponent").fill_null(0))
    assert_agree(block.features(history(league)), truth)


def test_experience(league: Dataset, oracle: Oracle) -> None:
    career = oracle.past(
        {"career_games": "sum(games)", "career_days": "any_value(row_date) - min(date)"}, PLAYER
    )
    team = oracle.past({"games_for_team": "sum(games)"}, {"player_id": "player_id", "team": "team"})
    truth = career.with_columns(pl.col("career_games").fill_null(0), team["games_for_team"].fill_null(0))
    assert_agree(Experience().features(history(league)), truth)


def test_schedule(league: Dataset, oracle: Oracle) -> None:
    """Of team and opponent all scheduled dates count, of the player those on which he played."""
    ours = Schedule(days=[2, 7], longest_rest=6).features(history(league))
    truth = oracle.ask("""
        SELECT home::INT AS home, date_diff('day', min(date) OVER (PARTITION BY season), date) AS season_day
        FROM games ORDER BY row
    """)
    sides = {"team": ("team", "games"), "opponent": ("team", "games"), "player": ("player_id", "played")}
    for whose, (key, table) in sides.items():
        own = "player_id" if whose == "player" else whose
        truth = truth.hstack(_rest(oracle, whose, own, key, table))
    assert_agree(ours, truth)


def _rest(oracle: Oracle, whose: str, own: str, key: str, table: str) -> pl.DataFrame:
    days = {n: f"count(*) FILTER (d.date >= a.date - INTERVAL {n} DAY)" for n in (2, 7)}
    return oracle.ask(f"""
        WITH asks AS (SELECT DISTINCT {own} AS own, date FROM games),
             dates AS (SELECT DISTINCT {key} AS own, date FROM {table}),
             answers AS (
                SELECT a.own, a.date, min(date_diff('day', d.date, a.date)) AS rest,
                       {days[2]} AS last_2, {days[7]} AS last_7
                FROM asks a JOIN dates d ON a.own = d.own AND d.date < a.date GROUP BY a.own, a.date
             )
        SELECT CASE WHEN rest > 6 THEN 6 ELSE rest END AS {whose}_rest_days,
               (rest = 1)::INT AS {whose}_back_to_back,
               coalesce(last_2, 0) AS {whose}_games_2d, coalesce(last_7, 0) AS {whose}_games_7d
        FROM games g LEFT JOIN answers a ON a.own = g.{own} AND a.date = g.date ORDER BY g.row
    """)
