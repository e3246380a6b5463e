"""A simulated run to report on: a season of player-games, three books, bets that earn a little."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from nba_props.calibration.metrics import brier_score, calibration_error, log_loss
from nba_props.data.feeds import Feed
from nba_props.data.quality import QualityReport
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.probabilities import decided
from nba_props.evaluation.references import compare
from nba_props.evaluation.segments import segment_frame
from nba_props.findings.base import check_all
from nba_props.findings.check.match_rate import FIGURE
from nba_props.findings.drift import drift
from nba_props.findings.evidence import Evidence
from nba_props.ledger.daily import Daily
from nba_props.ledger.metrics import betting_metrics
from nba_props.ledger.paths import simulate_paths
from nba_props.ledger.segments import segment_frame as betting_segments
from nba_props.ledger.segments import with_context
from nba_props.ledger.uncertainty import uncertainty
from nba_props.report.view import View

DAYS, PER_DAY, PLAYERS = 160, 24, 90
HOSTILE = "<script>alert('no')</script>"
NAMES = (
    "Nikola Jokić",
    "Luka Dončić",
    "Jayson Tatum",
    HOSTILE,
    "Shai Gilgeous-Alexander",
    "Jaren Jackson Jr.",
)


@cache
def season(seed: int = 4) -> pl.DataFrame:
    """Scored player-games with lines, probabilities and what segments are cut by."""
    rng = np.random.default_rng(seed)
    n = DAYS * PER_DAY
    day = np.repeat(np.arange(DAYS), PER_DAY)
    player = np.concatenate([rng.permutation(PLAYERS)[:PER_DAY] for _ in range(DAYS)])
    truth = rng.gamma(9, 2.6, n)
    y = np.round(np.clip(truth + rng.normal(0, 0.28 * truth + 2), 0, None))
    line = np.floor(truth + rng.normal(0, 1.2, n)) + 0.5
    prediction = truth + rng.normal(0, 1.5, n)
    odds = 1.7 * (prediction - line) / (0.28 * truth + 2.5)
    novig = 1 / (1 + np.exp(-0.9 * (truth - line + rng.normal(0, 1, n)) / (0.28 * truth + 2)))
    quoted = rng.random(n) < 0.8
    return pl.DataFrame(
        {
            "season": ["2023-24"] * n,
            "date": [dt.date(2023, 10, 24) + dt.timedelta(days=int(d)) for d in day],
            "game_id": [
                f"g{d:03d}{i // 6}" for d, i in zip(day, np.tile(np.arange(PER_DAY), DAYS), strict=True)
            ],
            "player_id": player,
            "player_name": [NAMES[p] if p < len(NAMES) else f"Player No. {p}" for p in player],
            "home": rng.random(n) < 0.5,
            "y": y,
            "prediction": prediction,
            "median": np.round(prediction - 0.3),
            "crps": 0.7 * np.abs(prediction - y),
            "naive": truth + rng.normal(0, 4, n),
            "past_minutes": rng.uniform(8, 38, n),
            "past_possessions": rng.uniform(4, 28, n),
            "team_rest_days": rng.integers(1, 5, n),
            "opponent_allowed": rng.normal(180, 8, n),
            "absence_days": player % 21 + day % 3 + 1,
            "fold": day // 7,
            "line": line,
            "p_over": 1 / (1 + np.exp(-0.9 * odds)),
            "p_push": 0.0,
            "novig_over": novig,
        }
    ).with_columns(pl.when(pl.Series(quoted)).then(pl.col("line", "p_over", "p_push", "novig_over")))


@cache
def bets() -> pl.DataFrame:
    """A ledger of the season: flat stakes at three books, a few voids and pushes."""
    rng = np.random.default_rng(9)
    rows = season().drop_nulls("line").filter((pl.col("p_over") - pl.col("novig_over")).abs() > 0.03)
    n = rows.height
    over = (rows["p_over"] > rows["novig_over"]).to_numpy()
    novig = np.where(over, rows["novig_over"], 1 - rows["novig_over"])
    p = np.where(over, rows["p_over"], 1 - rows["p_over"])
    price = np.round(1 / (novig * 1.045), 2)
    won = (rows["y"] > rows["line"]).to_numpy() == over
    result = np.where(rng.random(n) < 0.015, "void", np.where(won, "win", "loss"))
    unit = np.where(result == "win", price - 1, np.where(result == "loss", -1.0, 0.0))
    times = [dt.datetime(d.year, d.month, d.day, 23, tzinfo=dt.UTC) for d in rows["date"]]
    moved = rng.random(n) < 0.7
    frame = rows.select("game_id", "date", "player_id").with_columns(
        pl.lit("pra").alias("market"),
        pl.Series("book", rng.choice(["DraftKings", "FanDuel", "BetMGM"], n)),
        rows["line"],
        pl.Series("side", np.where(over, "over", "under")),
        pl.Series("price", price),
        pl.Series("quoted_at", [time - dt.timedelta(minutes=80) for time in times]),
        pl.Series("bet_at", [time - dt.timedelta(minutes=60) for time in times]),
        pl.Series("tip_off", times),
        pl.lit(0.0).alias("p_push"),
        pl.Series("value", p * price - 1),
        pl.Series("edge", p - novig),
        pl.lit(value=False).alias("suspect"),
        pl.lit(None, pl.String).alias("reason"),
        pl.Series("clv", np.where(moved, rng.normal(0.012, 0.03, n), np.nan), nan_to_null=True),
        pl.Series("clv_novig", np.where(moved, rng.normal(-0.012, 0.03, n), np.nan), nan_to_null=True),
        pl.Series("kelly", np.clip((p * price - 1) / (price - 1), 0, None)),
        rows["y"].alias("outcome"),
        pl.Series("result", result),
        pl.lit(1.0).alias("stake"),
        pl.Series("profit", unit),
        pl.Series("unit_profit", unit),
    )
    good = frame.filter(pl.col("value") > 0.02, pl.col("price").is_between(1.3, 4)).sort("date")
    before = good.group_by("date").agg(pl.col("profit").sum()).sort("date")
    start = 100 + before["profit"].cum_sum() - before["profit"]
    return good.join(before.select("date", start.alias("bankroll")), on="date", maintain_order="left")


@cache
def weights() -> pl.DataFrame:
    """What the pool learnt, each week of the season."""
    since = [dt.date(2023, 10, 24) + dt.timedelta(days=day) for day in range(7, DAYS, 7)]
    frame = pl.DataFrame({"since": since}).with_row_index("week")
    weight = 0.1 + 0.006 * pl.col("week")
    half = 1 / (2 + pl.col("week"))
    ends = {"low": pl.col("weight") - half, "high": pl.col("weight") + half}
    games = (pl.col("week") * 110.0 + 100).alias("player_games")
    return frame.with_columns(weight.alias("weight"), games).with_columns(**ends).drop("week")


@cache
def sample(n_trials: int = 1) -> View:
    """The view of the simulated run, every section filled."""
    rows, ledger = season(), bets()
    bootstrap = DateBootstrap.of(rows["date"].to_numpy(), 1, 2_000)
    figures = compare(rows, bootstrap)
    daily = Daily.of(ledger)
    sure = uncertainty(daily, bootstrap)
    paths = simulate_paths(daily, compounds=False, seed=1, paths=500)
    metrics: dict[str, float | None] = {name: figure.value for name, figure in figures.items()}
    metrics |= {"n_predictions": float(rows.height), "n_priced": float(rows["line"].count())}
    metrics |= {
        **betting_metrics(ledger),
        **sure.metrics,
        **(paths.metrics if paths else {}),
        **_scores(rows),
    }
    intervals = {n: f.interval for n, f in figures.items() if f.interval is not None} | sure.intervals
    skill = metrics["skill_log_loss"] or 0.0
    intervals["skill_log_loss"] = (skill - 0.007, skill + 0.006)
    quality = QualityReport(
        read={"player_games": 26_401, "prop_lines": 192_310},
        kept={"player_games": 26_398, "prop_lines": 188_002},
        figures={"lined player-games": 3_071.0, FIGURE: 0.987},
        feeds=[
            Feed("PoisonedBook", 9_000, 0.31, 0.29, 0.33, True, []),
            Feed("BetMGM", 800, -0.4, -0.5, -0.3, False, []),
        ],
    )
    screened = {"one_sided": 5_120, "in_play": 0, "price_off_line": 912, "wrong_feed": 8_088}
    half = season().select("prediction", "naive", "past_minutes")
    evidence = Evidence(
        metrics=metrics, intervals=intervals, lineup_label="who played (known only afterwards)", rows=rows,
        ledger=ledger, quality=quality, wrong_feeds=[["PoisonedBook"]], screened=screened,
        drift=drift(half.head(2_000), half.tail(1_800)), n_trials=n_trials,
    )  # fmt: skip
    context = with_context(ledger, rows)
    return View(
        title="lightgbm · advanced · pra",
        stat="points + rebounds + assists",
        findings=check_all(evidence),
        metrics=metrics,
        intervals=intervals,
        rows=rows,
        labels=[f"lineups: {evidence.lineup_label}"],
        suspect_metrics={**betting_metrics(ledger), "betting_roi": 0.131},
        segments=segment_frame(rows, bootstrap),
        betting_segments=betting_segments(context, bootstrap),
        pool_weights=weights(),
        ledger=ledger,
        band=None if paths is None else paths.band,
        importance={
            f"{stat}_{kind}": 1 / (3 + i)
            for i, (stat, kind) in enumerate(
                (s, k)
                for s in ("minutes", "usage", "pra", "opponent_pace")
                for k in ("ewm_10", "mean_5", "season", "std_20")
            )
        },
        quality=quality,
        screened=screened,
        config={
            "model": "lightgbm",
            "model.max_depth": 7,
            "features": "advanced",
            "seed": 42,
            "validation.refit_days": 7,
        },
        preset_name="experiment=phase3/isotonic_calibration",
        preset={
            "model": "lightgbm",
            "model.max_depth": 6,
            "features": "advanced",
            "seed": 42,
            "validation.embargo": 1,
        },
        facts={
            "run": "5c5ab0e7a94742878465e6bb8f19ce40",
            "experiment": "Phase3_Calibration",
            "started": "2026-11-23 07:05",
            "commit": "d6be519",
            "data": "3f9a1c77",
        },
    )


def _scores(rows: pl.DataFrame) -> dict[str, float | None]:
    ended = decided(rows)
    if ended is None:
        return {}
    p, books, over = (ended[name].cast(pl.Float64).to_numpy() for name in ("p_over", "novig_over", "over"))
    ours, theirs = log_loss(p, over), log_loss(books, over)
    return {
        "log_loss": ours,
        "novig_log_loss": theirs,
        "brier_score": brier_score(p, over),
        "novig_brier_score": brier_score(books, over),
        "calibration_error": calibration_error(p, over),
        "skill_log_loss": 1 - (ours or 0) / (theirs or 1),
    }


def bare() -> View:
    """A run without lines, probabilities, bets, segments or a preset."""
    rows = (
        season()
        .select(pl.exclude("line", "p_over", "p_push", "novig_over", "absence_days"))
        .with_columns(line=pl.lit(None, pl.Float64))
    )
    metrics: dict[str, float | None] = {"val_mae": 5.9, "val_bias": 0.1, "n_predictions": float(rows.height)}
    findings = check_all(Evidence(metrics=metrics, lineup_label=None, rows=rows))
    return View(title="ridge · baseline · pra", stat="points", findings=findings, metrics=metrics, rows=rows)


def changed(**values: Any) -> View:
    """The sample with something else in it."""
    return replace(sample(), **values)
