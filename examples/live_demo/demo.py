"""Ten nights at work: a simulated season replayed through a local server, from box scores to bets.

    make live-demo                        or python -m examples.live_demo.demo [--nights N] [FOLDER]

A store is filled up to the first of March, a model is trained, registered and promoted. Then each night: odds
in three snapshots, the injury report, picks, which are kept as paper bets; the next morning the box scores,
settlement and a look at the model. All by the commands that a person uses; `log.txt` keeps what they said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from examples.live_demo.desk import ALARM, OK, CommandError, Desk
from examples.live_demo.league import League, at, name_of
from examples.live_demo.server import ReplayServer

from nba_props.core.variables import variables
from nba_props.data.demo.books import Market

MARKET, MODEL_NAME = "pra", "ten nights"
SEED = 7
BOOKS = Market(efficiency=0.5, biased_book=None, bias=0.0, ignores_injuries=True)
"""Books that can be beaten: what they believe is half of what can be known, and that everybody plays."""
FIRST = dt.date(2024, 3, 1)
NIGHTS = 10
PRICED_FROM = dt.date(2024, 1, 5)
"""The first day whose prices are imported."""
TESTED_FROM = dt.date(2024, 1, 19)
"""The first day that the training run is judged by."""
REFIT_DAYS = 14
"""Between two fits of the training run; one is on the first night, so that its fold holds all of them."""
BANKROLL = 1000.0
MORNING, NOON, DECISION, CLOSE = "10:00", "11:00", "18:00", "18:58"
"""When box scores come in, when odds are asked for, when bets are made, and just before the first tip-off."""


@dataclass(frozen=True)
class Night:
    """What a night came to: a row of the table at the end."""

    date: dt.date
    quotes: int
    picks: int
    staked: float
    won: float
    bankroll: float
    alarms: int


def main() -> None:
    """Run the demo and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("outputs/live-demo"))
    parser.add_argument("--nights", type=positive, default=NIGHTS, help="how many nights, ten if not said")
    said = parser.parse_args()
    desk = Desk(said.folder)
    if desk.folder.exists() and not desk.log.is_file():
        parser.exit(
            2, f"error: {desk.folder}: exists and is no folder of an earlier demo; name another one\n"
        )
    shutil.rmtree(desk.folder, ignore_errors=True)
    desk.log.parent.mkdir(parents=True)
    desk.log.touch()
    try:
        nights = replay(desk, League.simulate(SEED, BOOKS), said.nights)
    except CommandError as error:
        parser.exit(1, f"error: {error}\n")
    print(table(nights))
    for page in sorted(desk.folder.glob("*.html")):
        print(f"  {page}")


def positive(word: str) -> int:
    """Return a number of nights, of which there is at least one."""
    if not word.isdecimal() or int(word) == 0:
        raise argparse.ArgumentTypeError(f"{word}: must be a whole number above 0")
    return int(word)


def replay(desk: Desk, league: League, nights: int = NIGHTS) -> list[Night]:
    """Go through all of it, and return what each night came to."""
    with ReplayServer(league, at(FIRST, MORNING)) as server, variables(server.environment):
        tell("the store: box scores, schedule, rosters, earlier prices")
        fill(desk, server)
        tell("the model: trained, registered, promoted")
        train(desk)
        dates = [FIRST + dt.timedelta(days=step) for step in range(nights)]
        found = [night(desk, server, date, last=date == dates[-1]) for date in dates]
        tell("the week: what the bets came to")
        desk.run("bets", "report", "--html", desk.folder / "bets.html", now=server.now)
    return found


def fill(desk: Desk, server: ReplayServer) -> None:
    """Fill the store with what is known on the morning of the first night."""
    update(desk, server)
    earlier = server.league.quotes.filter(
        pl.col("date").is_between(PRICED_FROM, FIRST, closed="left"), pl.col("market") == MARKET
    )
    prices = desk.folder / "earlier_prices.csv"
    as_collected(earlier, server.league).write_csv(prices)
    desk.run("data", "import", prices, "data.odds_format=decimal", "--store", desk.store)


def as_collected(quotes: pl.DataFrame, league: League) -> pl.DataFrame:
    """Return quotes as collectors save them: a row each, with names and no ids."""
    teams = league.fixtures.select("game_id", "home", "away")
    named = {player: name_of(player) for player in quotes["player_id"].unique()}
    return quotes.join(teams, on="game_id", maintain_order="left").select(
        pl.col("player_id").replace_strict(named, return_dtype=pl.String).alias("player_name"),
        pl.col("game_id").alias("event_id"),
        pl.col("home").alias("home_team"),
        pl.col("away").alias("away_team"),
        pl.col("quoted_at").dt.to_string("iso:strict").alias("timestamp"),
        pl.col("tip_off").dt.to_string("iso:strict").alias("game_time"),
        "market",
        pl.col("book").alias("bookmaker"),
        "line",
        "over_price",
        "under_price",
    )


def training_words(desk: Desk, as_of: dt.datetime) -> list[str]:
    """Return the words of the run that makes the model, on what the store held at a moment."""
    return [
        "data=store",
        f"data.folder={desk.store}",
        f"data.as_of='{as_of.isoformat()}'",
        f"market={MARKET}",
        "model=ridge",
        "pooling=logit",
        "staking=kelly",
        "phase=production",
        f"validation.first_test='{TESTED_FROM}'",
        f"validation.refit_days={REFIT_DAYS}",
        f"tracking.uri='{desk.tracking}'",
    ]


def train(desk: Desk) -> None:
    """Train a model on what is known before the first night, and put it into production."""
    words = [*training_words(desk, at(FIRST, MORNING)), "validation.final_fit=true"]
    desk.run("train", *words, f"run_name='{MODEL_NAME}'", f"paths.outputs={desk.folder / 'runs'}")
    desk.run("registry", "register", run_of(desk), "--store", desk.tracking)
    why = "a demo: nothing is live yet, and no money is on it"
    desk.run("registry", "promote", MARKET, 1, "--override", why, "--store", desk.tracking)


def run_of(desk: Desk) -> str:
    """Return the id of the run that made the model."""
    from mlflow.tracking import MlflowClient

    client = MlflowClient(desk.tracking)
    phases = [experiment.experiment_id for experiment in client.search_experiments()]
    [run] = client.search_runs(phases, f"attributes.run_name = '{MODEL_NAME}'")
    return str(run.info.run_id)


def night(desk: Desk, server: ReplayServer, date: dt.date, *, last: bool) -> Night:
    """Go through a night, from the first odds to the next morning."""
    odds(desk, server, at(date, NOON))
    bankroll = BANKROLL + profit(desk)
    quotes, picks, staked = decide(desk, server, date, bankroll)
    odds(desk, server, at(date, CLOSE))
    alarms = next_morning(desk, server, date, last=last)
    after = BANKROLL + profit(desk)
    found = Night(date, quotes, picks, staked, after - bankroll, after, alarms)
    tell(f"{date}: {quotes} quotes, {picks} picks, {staked:.2f} staked, {found.won:+.2f}")
    return found


def odds(desk: Desk, server: ReplayServer, now: dt.datetime) -> None:
    """Fetch a snapshot of prices."""
    server.now = now
    desk.run("data", "odds", "--markets", MARKET, "--hours", 16, now=now)


def decide(desk: Desk, server: ReplayServer, date: dt.date, bankroll: float) -> tuple[int, int, float]:
    """Fetch the news, pick the night's bets and keep them; return quotes, bets and what they stake."""
    now = at(date, DECISION)
    odds(desk, server, now)
    desk.run("data", "reports", now=now)
    page = ["--html", desk.folder / "picks.html", "--csv", desk.folder / f"picks-{date}.csv"]
    kept = ["--tracking", desk.tracking, "--bankroll", bankroll, "--record"]
    desk.run("picks", *kept, *page, now=now, allowed=(OK, ALARM))
    made = bets_of(desk, date)
    quotes = latest_night(desk)
    return quotes, made.height, float(made["stake"].sum())


def next_morning(desk: Desk, server: ReplayServer, date: dt.date, *, last: bool) -> int:
    """Take in the box scores, settle the bets and look at the model; return how many alarms it raised.

    After the last night the look at the model is a page, too.
    """
    server.now = at(date + dt.timedelta(days=1), MORNING)
    update(desk, server)
    desk.run("bets", "settle", now=server.now)
    page = ["--html", desk.folder / "monitor.html"] if last else []
    _, said = desk.run("monitor", "--tracking", desk.tracking, *page, now=server.now, allowed=(OK, ALARM))
    return sum(line.startswith("ALARM") for line in said.splitlines())


def update(desk: Desk, server: ReplayServer) -> None:
    """Take in box scores, the schedule and rosters as they are by the server's time."""
    desk.run("data", "update", now=server.now)


def bets_of(desk: Desk, date: dt.date) -> pl.DataFrame:
    """Return the bets of a night."""
    return desk.ledger.bets().filter(pl.col("night") == date)


def profit(desk: Desk) -> float:
    """Return what all bets have won or lost so far."""
    return float(desk.ledger.bets()["profit"].fill_null(0.0).sum())


def latest_night(desk: Desk) -> int:
    """Return how many quotes the latest night looked at, as its run has it."""
    from mlflow.tracking import MlflowClient

    client = MlflowClient(desk.tracking)
    phases = [experiment.experiment_id for experiment in client.search_experiments()]
    [run] = client.search_runs(
        phases, "tags.kind = 'night'", max_results=1, order_by=["attributes.start_time DESC"]
    )
    return int(run.data.metrics["night_quotes"])


def table(nights: list[Night]) -> str:
    """Return the nights as a table, with a line of sums."""
    head = f"{'night':12}{'quotes':>8}{'picks':>7}{'staked':>10}{'won':>10}{'bankroll':>11}{'alarms':>8}"
    rows = [
        f"{each.date!s:12}{each.quotes:8}{each.picks:7}{each.staked:10.2f}{each.won:+10.2f}"
        f"{each.bankroll:11.2f}{each.alarms:8}"
        for each in nights
    ]
    staked, won = sum(each.staked for each in nights), sum(each.won for each in nights)
    quotes, picks = sum(each.quotes for each in nights), sum(each.picks for each in nights)
    total = f"{'together':12}{quotes:8}{picks:7}{staked:10.2f}{won:+10.2f}{nights[-1].bankroll:11.2f}"
    return "\n".join([head, *rows, total])


def tell(text: str) -> None:
    """Print how far the demo is."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
