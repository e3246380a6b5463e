"""How bets end: which game and player each is on, and what a book makes of what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Any

import polars as pl

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.core.wording import worded
from nba_props.data.eastern import league_day
from nba_props.data.matching.names import SAME, Match, match
from nba_props.data.over import final_games, is_over
from nba_props.data.vocabulary.markets import COMBINED
from nba_props.ledger.columns import BetResult, side_dtype
from nba_props.ledger.settle import outcomes_of, settle
from nba_props.live.bets.games import under_one_id, whole_games
from nba_props.live.bets.moved import not_logged, with_scheduled
from nba_props.market import Market

ABSENT = "did not play"
UNDER_A_MINUTE = "played less than a minute"
PART_ONLY = "{} is not in the logs of game {}, which hold a part of it alone"
SURELY_OVER = dt.timedelta(hours=3)
"""After tip-off; a box score of before may be of a game in play."""
A_YEAR = dt.timedelta(days=365)
"""Who has not played for so long is on no team."""


class Played(Enum):
    """When a player has played, so that bets on him stand."""

    court = "court"
    """He was on the court at all."""
    one_minute = "one_minute"
    """He was for a minute or longer."""


class Postponed(Enum):
    """What becomes of bets on a game that is played on another day."""

    void = "void"
    stands = "stands"


@dataclass(frozen=True)
class SettlementRule:
    """The rules of the house."""

    played: Played = Played.court
    postponed: Postponed = Postponed.void

    @property
    def others(self) -> list[SettlementRule]:
        """The rules of other houses."""
        every = (SettlementRule(played, postponed) for played in Played for postponed in Postponed)
        return [rule for rule in every if rule != self]


RESULTS = pl.Schema(
    {
        "bet_id": pl.String(),
        "game_id": pl.String(),
        "player_id": pl.Int64(),
        "result": pl.String(),
        "outcome": pl.Float64(),
        "reason": pl.String(),
    }
)


@dataclass(frozen=True)
class Ended:
    """How bets ended.

    `results`: the columns of `RESULTS`, of those whose games are over; `outcome` is null where void, `reason`
    that of a void. `unclear`: `bet_id`, `reason`, of those that should have ended, but nobody can tell how.
    """

    results: pl.DataFrame
    unclear: pl.DataFrame


def results_of(
    bets: pl.DataFrame, player_games: pl.DataFrame, rule: SettlementRule, schedule: pl.DataFrame | None = None
) -> Ended:
    """Return how bets ended.

    Args:
        bets: as `BetLedger.bets` returns them.
        player_games: the canonical table; box scores of games that are over.
        rule: the rules of the house.
        schedule: the canonical table, which tells of postponed games before they are played.
    """
    logs, ids = under_one_id(player_games)
    placed = _with_players(_with_games(bets.with_columns(pl.col("game_id").replace(ids)), logs), logs)
    known = placed.filter(pl.col("player_id").is_not_null() & pl.col("played_on").is_not_null())
    known = known.with_columns(pl.col("side").cast(side_dtype()))
    rows = logs.filter(pl.col("game_id").is_in(known["game_id"].unique().to_list()))
    outcomes = _outcomes(known, rows, rule.played)
    settled = settle(known, outcomes).filter(pl.col("result") != BetResult.PENDING.value)
    counted = settled.join(
        outcomes.select(*PLAYER_GAME_MARKET, "played", "short"),
        on=PLAYER_GAME_MARKET,
        how="left",
        maintain_order="left",
    )
    no_count = (pl.col("result") == BetResult.VOID.value) & pl.col("played")
    ended = _by_rule(counted.filter(~no_count.fill_null(value=False)), rule.postponed)
    unlisted = _unlisted(ended, rows)
    unplayed = placed.filter(pl.col("played_on").is_null())
    called_off = _called_off(unplayed, schedule, rule.postponed)
    results = pl.concat([ended.join(unlisted, on="bet_id", how="anti", maintain_order="left"), called_off])
    uncounted = worded("the box score has no {} of {}", "market", "player_name")
    unclear = [
        placed.filter(pl.col("unclear").is_not_null()).select("bet_id", reason="unclear"),
        counted.filter(no_count).select("bet_id", reason=uncounted),
        counted.join(unlisted, on="bet_id", how="semi")
        .join(_open(bets), on="bet_id", how="semi")
        .select("bet_id", reason=worded(PART_ONLY, "player_name", "game_id")),
        not_logged(
            unplayed.join(called_off, on="bet_id", how="anti").join(_open(bets), on="bet_id", how="semi"),
            logs,
            schedule,
        ),
    ]
    return Ended(results, pl.concat(unclear))


def _unlisted(ended: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the bets on men without a row, of whose games the logs hold a part: whether they played is open.

    Args:
        ended: as `_by_rule` returns them.
        rows: the box scores of their games.
    """
    absent = ended.filter(pl.col("reason") == ABSENT).join(rows, on=PLAYER_GAME, how="anti")
    return absent.filter(~pl.col("game_id").is_in(whole_games(rows))).select("bet_id")


def _open(bets: pl.DataFrame) -> pl.DataFrame:
    return bets.filter(pl.col("result") == BetResult.PENDING.value).select("bet_id")


def _called_off(unplayed: pl.DataFrame, schedule: pl.DataFrame | None, postponed: Postponed) -> pl.DataFrame:
    """Return the bets on games that the schedule says to be postponed, or on another day, as void."""
    if schedule is None or postponed is Postponed.stands:
        return RESULTS.to_frame()
    days = schedule.select("game_id", "date", "status")
    moved = (pl.col("status") == "postponed") | (pl.col("date") != pl.col("night"))
    known = with_scheduled(unplayed, schedule)
    found = known.join(days, on="game_id", how="inner", maintain_order="left").filter(moved)
    told = {"result": BetResult.VOID.value, "outcome": None, "reason": "postponed"}
    return found.with_columns(pl.lit(value).alias(name) for name, value in told.items()).select(
        pl.col(name).cast(dtype) for name, dtype in RESULTS.items()
    )


def over_by(
    player_games: pl.DataFrame, bets: pl.DataFrame, now: dt.datetime, schedule: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the box scores of games that were over by a moment.

    Those of earlier days, and of today's games that bets know the tip-off of, hours after it. A game of which
    nobody has won, and that the schedule does not call final, may last beyond midnight: it is not over while
    its tip-off is not hours ago, nor on the day after where the schedule says that it is yet to end.
    """
    today = league_day(now)
    hours_ago = pl.col("tip_off") + SURELY_OVER <= now
    done, begun = (bets.filter(when)["game_id"].drop_nulls() for when in (hours_ago, ~hours_ago))
    final, awaited = _scheduled(schedule, today - dt.timedelta(days=1))
    game = pl.col("game_id")
    due = (pl.col("date") < today) | ((pl.col("date") == today) & game.is_in(done.to_list()))
    return player_games.filter(due & (is_over(final) | ~game.is_in([*begun, *awaited])))


def _scheduled(schedule: pl.DataFrame | None, since: dt.date) -> tuple[list[str], list[str]]:
    """Return the games that are final, and those from a day on that are yet to end."""
    if schedule is None:
        return [], []
    to_end = (pl.col("date") >= since) & pl.col("status").is_in(["scheduled", "live"])
    return final_games(schedule), schedule.filter(to_end)["game_id"].to_list()


def _with_games(bets: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the bets with the game of the box scores, and `played_on`, its day; null where there is none.

    A game that the box scores know by another id is that of the bet's team on its night, if it is against the
    opponent that the bet names: on the night of a game that was moved, a team may play another one.
    """
    games = player_games.select("game_id", played_on="date").unique("game_id")
    of_team = player_games.select("date", "team", of_team="game_id", met="opponent").unique()
    of_team = of_team.filter(~pl.struct("date", "team").is_duplicated())
    same = pl.col("opponent").is_null() | pl.col("met").eq_missing(pl.col("opponent"))
    logged = pl.col("game_id").is_in(games["game_id"].to_list())
    plain = bets.drop("result", "outcome", "reason", "profit").with_columns(given_game="game_id")
    found = plain.join(
        of_team, left_on=["night", "team"], right_on=["date", "team"], how="left", maintain_order="left"
    )
    found = found.with_columns(
        pl.when(logged | pl.col("of_team").is_null() | ~same)
        .then("game_id")
        .otherwise("of_team")
        .alias("game_id")
    )
    return found.drop("of_team", "met").join(games, on="game_id", how="left", maintain_order="left")


def _with_players(bets: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the bets with the player, and `unclear`: why nobody can tell him."""
    nameless = bets.filter(pl.col("player_id").is_null() & pl.col("played_on").is_not_null())
    names = player_games.select("date", "game_id", "team", "player_id", "player_name")
    found = [(row["bet_id"], *_player(row, names)) for row in nameless.iter_rows(named=True)]
    schema = {"bet_id": pl.String, "named": pl.Int64, "unclear": pl.String}
    joined = bets.join(
        pl.DataFrame(found, schema, orient="row"), on="bet_id", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("player_id", "named").alias("player_id")).drop("named")


def _player(bet: dict[str, Any], names: pl.DataFrame) -> tuple[int | None, str | None]:
    """Return the player whom a bet names: as his game writes him, or the one whom it fits of all of his team.

    Whom a short or an old spelling means, the men of the team tell who sat out that night, too. Of a bet with
    a team only men of that team are meant, and none who plays the game for the other one.
    """
    playing = names.filter(pl.col("game_id") == bet["game_id"])
    team = pl.col("team") == pl.lit(bet["team"])
    own = team.fill_null(value=True)
    here, others = playing.filter(own), playing.filter(~own)
    elsewhere = names.join(others, on="player_id", how="anti")
    men, ever = pl.concat([here, _men_on(bet["night"], elsewhere).filter(team)]), elsewhere.filter(team)
    for rows, exact in ((here, True), (men, False), (ever, True)):
        found = _named(bet, rows)
        if found.player_id is not None and (not exact or found.level == SAME):
            return found.player_id, None
    return None, f"{bet['player_name']}: no one player of {bet['team'] or 'that game'} has this name"


def _men_on(night: dt.date, names: pl.DataFrame) -> pl.DataFrame:
    """Return the last game of each player up to a night, of those who have played in the year before."""
    past = names.filter(pl.col("date").is_between(night - A_YEAR, night))
    return past.sort("date").unique("player_id", keep="last", maintain_order=True)


def _named(bet: dict[str, Any], men: pl.DataFrame) -> Match:
    candidates = dict(men.unique("player_id").select("player_id", "player_name").iter_rows())
    return match(str(bet["player_name"]), candidates)


def _outcomes(bets: pl.DataFrame, rows: pl.DataFrame, played: Played) -> pl.DataFrame:
    markets = [Market(name, list(COMBINED[name])) for name in sorted(set(bets["market"]))]
    if not markets:
        markets = [Market("points", ["points"])]
    outcomes = outcomes_of(rows, markets)
    if played is Played.court:
        return outcomes.with_columns(short=pl.lit(False))
    below = rows.filter(pl.col("minutes") < 1).select(*PLAYER_GAME, below=True)
    timed = outcomes.join(below, on=PLAYER_GAME, how="left", maintain_order="left")
    short = pl.col("played") & pl.col("below").is_not_null()
    return timed.with_columns(short=short, played=pl.col("played") & ~short).drop("below")


def _by_rule(settled: pl.DataFrame, postponed: Postponed) -> pl.DataFrame:
    void = BetResult.VOID.value
    moved = (pl.col("played_on") != pl.col("night")) & pl.lit(postponed is Postponed.void)
    result = pl.when(moved).then(pl.lit(void)).otherwise(pl.col("result").cast(pl.String))
    reason = (
        pl.when(moved)
        .then(worded("played on {}", pl.col("played_on").cast(pl.String)))
        .when(pl.col("result") == void)
        .then(pl.when(pl.col("short")).then(pl.lit(UNDER_A_MINUTE)).otherwise(pl.lit(ABSENT)))
    )
    outcome = pl.when(result != void).then("outcome")
    ended = settled.with_columns(result=result, outcome=outcome, reason=reason)
    return ended.select(pl.col(name).cast(dtype) for name, dtype in RESULTS.items())
