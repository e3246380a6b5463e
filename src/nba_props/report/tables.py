"""The tables of a report: segments, claimed against realised returns, single bets, configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from nba_props.evaluation.formatting import DASH, Format, format_of, number, percent, share, signed, written
from nba_props.ledger.daily import counted
from nba_props.report.numbers import tone
from nba_props.report.series.returns import returns_by_claim
from nba_props.report.series.weights import monthly_weights

SHOWN = 10
"""Best bets, and worst bets."""


@dataclass(frozen=True)
class Cell:
    """A figure in a table; `tone` is good or bad where its interval lies on one side of zero."""

    text: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """`groups`: a heading and its rows, each a label and cells, one per column."""

    columns: list[str]
    groups: list[tuple[str, list[tuple[str, list[Cell]]]]]


@dataclass(frozen=True)
class Setting:
    """A key of the configuration, its value, and what the preset has where that differs."""

    key: str
    value: str
    preset: str | None


SEGMENTS = {
    "val_mae": "MAE",
    "naive_skill_mae": "skill against naive",
    "skill_mae": "skill against line",
}
BETTING = {
    "betting_roi": "return",
    "betting_expected_roi": "claimed",
    "betting_win_rate": "win rate",
    "betting_clv": "CLV",
}
_SIGNED = ("naive_skill_mae", "skill_mae", "betting_roi")
_SHORT: dict[str, Format] = {"val_mae": number(2)}
"""Metrics that are written with fewer digits here than elsewhere."""


def segments(frame: pl.DataFrame, headings: Mapping[str, str], unit: str) -> Table:
    """Return a table of segments, a group each, values as rows.

    Args:
        frame: `segment`, `value`, `metric`, `n`, `figure`, `low`, `high`.
        headings: of metrics, by name; those that no segment has are left out.
        unit: the heading of the counts.
    """
    metrics = [name for name in headings if name in frame["metric"].unique()]
    groups = []
    for segment, part in frame.group_by("segment", maintain_order=True):
        values = [
            (str(value[0]), _segment_cells(of_value, metrics))
            for value, of_value in part.group_by("value", maintain_order=True)
        ]
        groups.append((str(segment[0]).replace("_", " "), values))
    return Table([unit, *(headings[name] for name in metrics)], groups)


def _segment_cells(part: pl.DataFrame, metrics: list[str]) -> list[Cell]:
    of_metric = {row["metric"]: row for row in part.to_dicts()}
    cells = [Cell(f"{max(part['n'].to_list()):,}")]
    for name in metrics:
        row = of_metric.get(name)
        if row is None or row["figure"] is None:
            cells.append(Cell(DASH))
            continue
        ends = None if row["low"] is None else (row["low"], row["high"])
        colour = tone(ends) if name in _SIGNED else ""
        form = _SHORT.get(name) or format_of(name)
        cells.append(Cell(form(row["figure"]), written(ends, form), colour))
    return cells


def pool_weights(weights: pl.DataFrame) -> Table:
    """Return the model's weight in the pool as it was learnt by the end of each month (`PoolByDate`)."""
    months = monthly_weights(weights).iter_rows(named=True)
    rows = [(f"{row['month']:%B %Y}", _weight_cells(row)) for row in months]
    return Table(["weight", "player-games"], [("", rows)])


def _weight_cells(row: Mapping[str, Any]) -> list[Cell]:
    ends, form = (row["low"], row["high"]), signed(2)
    return [Cell(form(row["weight"]), written(ends, form), tone(ends)), Cell(f"{row['player_games']:,.0f}")]


def edge_buckets(ledger: pl.DataFrame) -> Table | None:
    """Claimed against realised return, by what was claimed; None without bets."""
    found = returns_by_claim(ledger)
    if found.is_empty():
        return None
    rows = [(row["bucket"], _bucket_cells(row)) for row in found.iter_rows(named=True)]
    return Table(["bets", "claimed", "realised", "win rate"], [("", rows)])


def _bucket_cells(row: Mapping[str, Any]) -> list[Cell]:
    ends = None if row["low"] is None else (row["low"], row["high"])
    return [
        Cell(f"{row['bets']:,}"),
        Cell(percent(row["claimed"])),
        Cell(percent(row["realised"]), written(ends, percent), tone(ends)),
        Cell(DASH if row["win_rate"] is None else share(row["win_rate"])),
    ]


def single_bets(ledger: pl.DataFrame, rows: pl.DataFrame, best: bool) -> list[dict[str, str]]:
    """Return the bets with the largest profits or losses, of equal ones those that claimed most first."""
    ordered = counted(ledger).sort(
        "profit", "value", "date", "player_id", descending=[best, True, False, False], nulls_last=True
    )
    ordered = ordered.filter(pl.col("profit") > 0 if best else pl.col("profit") < 0).head(SHOWN)
    names = player_names(rows)
    return [_bet(row, names) for row in ordered.to_dicts()]


def player_names(rows: pl.DataFrame) -> dict[Any, str]:
    """Player id -> name, as far as the rows tell."""
    if "player_name" not in rows.columns:
        return {}
    return dict(rows.select("player_id", "player_name").drop_nulls().unique("player_id").iter_rows())


def _bet(row: dict[str, Any], names: Mapping[Any, str]) -> dict[str, str]:
    outcome = row.get("outcome")
    return {
        "date": str(row["date"]),
        "player": names.get(row["player_id"], str(row["player_id"])),
        "bet": f"{row['side']} {row['line']:g}",
        "price": f"{row['price']:.2f}",
        "book": str(row["book"]),
        "claimed": percent(row["value"]),
        "outcome": DASH if outcome is None else f"{outcome:g}",
        "profit": f"{row['profit']:+,.2f}",
    }


def settings(config: Mapping[str, Any], preset: Mapping[str, Any] | None) -> list[Setting]:
    """Every key with its value, sorted; keys that only the preset has come with an empty value."""
    before = config if preset is None else preset
    keys = sorted({*config, *before})
    return [_setting(key, config, before) for key in keys]


def _setting(key: str, config: Mapping[str, Any], preset: Mapping[str, Any]) -> Setting:
    value, before = (_text(side[key]) if key in side else "" for side in (config, preset))
    differs = (key in config) != (key in preset) or value != before
    return Setting(key, value, (before or "(absent)") if differs else None)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def quality_figures(figures: Mapping[str, float]) -> dict[str, str]:
    """Return the figures of `QualityReport` in words: what is called a share as one, the others as counts."""
    return {
        name: share(value) if name.startswith("share ") else f"{value:,.0f}"
        for name, value in figures.items()
    }


def pending(bets: pl.DataFrame) -> list[dict[str, str]]:
    """Return the bets on games to come in words, in their order."""
    return [
        {
            "player": row["player_name"] or str(row["player_id"]),
            "game": f"{row['date']} · {row['team']} {'v' if row['home'] else 'at'} {row['opponent']}",
            "bet": f"{row['market']} {row['side']} {row['line']:g}",
            "price": f"{row['price']:.3f}",
            "book": row["book"],
            "value": percent(row["value"]),
            "stake": f"{row['stake']:.2f}",
        }
        for row in bets.iter_rows(named=True)
    ]
