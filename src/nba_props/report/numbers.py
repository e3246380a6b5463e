"""The figures of a run beside the books' and the naive ones, as rows of tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from nba_props.evaluation import catalogue
from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.evaluate import TABLE
from nba_props.evaluation.formatting import DASH, Format, format_of, number, percent, written
from nba_props.evaluation.scope import RunScope
from nba_props.report.paired import paired_log_loss
from nba_props.report.view import View


@dataclass(frozen=True)
class Whisker:
    """An interval drawn from 0 to 100: its ends, its value and where zero is."""

    low: float
    high: float
    value: float
    zero: float


@dataclass(frozen=True)
class Card:
    """One headline figure; `tone` is good, bad or unsure, by where its interval lies."""

    name: str
    value: str
    interval: str
    tone: str
    note: str
    whisker: Whisker | None


@dataclass(frozen=True)
class Row:
    """One row of a table of figures; `other` is the figure with suspect quotes."""

    name: str
    value: str
    interval: str = ""
    note: str = ""
    other: str = ""


@dataclass(frozen=True)
class Errors:
    """One predictor on one set of player-games."""

    over: str
    who: str
    mae: str
    interval: str
    bias: str
    skill: str
    skill_interval: str
    tone: str


SKILLS = {("all", "naive"): "naive_skill_mae", ("priced", "line"): "skill_mae"}
"""What the model is compared with on which rows, and the metric of that."""

CARDS = (
    ("skill_mae", "Skill against the line", "share of the line's MAE that the model takes off"),
    ("information_gain", "Information gain", "no-vig log loss less ours, in thousandths of a nat"),
    ("skill_log_loss", "Skill against no-vig", "share of the no-vig log loss that the model takes off"),
    ("betting_roi", "Return on stakes", "profit per unit staked"),
    ("betting_clv", "Closing line value", "price taken over the closing price, less 1"),
)


def cards(view: View) -> list[Card]:
    """Return the headline figures that are known."""
    found = [_card(view, *card) for card in CARDS if known(view.metrics, card[0]) is not None]
    if known(view.metrics, "skill_mae") is None and known(view.metrics, "naive_skill_mae") is not None:
        name = (
            "naive_skill_mae",
            "Skill against the naive mean",
            "share of its MAE that the model takes off",
        )
        found.insert(0, _card(view, *name))
    return found


def errors(view: View) -> list[Errors]:
    """MAE and bias of model, naive mean and line, on all rows and on those with a line."""
    sets = {"all": ("all player-games", "n_predictions"), "priced": ("with a line", "n_priced")}
    rows = []
    for over, who, prefix in TABLE:
        mae, bias = (known(view.metrics, f"{prefix}{name}") for name in ("mae", "bias"))
        if mae is not None:
            label, count = sets[over]
            n = known(view.metrics, count)
            name = label if n is None else f"{label} ({n:,.0f})"
            ends = written(interval(view, f"{prefix}mae"), number(2))
            shown = DASH if bias is None else f"{bias:+.2f}"
            rows.append(Errors(name, who, f"{mae:.3f}", ends, shown, *_skill(view, SKILLS.get((over, who)))))
    return rows


def _skill(view: View, name: str | None) -> tuple[str, str, str]:
    """Return the model's skill against a reference, its interval and tone; blank where there is none."""
    value = None if name is None else known(view.metrics, name)
    if name is None or value is None:
        return "", "", ""
    ends = interval(view, name)
    return percent(value), written(ends, percent), tone(ends)


def probabilities(view: View) -> list[Row]:
    """Scores of the probabilities, the no-vig ones' beside them."""
    rows = []
    for metric in catalogue.rows(RunScope.SCORES, RunScope.PROBABILITIES):
        value, form = known(view.metrics, metric.name), format_of(metric.name)
        if value is not None:
            other = known(view.metrics, metric.beside) if metric.beside and _same_rows(view) else None
            beside = "" if other is None else form(other)
            ends = written(interval(view, metric.name), form)
            rows.append(Row(metric.label, form(value), ends, metric.note, beside))
    return rows


def _same_rows(view: View) -> bool:
    """Whether all rows with a probability have a no-vig one, too: figures of other rows are not compared."""
    ours, paired = known(view.metrics, "log_loss"), paired_log_loss(view.metrics)
    return ours is not None and paired is not None and math.isclose(ours, paired, rel_tol=1e-9)


def bets(view: View) -> list[Row]:
    """Figures of the bets, those with suspect quotes allowed beside them."""
    suspect = view.suspect_metrics or {}
    rows = []
    for metric in catalogue.rows(RunScope.BETS):
        value, form = known(view.metrics, metric.name), format_of(metric.name)
        other = known(suspect, metric.name)
        if value is not None:
            beside = "" if other is None else form(other)
            ends = written(interval(view, metric.name), form)
            rows.append(Row(metric.label, form(value), ends, metric.note, beside))
    return rows


def known(metrics: Mapping[str, float | None], name: str) -> float | None:
    """Return a metric, None unless it is a finite number."""
    value = metrics.get(name)
    return value if value is not None and math.isfinite(value) else None


def interval(view: View, name: str) -> Interval | None:
    """Return the 95 % interval of a metric, also from `<metric>_low` and `<metric>_high`."""
    if name in view.intervals:
        return view.intervals[name]
    low, high = (known(view.metrics, f"{name}_{end}") for end in ("low", "high"))
    return None if low is None or high is None else (low, high)


def _card(view: View, name: str, label: str, note: str) -> Card:
    form: Format = partial(percent, digits=2) if name == "skill_log_loss" else format_of(name)
    return card(label, known(view.metrics, name) or 0.0, interval(view, name), form, note)


def card(label: str, value: float, ends: Interval | None, form: Format, note: str) -> Card:
    """Return a headline figure whose sign tells good from bad."""
    return Card(label, form(value), written(ends, form), tone(ends) or "unsure", note, _whisker(value, ends))


def tone(ends: Interval | None) -> str:
    """`good` above zero, `bad` below it, empty where the interval holds zero or is not known."""
    if ends is None:
        return ""
    return "good" if ends[0] > 0 else "bad" if ends[1] < 0 else ""


def _whisker(value: float, ends: Interval | None) -> Whisker | None:
    if ends is None:
        return None
    low, high = min(ends[0], value, 0.0), max(ends[1], value, 0.0)
    room = 0.06 * (high - low) or 1.0
    low, width = low - room, high - low + 2 * room
    at = [round(100 * (point - low) / width, 1) for point in (*ends, value, 0.0)]
    return Whisker(*at)
