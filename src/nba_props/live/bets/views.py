"""Bets, settlements and reports as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from nba_props.evaluation import catalogue
from nba_props.evaluation.bootstrap import LEAST_DATES
from nba_props.evaluation.formatting import DASH, count, format_of, written
from nba_props.ledger.daily import counted
from nba_props.live.bets.ledger import Settlement
from nba_props.live.bets.report import BetsReport
from nba_props.report import tables
from nba_props.tracking.table import TextTable

SHOWN_NIGHTS = 10
SHORT = 8
"""Letters of an id that are shown; its beginning will do for every command."""
BARS = "▁▂▃▄▅▆▇█"

FIGURES = (
    "betting_n_bets", "betting_staked", "betting_profit", "betting_roi", "betting_expected_roi",
    "betting_win_rate", "betting_average_odds", "betting_clv", "betting_clv_novig", "betting_beat_close",
    "betting_max_drawdown", "betting_n_voids", "betting_n_pending",
)  # fmt: skip
"""The figures of a report, those that are known."""
LABELS = {
    "betting_staked": "staked",
    "betting_n_voids": "void",
    "betting_n_pending": "open",
}
"""Words for those that the catalogue has none for."""
SEGMENT_COLUMNS = {
    "betting_staked": "staked",
    "betting_roi": "return",
    "betting_expected_roi": "claimed",
    "betting_clv": "CLV",
}


def listed(bets: pl.DataFrame, title: str) -> list[TextTable]:
    """Return bets, one a row."""
    columns = ["id", "night", "player", "bet", "price", "stake", "result"]
    rows = [
        [
            row["bet_id"][:SHORT],
            str(row["night"]),
            row["player_name"],
            wager(row),
            f"{row['price']:.2f}",
            f"{row['stake']:,.2f}",
            result(row),
        ]
        for row in bets.iter_rows(named=True)
    ]
    return [TextTable(title, columns, rows, frozenset(["price", "stake"]), [] if rows else ["no bets"])]


def wager(row: dict[str, Any]) -> str:
    """Return what is bet: `over 20.5 points, DraftKings`."""
    paper = " (paper)" if row["paper"] else ""
    return f"{row['side']} {row['line']:g} {row['market']}, {row['book']}{paper}"


def result(row: dict[str, Any]) -> str:
    """Return how a bet ended: `win, 25: +10.00`."""
    if row["profit"] is None:
        return "open"
    was = "" if row["outcome"] is None or row["result"] == "void" else f", {row['outcome']:g}"
    return f"{row['result']}{was}: {row['profit']:+,.2f}"


def history(changes: pl.DataFrame) -> list[TextTable]:
    """Return what happened to a bet, one change a row."""
    columns = ["when (UTC)", "what", "line", "book", "price", "stake", "result"]
    rows = [
        [
            f"{row['at']:%Y-%m-%d %H:%M:%S}",
            row["kind"],
            *(DASH if row[name] is None else f"{row[name]:g}" for name in ("line",)),
            row["book"] or DASH,
            *(DASH if row[name] is None else f"{row[name]:.2f}" for name in ("price", "stake")),
            " ".join(str(row[name]) for name in ("result", "reason") if row[name] is not None) or DASH,
        ]
        for row in changes.iter_rows(named=True)
    ]
    return [TextTable(changes["bet_id"][0], columns, rows, frozenset(["line", "price", "stake"]))]


def settlement(found: Settlement) -> list[TextTable]:
    """Return what a settlement came to: the bets that ended, or end otherwise now, and what is open."""
    made = [*(listed(found.settled, "Settled") if found.settled.height else [])]
    made += _anew(found.corrected, "Settled anew: the box score was corrected")
    made += _anew(found.resettled, "Settled anew: by another rule of the house")
    notes = [f"not settled: {bet_id[:SHORT]}: {reason}" for bet_id, reason in found.unclear.iter_rows()]
    notes += [f"not settled anew: {bet_id[:SHORT]}: {reason}" for bet_id, reason in found.kept.iter_rows()]
    if found.kept.height:
        notes.append("--resettle settles those by this rule")
    return [*made, TextTable(_sentence(found), [], [], notes=notes)]


def _anew(bets: pl.DataFrame, title: str) -> list[TextTable]:
    """Return the table of bets that had ended otherwise; none where there are none."""
    if bets.is_empty():
        return []
    (table,) = listed(bets, title)
    notes = [
        f"{row['bet_id'][:12]} was {row['result_before']}"
        + ("" if row["outcome_before"] is None else f", {row['outcome_before']:g}")
        for row in bets.iter_rows(named=True)
    ]
    return [TextTable(table.title, table.columns, table.rows, table.right, notes)]


def _sentence(found: Settlement) -> str:
    results = found.settled["result"]
    ends = ", ".join(
        f"{n} {end}" for end in ("win", "loss", "push", "void") if (n := int((results == end).sum()))
    )
    profit = f" ({ends}), profit {found.settled['profit'].sum():+,.2f}" if ends else ""
    again = found.corrected.height + found.resettled.height
    anew = f"; {again} settled anew" if again else ""
    return f"{count(found.settled.height, 'bet')} settled{profit}{anew}; {found.open} open"


def report(found: BetsReport) -> list[TextTable]:
    """Return a report: figures, segments, claimed against realised, the bankroll."""
    since = "" if found.since is None else f" since {found.since}"
    of = "" if found.money.value == "all" else f", {found.money.value} ones"
    every = [_figures(found, f"Bets{since}{of}")]
    if found.metrics["betting_n_bets"]:
        buckets = tables.edge_buckets(found.ledger)
        every.append(
            _text(tables.segments(found.segments, SEGMENT_COLUMNS, "bets"), "By segment", "", "return")
        )
        if buckets is not None:
            every.append(_text(buckets, "Claimed against realised", "claim", "realised"))
        every.append(_bankroll(found))
    return every


def figures(found: BetsReport) -> list[tuple[str, str, str]]:
    """Return the figures that are known: label, value, interval."""
    rows = []
    for name in FIGURES:
        if name in found.metrics:
            form, label = format_of(name), LABELS.get(name) or catalogue.CATALOGUE[name].label
            ends = written(found.intervals.get(name), form)
            rows.append((label, form(found.metrics[name]), ends))
    return rows


def _figures(found: BetsReport, title: str) -> TextTable:
    columns = ["figure", "value", "95 % interval"]
    return TextTable(title, columns, figures(found), frozenset([columns[1]]), notes(found))


def notes(found: BetsReport) -> list[str]:
    """Return what is to be known of the figures, in sentences."""
    told = []
    if found.metrics["betting_n_bets"] and "betting_clv" not in found.metrics:
        told.append("No closing quotes: the store holds none that is later than a bet, of its book.")
    bets = counted(found.ledger)
    of_bets = {"the return": (bets, "bets"), "the closing line value": (bets.drop_nulls("clv"), "a close")}
    for figure, (rows, those) in of_bets.items():
        if 0 < (nights := rows["date"].n_unique()) < LEAST_DATES:
            few = f"{count(nights, 'night')} with {those}, where {LEAST_DATES} are needed"
            told.append(f"No interval of {figure}: {few}.")
    if found.n_late:
        told.append(f"Entered after tip-off: {count(found.n_late, 'bet')}, which may have been chosen since.")
    return told


def _text(table: tables.Table, title: str, first: str, spread: str) -> TextTable:
    """Return a report's table for a terminal; the column `spread` keeps its intervals, beside it."""
    at = table.columns.index(spread)
    columns = [first or "segment", *table.columns[: at + 1], "95 %", *table.columns[at + 1 :]]
    rows: list[Sequence[str]] = []
    for heading, lines in table.groups:
        if heading:
            rows.append([heading, *[""] * (len(columns) - 1)])
        for label, cells in lines:
            texts = [cell.text for cell in cells]
            name = f"  {label}" if heading else label
            rows.append([name, *texts[: at + 1], cells[at].detail.replace(" %", ""), *texts[at + 1 :]])
    return TextTable(title, columns, rows, frozenset(columns[1:]))


def _bankroll(found: BetsReport) -> TextTable:
    nights = found.nights
    columns = ["night", "bets", "staked", "profit", "bankroll"]
    rows = [
        [str(row["date"]), str(row["bets"]), f"{row['staked']:,.2f}", f"{row['profit']:+,.2f}",
         f"{row['bankroll']:,.2f}"]
        for row in nights.tail(SHOWN_NIGHTS).iter_rows(named=True)
    ]  # fmt: skip
    title = f"Bankroll, from {found.start:,.2f}: {sparkline([found.start, *nights['bankroll'].to_list()])}"
    more = nights.height - len(rows)
    notes = [f"and {count(more, 'night')} before"] if more else []
    return TextTable(title, columns, rows, frozenset(columns[1:]), notes)


def sparkline(values: Sequence[float], width: int = 40) -> str:
    """Return a line of bars, the lowest value the smallest; of many values the last of each stretch."""
    step = max(1, -(-len(values) // width))
    shown = list(values[::-1][::step])[::-1]
    low, high = min(shown), max(shown)
    reach = (high - low) or 1.0
    return "".join(BARS[round((value - low) / reach * (len(BARS) - 1))] for value in shown)
