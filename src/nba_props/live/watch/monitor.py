"""The watch on a model in production: read its nights, test them, and log what came of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.errors import NBAPropsError, TrackingError
from nba_props.evaluation.formatting import count
from nba_props.live.picks.logged import PHASE
from nba_props.live.watch import inputs
from nba_props.live.watch.figures import settled
from nba_props.live.watch.nights import (
    as_logged,
    bets_of,
    comparable,
    features_by_date,
    nights,
    picked,
    reference,
    scored,
)
from nba_props.live.watch.shadow import Shadow, shadow
from nba_props.live.watch.watch import (
    DAYS,
    FEATURE,
    FEED,
    FIGURE,
    INPUT,
    Span,
    Watched,
    alarms,
    watch_features,
    watch_feeds,
    watch_figures,
    watch_inputs,
)
from nba_props.market import STATS, Market
from nba_props.store import Tracking
from nba_props.tracking.comparison.search import RunRow
from nba_props.tracking.phases import phase_called
from nba_props.tracking.registry.shadow import BETTER, CHALLENGER, CHAMPION, KIND, SHADOW_E, WATCH
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, number
from nba_props.tracking.tracker import NBAPropsTracker

NO_VERSION = "-"
"""The version of a model that is named by its run."""
WHOLE, LARGE = 100.0, 1e6
"""E-values from which on they are told as whole numbers, and by their order of magnitude alone."""


@dataclass(frozen=True)
class ModelWatch:
    """What the watch found of one model, from its first night to its last."""

    market: str
    version: str
    run_id: str
    first: dt.date
    last: dt.date
    nights: int
    found: tuple[Watched, ...]
    shadow: Shadow | None = None

    @property
    def alarms(self) -> list[Watched]:
        """What raised an alarm, the earliest first."""
        return list(alarms(self.found))

    def tables(self) -> list[TextTable]:
        """Return what is shown: everything but inputs that are as they were."""
        shown = [each for each in self.found if each.family in (FIGURE, FEED) or each.alarm]
        columns = ["what", "run", "now", "dates", "e-value", "alarm at", "alarm since"]
        rows = [
            [
                each.name,
                number(each.reference),
                number(each.live),
                str(each.dates),
                evidence(each.e),
                evidence(each.threshold),
                NONE if each.since is None else str(each.since),
            ]
            for each in shown
        ]
        title = f"{self.market}: version {self.version} (run {self.run_id[:8]}), {self.nights} nights"
        number_of = Counter(each.family for each in self.found)
        watched = f"{number_of[INPUT]} inputs and {number_of[FEATURE]} figures of features watched"
        notes = [f"{self.first} to {self.last}; {watched}"]
        if self.shadow is not None:
            notes.append(told(self.shadow))
        return [TextTable(title, columns, rows, frozenset(columns[1:6]), notes)]

    def plain(self) -> dict[str, Any]:
        """Return everything as plain data, the alarms by name."""
        plain = asdict(self)
        for each in (*plain["found"], *([plain["shadow"]] if plain["shadow"] else [])):
            for name in {"path", "recent"} & each.keys():
                each[name] = {str(date): value for date, value in each[name].items()}
        return plain | {"alarms": [each.name for each in self.alarms]}


def watch_model(
    store: Store,
    run: RunRow,
    data: Dataset,
    market: Market,
    until: dt.date,
    *,
    version: str,
    days: int = DAYS,
    challenger: RunRow | None = None,
    failed: list[NBAPropsError],
) -> ModelWatch:
    """Watch one model on the nights that were logged.

    Args:
        store: where its run and its nights are.
        run: the run that made it.
        data: what came of the nights, with reports and lines.
        market: what it predicts.
        until: the last date that counts.
        version: what the registry calls it.
        days: over how many dates the present values are taken.
        challenger: the run of a second model that is scored on the same nights.
        failed: why the challenger cannot be compared is added here; the model is watched all the same.

    Raises:
        TrackingError: no night was logged, or none of them has outcomes yet.
    """
    games = data.player_games.filter(pl.col("date") <= until)
    logged = as_logged(nights(store, run.id, until), games)
    live = scored(logged, games, market)
    if live.is_empty():
        raise TrackingError(f"{market.name}: none of its {logged['date'].n_unique()} nights has outcomes yet")
    dates = logged["date"].unique().sort().to_list()
    first: dt.date = dates[0]
    past = reference(store, run).filter(pl.col("date") < first)
    seasons = pl.concat([frame.select("season", "date") for frame in (games, past)])
    bets = bets_of(store, run), picked(store, run.id, until, data.prop_lines)
    sides = zip(comparable(past, live), bets, strict=True)
    ran, now = (settled(pl.concat(side, how="diagonal_relaxed"), seasons) for side in sides)
    found = watch_figures(ran, now, days)
    predicted = pl.concat([past, logged], how="diagonal_relaxed")
    found += _watch_data(data.with_player_games(games), predicted, market.name, first, days)
    ranks = features_by_date(store, run, first, until)
    if ranks is not None:
        found += watch_features(ranks, _judged(ranks, seasons, first, days))
    beside = None
    if challenger is not None:
        try:
            predictions, backtest = _challenged(store, challenger, games, market, until)
            beside = shadow(run.id, live, challenger.id, predictions, backtest=backtest)
        except NBAPropsError as error:
            failed.append(TrackingError(f"{market.name}, challenger {challenger.short}: {error}"))
    return ModelWatch(market.name, version, run.id, dates[0], dates[-1], len(dates), tuple(found), beside)


def log_watch(found: ModelWatch, tracking: Tracking) -> str:
    """Log a watch in the production phase, dates as steps such as 20240301; the run's id.

    Raises:
        TrackingError: the store refuses.
    """
    tracker = NBAPropsTracker.of(tracking, phase_called(PHASE))
    tags = {
        KIND: WATCH,
        "market": found.market,
        "model_version": found.version,
        CHAMPION: found.run_id,
        "night": str(found.last),
        "alarms": ",".join(each.name for each in found.alarms),
    }
    if found.shadow is not None:
        tags[CHALLENGER] = found.shadow.challenger
    with tracker.start_run(f"watch {found.market} {found.last}", tags):
        tracker.log_metrics(_metrics(found))
        tracker.log_artifacts({"watch/watch.json": found.plain()})
        return tracker.run.id


def evidence(value: float) -> str:
    """Return an e-value as it is written: `0.62`, `1,200`, `5.6e+08`."""
    if value >= LARGE:
        return f"{value:.2g}"
    return f"{value:,.0f}" if value >= WHOLE else number(value, 3)


def told(beside: Shadow) -> str:
    """Return what came of a challenger in a sentence."""
    gains = ", ".join(f"{name} {gain:+.4f}" for name, gain in beside.gains.items())
    said = "better" if beside.better else "not shown to be better"
    by = ", by its backtest" if beside.backtest else ""
    return (
        f"challenger {beside.challenger[:8]}{by}: {said} on {count(beside.rows, 'player-game')}, "
        f"{count(beside.dates, 'date')}; "
        f"gains {gains}; e-value {evidence(beside.e)} of {BETTER:g}"
    )


def _watch_data(
    data: Dataset, predicted: pl.DataFrame, market: str, first: dt.date, days: int
) -> list[Watched]:
    """Test the feeds and the box scores of the dates that the run, and then the nights, were about."""
    games = data.player_games
    begun = games.filter(pl.col("date") >= predicted["date"].min())
    dates = begun["date"].unique().sort()
    span = Span(dates.filter(dates < first).to_list(), dates.filter(dates >= first).to_list(), days)
    lines = data.prop_lines.filter(pl.col("market") == market)
    lined = begun.join(lines, on=["game_id", "player_id"], how="semi") if lines.height else begun
    shares = {"predicted": inputs.predicted_share(lined, predicted)}
    if lines.height:
        shares["lines"] = inputs.quoted_share(begun, lines)
    if data.reports is not None:
        shares["reports"] = inputs.reported_share(begun, data.reports, data.team_reports)
    return [
        *watch_feeds(shares, span),
        *watch_inputs(inputs.column_means(games, STATS), span),
    ]


def _judged(ranks: pl.DataFrame, seasons: pl.DataFrame, first: dt.date, days: int) -> Span:
    """Return the dates on which features are judged."""
    dates = settled(ranks.select("date"), seasons)["date"]
    return Span(dates.filter(dates < first).to_list(), dates.filter(dates >= first).to_list(), days)


def _challenged(
    store: Store, run: RunRow, games: pl.DataFrame, market: Market, until: dt.date
) -> tuple[pl.DataFrame, bool]:
    """Return what a challenger predicted, and whether that is its backtest, as it was run on no night.

    A backtest pools with prices up to tip-off, which no night knows: its probabilities are left out.
    """
    try:
        return scored(as_logged(nights(store, run.id, until), games), games, market), False
    except TrackingError:
        return reference(store, run).drop("p_over", strict=False), True


def _metrics(found: ModelWatch) -> dict[str, float | Mapping[int, float]]:
    metrics: dict[str, float | Mapping[int, float]] = {"watch_alarms": float(len(found.alarms))}
    for each in found.found:
        metrics[f"watch_e/{each.name}"] = {_step(date): value for date, value in each.path.items()}
        if each.live is not None:
            metrics[f"watch/{each.name}"] = {_step(found.last): each.live}
    if found.shadow is not None:
        metrics[SHADOW_E] = {_step(date): value for date, value in found.shadow.path.items()}
    return metrics


def _step(date: dt.date) -> int:
    return int(f"{date:%Y%m%d}")
