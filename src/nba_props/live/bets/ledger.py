"""The ledger itself: bets are recorded, placed, voided and settled; every change is kept with its time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.core.wording import worded
from nba_props.errors import DataError
from nba_props.ledger.columns import BetResult
from nba_props.live.bets import database
from nba_props.live.bets.changes import append, find_bet, read_bets, read_changes
from nba_props.live.bets.columns import NEW_BETS, TERMS, Change, as_kept
from nba_props.live.bets.other_rules import by_other_rules
from nba_props.live.bets.settlement import RESULTS, SettlementRule, over_by, results_of


@dataclass(frozen=True)
class Settlement:
    """What a settlement came to.

    `settled`: the bets that ended now; `corrected`: those that had ended and end otherwise by the box scores
    as they are now; `resettled`: those that had ended by another rule and end by this one now; both with
    `result_before` and `outcome_before`, all as `BetLedger.bets` returns them. `kept`: `bet_id`, `reason`, of
    those that stay as they ended by another rule. `unclear`: `bet_id`, `reason`, of bets that should have
    ended. `open`: how many are open.
    """

    settled: pl.DataFrame
    corrected: pl.DataFrame
    resettled: pl.DataFrame
    kept: pl.DataFrame
    unclear: pl.DataFrame
    open: int


@dataclass(frozen=True)
class BetLedger:
    """Bets that were made, in the SQLite file `path`."""

    path: Path

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> BetLedger:
        """Open a ledger.

        Raises:
            DataError: there is none and none may be made, or the file is no ledger that this version reads.
        """
        database.prepare(path, create=create)
        return cls(path)

    def record(self, picks: pl.DataFrame, now: dt.datetime, *, paper: bool = True) -> int:
        """Keep picks as bets; a pick that is one already stays as it is.

        Args:
            picks: one bet a row, with `pick_id` and the columns of `columns.TERMS`, of which those that may
                be empty may be missing. Where there is a column `taken`, those that were not are left out.
            now: when.
            paper: whether no money is on them.

        Returns:
            How many are new.

        Raises:
            DataError: a column is missing, or a value is not allowed.
        """
        taken = picks.filter(pl.col("taken")) if "taken" in picks.columns else picks
        if "pick_id" not in taken.columns:
            raise DataError("picks: column pick_id is missing")
        return self._begin(taken.rename({"pick_id": "bet_id"}), Change.RECORD, now, paper)

    def add(
        self, terms: Mapping[str, Any], now: dt.datetime, *, paper: bool = False, again: bool = False
    ) -> str:
        """Keep a bet that no pick proposed; return its id.

        Args:
            terms: some of `columns.TERMS`, all that may not be empty.
            now: when.
            paper: whether no money is on it.
            again: whether the same bet may be there already.

        Raises:
            DataError: a term is missing or not allowed, or the same bet is there.
        """
        row = NEW_BETS.conform(pl.DataFrame([{"bet_id": "new", **terms}], infer_schema_length=None))
        same = _digest(row.row(0, named=True))
        with database.reading(self.path) as connection:
            found = connection.execute("SELECT bet_id FROM changes WHERE kind = 'add'").fetchall()
        twins = [bet_id for (bet_id,) in found if bet_id.partition("-")[0] == same]
        if twins and not again:
            raise DataError(
                f"{twins[0]}: is the same bet, and in the ledger already; --again adds another one"
            )
        bet_id = f"{same}-{len(twins) + 1}" if twins else same
        if not self._begin(row.with_columns(bet_id=pl.lit(bet_id)), Change.ADD, now, paper):
            raise DataError(f"{bet_id}: was added meanwhile by another process")
        return bet_id

    def place(
        self, bet: str, now: dt.datetime, *, price: float, book: str, stake: float, line: float | None = None
    ) -> bool:
        """Make a bet a real one, as it was taken; return whether that changes anything.

        Args:
            bet: its id, or the beginning of it.
            now: when.
            price: decimal.
            book: where.
            stake: in units of money.
            line: where the book's line is not that of the pick.

        Raises:
            DataError: there is no such bet, it has ended, or a value is not allowed.
        """
        with database.writing(self.path) as connection:
            found = find_bet(connection, bet)
            if found["result"] != BetResult.PENDING.value:
                raise DataError(
                    f"{found['bet_id']}: has ended ({found['result']}); only open bets are placed"
                )
            terms = {
                "line": found["line"] if line is None else line,
                "book": book,
                "price": price,
                "stake": stake,
            }
            NEW_BETS.conform(pl.DataFrame([{**found, **terms}], infer_schema_length=None))
            changed = found["paper"] or any(found[name] != value for name, value in terms.items())
            if changed:
                append(connection, Change.PLACE, now, [{"bet_id": found["bet_id"], "paper": False, **terms}])
        return changed

    def void(self, bet: str, now: dt.datetime, reason: str = "") -> bool:
        """Call a bet off, whatever it ended by; return whether that changes anything.

        Raises:
            DataError: there is no such bet.
        """
        with database.writing(self.path) as connection:
            bet_id = find_bet(connection, bet)["bet_id"]
            there = "SELECT 1 FROM changes WHERE bet_id = ? AND kind = 'void'"
            changed = connection.execute(there, (bet_id,)).fetchone() is None
            if changed:
                append(connection, Change.VOID, now, [{"bet_id": bet_id, "reason": reason}])
        return changed

    def settle(
        self,
        player_games: pl.DataFrame,
        now: dt.datetime,
        rule: SettlementRule | None = None,
        schedule: pl.DataFrame | None = None,
        *,
        resettle: bool = False,
    ) -> Settlement:
        """Settle bets by box scores: open ones, and those whose box score says something else than before.

        Bets that were voided by a person stay so. A bet that ended stays ended where its game is missing, and
        as it ended where another rule makes that of its box score as it is now: nothing was corrected.

        Args:
            player_games: the canonical table.
            now: when; games of later days are not seen.
            rule: the rules of the house.
            schedule: the canonical table, which tells of games that are postponed or not over.
            resettle: whether bets that ended by another rule are settled anew by this one.
        """
        house = rule or SettlementRule()
        with database.writing(self.path) as connection:
            standing = read_bets(connection, "bet_id NOT IN (SELECT bet_id FROM changes WHERE kind = 'void')")
            over = over_by(player_games, standing, now, schedule)
            ended = results_of(standing, over, house, schedule)
            before = standing.select(
                "bet_id", result_before="result", outcome_before="outcome", reason_before="reason"
            )
            compared = ended.results.join(before, on="bet_id", maintain_order="left")
            differs = pl.col("result") != pl.col("result_before")
            differs |= pl.col("outcome").ne_missing(pl.col("outcome_before"))
            news = compared.filter(differs)
            had_ended = news.filter(pl.col("result_before") != BetResult.PENDING.value)
            ruled = by_other_rules(had_ended, standing, over, house, schedule)
            kept = ruled.clear() if resettle else ruled
            news = news.join(kept, on="bet_id", how="anti", maintain_order="left")
            append(connection, Change.SETTLE, now, news.select(list(RESULTS)).iter_rows(named=True))
            after = read_bets(connection)
        now_ended = after.join(
            news.select("bet_id", "result_before", "outcome_before"), on="bet_id", maintain_order="left"
        )
        first = pl.col("result_before") == BetResult.PENDING.value
        of_rule = pl.col("bet_id").is_in(ruled["bet_id"].to_list())
        why = worded("{} by another rule, {} by this one", "result_before", "result")
        return Settlement(
            now_ended.filter(first).drop("result_before", "outcome_before"),
            now_ended.filter(~first & ~of_rule),
            now_ended.filter(~first & of_rule),
            kept.select("bet_id", reason=why),
            ended.unclear,
            after.filter(pl.col("result") == BetResult.PENDING.value).height,
        )

    def bets(self, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Return what bets are now, or were at a moment, by night: the columns of `columns.BETS`."""
        with database.reading(self.path) as connection:
            return read_bets(connection, as_of=as_of)

    def find(self, bet: str) -> dict[str, Any]:
        """Return what a bet is now, by its id or the beginning of it.

        Raises:
            DataError: there is no such bet, or more than one.
        """
        with database.reading(self.path) as connection:
            return find_bet(connection, bet)

    def history(self) -> pl.DataFrame:
        """Return all changes in the order in which they were made: the columns of `columns.EVENTS`."""
        with database.reading(self.path) as connection:
            return read_changes(connection)

    def _begin(self, bets: pl.DataFrame, kind: Change, now: dt.datetime, paper: bool) -> int:
        given = bets.unique("bet_id", keep="first", maintain_order=True)
        terms = NEW_BETS.conform(given)
        with database.writing(self.path) as connection:
            there = {bet_id for (bet_id,) in connection.execute("SELECT DISTINCT bet_id FROM changes")}
            new = terms.filter(~pl.col("bet_id").is_in(list(there)))
            rows = ({**row, "paper": paper} for row in new.iter_rows(named=True))
            append(connection, kind, now, rows)
        return new.height


def _digest(terms: Mapping[str, Any]) -> str:
    """Return what the same bet is told by."""
    told = "\n".join(f"{name}={as_kept(terms.get(name))}" for name in TERMS)
    return hashlib.sha256(told.encode()).hexdigest()[:12]
