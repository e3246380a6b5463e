"""Rosters, and the blocks that read them, agree with SQL that was written from their docstrings, to 1e-9."""

from __future__ import annotations

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.features.block.role import Role
from nba_props.features.block.teammates_out import TeammatesOut
from nba_props.features.history import History
from tests.features.oracle import Oracle, assert_agree, history
from tests.leagues import PRA, random_out

STATS = ("minutes", "possessions", "rebounds", "pra")


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


def test_teammates_out(league: Dataset, oracle: Oracle) -> None:
    out = random_out(league)
    oracle.sql.register("is_out", out.to_arrow())
    block = TeammatesOut(
        stats=["minutes", "target"],
        opponent_stats=["rebounds"],
        position_stats=["minutes"],
        games=8,
        least_minutes=11.96,
    )
    ours = block.features(History.of(league.player_games, PRA, league.positions, out))
    amounts = {"players": "1", "minutes": "minutes", "pra": "pra"}
    tonight, norm = "out_tonight", "(1 - games / team_games)"
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
    truth = ask(
        oracle,
        8,
        f"""
        , rotation AS (
            SELECT m.*, (o.player_id IS NOT NULL)::INT AS out_tonight FROM members m
            LEFT JOIN (SELECT DISTINCT * FROM is_out) o
            ON o.team = m.team AND o.date = m.row_date AND o.player_id = m.player_id
            WHERE m.minutes >= 11.96
        )
        SELECT {", ".join(f"{sql} AS {name}" for name, sql in columns.items())} FROM games g ORDER BY g.row
        """,
    )
    assert_agree(ours, truth)
