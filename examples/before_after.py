"""From a first idea to a model in production and back, step by step, as one would go in a notebook.

    python examples/before_after.py                                    a simulated league, under a minute
    python examples/before_after.py game_logs.csv lines.csv            your own, as data=files reads them

Runs go to `outputs/` of the current folder, where `nba-props experiments ui` shows them.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd

from nba_props import ModelRegistry, NBAPropsMLflowTrainer, NBAPropsTracker
from nba_props.errors import NBAPropsError
from nba_props.tracking.comparison import compare
from nba_props.tracking.registry.base import GateError
from nba_props.tracking.table import as_text

EXPERIMENT = "Phase2_Advanced"
MARKET = "pra"
SHOWN = ["player_name", "team", "opponent", "line", "mean", "q05", "q95", "p_over"]


def main() -> None:
    """Go through all steps."""
    df, lines = load()
    store = f"sqlite:///{Path('outputs/mlflow.db').absolute()}"

    step("An idea by hand: a tracker logs whatever there is")
    tracker = NBAPropsTracker(EXPERIMENT, store)
    log_by_hand(tracker, df)

    step("Before and after, and whether the difference is more than chance")
    trainer = NBAPropsMLflowTrainer(EXPERIMENT, store, overrides=["validation.refit_days=14"])
    df = trainer.prepare_training_data(df)
    before = trainer.train_and_evaluate_walk_forward(df, lines, "ridge", "before", register_model=True)
    after = trainer.train_and_evaluate_walk_forward(
        df, lines, "lightgbm", "after", register_model=True, features="opponent"
    )
    compared = compare(trainer.store, [before["run_id"], after["run_id"]])
    print(as_text(compared.tables()[:3], 100))

    step("The gate: may it go live?")
    registry = ModelRegistry(store, who="example")
    promote(registry, before["version"], "nothing is live yet")
    promote(registry, after["version"], "tried for a week, with small stakes")

    step("Something is wrong: back to what was live before")
    change = registry.rollback_model(MARKET, reason="lines of one book came late all evening")
    print(f"{change.model}: version {change.version} is in production again\n")
    for event in registry.history(MARKET):
        print(f"  {event.action.value:9} version {event.version}  {event.to or '':10} {event.reason}")

    step("What is in production answers for the last day of games")
    model = trainer.load_model(f"models:/nba_props_{MARKET}@production")
    show_answers(model, trainer.feature_rows(df, lines))


def load() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Game logs and lines: of the files that are named, or of a simulated league."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("game_logs", nargs="?", help="CSV of nba_api's LeagueGameLog for players")
    parser.add_argument("lines", nargs="?", help="CSV of bookmakers' lines, with American odds")
    args = parser.parse_args()
    if args.game_logs and args.lines:
        return pd.read_csv(args.game_logs), pd.read_csv(args.lines)
    return simulated()


def simulated(until: dt.date = dt.date(2024, 2, 1)) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate the first months of a season, the last day without outcomes, as tonight's games are."""
    import polars as pl

    from nba_props.data.demo import DemoLeague
    from nba_props.data.schemas import POSTGAME_COLUMNS

    league = DemoLeague(seasons=1).load(seed=42)
    games = league.player_games.filter(pl.col("date") < until)
    tonight = pl.col("date") == pl.col("date").max()
    blank = [pl.when(~tonight).then(name).alias(name) for name in POSTGAME_COLUMNS]
    lines = league.prop_lines.filter(pl.col("date") < until, pl.col("market") == MARKET)
    return games.with_columns(blank).to_pandas(), lines.to_pandas()


def log_by_hand(tracker: NBAPropsTracker, df: pd.DataFrame) -> None:
    """Log a rule of thumb: what a player did on average in his last ten games."""
    stats, day, player, team = ["points", "rebounds", "assists"], "date", "player_id", "team"
    if "PTS" in df.columns:
        stats, day, player, team = ["PTS", "REB", "AST"], "GAME_DATE", "PLAYER_ID", "TEAM_ABBREVIATION"
    played = df.dropna(subset=stats).sort_values(day)
    y = played[stats].sum(axis=1)
    mean = y.groupby(played[player]).transform(lambda games: games.shift().rolling(10, min_periods=5).mean())
    rows = pd.DataFrame({"team": played[team], "y": y, "prediction": mean}).dropna()
    with tracker.start_run("mean of ten games", {"by": "hand"}, "What any model has to beat."):
        tracker.log_params({"window": 10})
        tracker.log_validation_metrics({"mae": (rows["prediction"] - rows["y"]).abs().mean(), "n": len(rows)})
        tracker.log_predictions(rows)
        tracker.log_residuals_plot(rows["y"], rows["prediction"], MARKET)
        errors = tracker.log_error_analysis(rows, by="team")
        print(f"run {tracker.run.id}: the rule of thumb errs most for {errors['team'][0]}")


def promote(registry: ModelRegistry, version: str, why: str) -> None:
    """Into production, past the gate if need be: the reason is kept in the history."""
    verdict = registry.evaluate_for_production(MARKET, version)
    passed = len(verdict.checks) - len(verdict.failed)
    print(f"\nversion {version}: {passed} of {len(verdict.checks)} checks passed")
    try:
        registry.promote_model(MARKET, version)
    except GateError as error:
        print(error)
        registry.promote_model(MARKET, version, override=why)
        print(f"in production all the same: {why}")


def show_answers(model: Any, rows: pd.DataFrame) -> None:  # noqa: ANN401
    """Show the likeliest overs of the last day."""
    last = rows[rows["date"] == rows["date"].max()]
    last = last[last["line"].notna()]
    told = last[["player_name", "team", "opponent", "line"]].join(model.predict(last))
    print(told.sort_values("p_over", ascending=False)[SHOWN].head(8).round(3).to_string(index=False))


def step(text: str) -> None:
    """Print a heading."""
    print(f"\n== {text}\n")


if __name__ == "__main__":
    try:
        main()
    except NBAPropsError as error:
        raise SystemExit(str(error)) from None
