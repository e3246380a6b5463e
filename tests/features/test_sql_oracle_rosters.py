"""Rosters, and the blocks that read them, agree with SQL that was written from their docstrings, to 1e-9."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.features.block.active_share import ActiveShare
from nba_props.features.block.role import Role
from nba_props.features.block.similar_lineups import SimilarLineups
from nba_props.features.block.teammates_out import TeammatesOut
from nba_props.features.block.vacated_by_role import VacatedByRole
from nba_props.features.history import History
from tests.features.oracle import Oracle, assert_agree, history
from tests.leagues import PRA, random_out

STATS = ("minutes", "possessions", "rebounds", "assists", "blocks", "pra")


def members(oracle: Oracle, window: int) -> str:
    """A query of the roster's members: one row per team, asking date and player.

    Games of two teams on one date have no known order; of these the alphabet decides.
    """
    sums = ", ".join(f"sum({s}) / count(DISTINCT game_id) AS {s}" for s in STATS)
    means = ", ".join(f"avg({s}) AS {s}" for s in STATS)
    return f"""
        SELECT m.*, team_games FROM (
            SELECT team, row_date, player_id, count(*) AS games, min(back) - 1 AS missed_in_a_row,
                   max(date) AS last, arg_max_null(position, date) AS position, {means}
            FROM recent JOIN (
                SELECT team, player_id, date, any_value(position) AS position, {sums}
                FROM played GROUP BY team, player_id, date
            ) USING (team, date) GROUP BY team, row_date, player_id
        ) m JOIN (
            SELECT team, row_date, count(*) AS team_games FROM recent GROUP BY team, row_date
        ) USING (team, row_date)
        WHERE NOT EXISTS (
            FROM played p WHERE p.player_id = m.player_id AND p.team <> m.team AND p.date < m.row_date
            AND (p.date > m.last OR (p.date = m.last AND p.team > m.team))
        )
    """


def recent(window: int) -> str:
    """A query of each team's last games before each of its dates, numbered back from the latest."""
    return f"""
        SELECT team, row_date, date,
               row_number() OVER (PARTITION BY team, row_date ORDER BY date DESC) AS back
        FROM (SELECT team, date AS row_date FROM games UNION SELECT opponent, date FROM games)
        JOIN (SELECT DISTINCT team, date FROM played) USING (team)
        WHERE date < row_date QUALIFY back <= {window}
    """


def ask(oracle: Oracle, window: int, query: str) -> pl.DataFrame:
    return oracle.ask(f"WITH recent AS ({recent(window)}), members AS ({members(oracle, window)}) {query}")


def test_rosters(league: Dataset, oracle: Oracle) -> None:
    columns = ["team", "date", "player_id", "team_games", "games", "missed_in_a_row", "position", *STATS]
    ours = history(league).roster(6, STATS).select(columns).sort("team", "date", "player_id")
    query = f"SELECT {', '.join(columns).replace('date', 'row_date AS date')} FROM members ORDER BY 1, 2, 3"
    truth = ask(oracle, 6, query)
    keys = ["team", "date", "player_id"]
    assert ours.select(keys).equals(truth.select(keys))
    assert ours["position"].equals(truth["position"])
    assert_agree(ours.drop(*keys, "position"), truth.drop(*keys, "position"))


def test_role(league: Dataset, oracle: Oracle) -> None:
    ours = Role(windows=[4], ranks=["minutes", "possessions"], roster_games=8).features(history(league))
    floor = "sum(team_minutes / 5) FILTER (n <= 4)"
    past = oracle.past(
        {
            "starter_share_4": "avg(starter) FILTER (n <= 4)",
            "minutes_share_4": f"sum(minutes) FILTER (n <= 4) / nullif({floor}, 0)",
        },
        {"player_id": "player_id"},
    )
    ranks = ", ".join(
        f"rank() OVER (PARTITION BY team, row_date ORDER BY round({s}, 9) DESC) AS {s}_rank_8"
        for s in ("minutes", "possessions")
    )
    truth = ask(
        oracle,
        8,
        f"""
        SELECT minutes_rank_8, possessions_rank_8, games_missed_8, missed_in_a_row FROM games g LEFT JOIN (
            SELECT *, {ranks}, team_games - games AS games_missed_8 FROM members
        ) m ON m.team = g.team AND m.row_date = g.date AND m.player_id = g.player_id ORDER BY g.row
        """,
    )
    assert_agree(ours, past.hstack(truth))


def ask_rotation(oracle: Oracle, out: pl.DataFrame, window: int, least: float, query: str) -> pl.DataFrame:
    """Ask of `rotation`: members who average enough minutes, with `p` that they sit tonight."""
    oracle.sql.register("is_out", out.to_arrow())
    return ask(
        oracle,
        window,
        f"""
        , rotation AS (
            SELECT m.*, coalesce(p_out, 0) AS p FROM members m LEFT JOIN is_out o
            ON o.team = m.team AND o.date = m.row_date AND o.player_id = m.player_id WHERE minutes >= {least}
        ) {query}
        """,
    )


MATES = "FROM rotation r WHERE r.team = g.team AND r.row_date = g.date AND r.player_id <> g.player_id"
OPPONENTS = "FROM rotation r WHERE r.team = g.opponent AND r.row_date = g.date"
MEMBER = "FROM members m WHERE m.team = g.team AND m.row_date = g.date AND m.player_id = g.player_id"


def totalled(amount: str, who: str) -> str:
    """The sum over those of a rotation, 0 for nobody of a known one; null where the team has none."""
    known = who.replace(" AND r.player_id <> g.player_id", "")
    return f"CASE WHEN EXISTS ({known}) THEN (SELECT coalesce(sum({amount}), 0) {who}) END"


def test_active_share(league: Dataset, oracle: Oracle) -> None:
    out = random_out(league)
    block = ActiveShare(stats=["rebounds", "target"], windows=[6], least_minutes=11.96)
    ours = block.features(History.of(league.player_games, PRA, league.positions, out))
    columns = {"minutes_active": totalled("minutes * (1 - p)", MATES)}
    for stat in ("rebounds", "pra"):
        own = f"(SELECT {stat} {MEMBER})"
        both = f"({own} + {totalled(f'{stat} * (1 - p)', MATES)})"
        columns[f"{stat}_active_share"] = f"CASE WHEN {both} > 0 THEN {own} / {both} END"
    listed = ", ".join(f"{sql} AS {name}_6" for name, sql in columns.items())
    assert_agree(ours, ask_rotation(oracle, out, 6, 11.96, f"SELECT {listed} FROM games g ORDER BY g.row"))


@pytest.mark.slow
def test_vacated_by_role(league: Dataset, oracle: Oracle) -> None:
    out = random_out(league)
    ours = VacatedByRole(windows=[6], least_minutes=11.96).features(
        History.of(league.player_games, PRA, league.positions, out)
    )
    rim = "(rebounds + 2 * blocks)"
    share = f"coalesce({rim} / nullif({rim} + assists, 0), 0.7)"
    lean = f"least(1, greatest(-1, ({share} - 0.7) / 0.2))"
    part = {
        "big": f"greatest(0, {lean})",
        "wing": f"(1 - abs({lean}))",
        "guard": f"greatest(0, -{lean})",
    }
    columns = {f"role_{role}": f"(SELECT {sql} {MEMBER})" for role, sql in part.items()}
    for role, sql in part.items():
        columns[f"minutes_active_{role}"] = totalled(f"minutes * (1 - p) * {sql}", MATES)
        for stat in ("minutes", "possessions"):
            columns[f"{stat}_vacated_{role}"] = totalled(f"{stat} * p * {sql}", MATES)
            columns[f"opponent_{stat}_vacated_{role}"] = totalled(f"{stat} * p * {sql}", OPPONENTS)
    for state in ("vacated", "active"):
        shared = (f"{columns[f'role_{role}']} * {columns[f'minutes_{state}_{role}']}" for role in part)
        columns[f"minutes_{state}_same_role"] = " + ".join(shared)
    listed = ", ".join(f"{sql} AS {name}_6" for name, sql in columns.items())
    assert_agree(ours, ask_rotation(oracle, out, 6, 11.96, f"SELECT {listed} FROM games g ORDER BY g.row"))


def test_similar_lineups(league: Dataset, oracle: Oracle) -> None:
    out = random_out(league)
    block = SimilarLineups(["target", "minutes"], 6.0, 30.0, longest=9, games=6, least_minutes=11.96)
    ours = block.features(History.of(league.player_games, PRA, league.positions, out))
    query = """
        , per_date AS (
            SELECT player_id, date, team, sum(pra) / count(DISTINCT game_id) AS pra,
                   sum(minutes) / count(DISTINCT game_id) AS minutes
            FROM played GROUP BY player_id, date, team
        ), past AS (
            SELECT g.row, g.team, g.date AS row_date, g.player_id, p.date, p.team AS then_team,
                   p.pra, p.minutes,
                   row_number() OVER (PARTITION BY g.row ORDER BY p.date DESC, p.team DESC) - 1 AS age
            FROM games g JOIN per_date p ON p.player_id = g.player_id AND p.date < g.date QUALIFY age < 9
        ), apart AS (
            SELECT row, pra, minutes, age, coalesce((
                SELECT sum(r.minutes * abs((1 - p) - EXISTS (
                    FROM played b WHERE b.player_id = r.player_id AND b.date = past.date
                    AND b.team = past.then_team AND past.then_team = past.team
                )::INT)) FROM rotation r
                WHERE r.team = past.team AND r.row_date = past.row_date AND r.player_id <> past.player_id
            ), 0) AS distance FROM past
        ), weighed AS (
            SELECT *, 0.5 ** (age / 6) AS w, exp(-distance / 30) AS likeness FROM apart
        )
        SELECT sum(weighed.pra * w * likeness) / sum(w * likeness) AS pra_similar,
               sum(weighed.minutes * w * likeness) / sum(w * likeness) AS minutes_similar,
               sum(w * likeness) / sum(w) AS lineup_likeness
        FROM games LEFT JOIN weighed USING (row) GROUP BY row ORDER BY row
    """
    assert_agree(ours, ask_rotation(oracle, out, 6, 11.96, query))


def test_teammates_out(league: Dataset, oracle: Oracle) -> None:
    out = random_out(league)
    block = TeammatesOut(
        stats=["minutes", "target"],
        opponent_stats=["rebounds"],
        position_stats=["minutes"],
        games=8,
        least_minutes=11.96,
    )
    ours = block.features(History.of(league.player_games, PRA, league.positions, out))
    amounts = {"players": "1", "minutes": "minutes", "pra": "pra"}
    tonight, norm = "p", "(1 - games / team_games)"
    mates = "team = g.team AND player_id <> g.player_id"

    def total(amount: str, who: str) -> str:
        """Zero where nobody of a known rotation is out, null where there is no rotation at all."""
        team = "g.opponent" if "opponent" in who else "g.team"
        known = f"EXISTS (FROM rotation WHERE row_date = g.date AND team = {team})"
        value = f"(SELECT coalesce(sum({amount}), 0) FROM rotation WHERE row_date = g.date AND {who})"
        return f"CASE WHEN {known} THEN {value} END"

    columns = {}
    for name, amount in amounts.items():
        columns[f"{name}_vacated"] = total(f"{tonight} * {amount}", mates)
        columns[f"{name}_vacated_excess"] = total(f"({tonight} - {norm}) * {amount}", mates)
    for name, share in (("", tonight), ("_excess", f"({tonight} - {norm})")):
        columns[f"opponent_rebounds_vacated{name}"] = total(f"{share} * rebounds", "team = g.opponent")
    position = total(f"{tonight} * minutes", f"{mates} AND position = g.position")
    columns["minutes_vacated_position"] = f"CASE WHEN g.position IS NOT NULL THEN {position} END"
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    truth = ask_rotation(oracle, out, 8, 11.96, f"SELECT {listed} FROM games g ORDER BY g.row")
    assert_agree(ours, truth)
