"""The watch on seasons that are drawn from the league's laws, with changes planted and without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.demo.names import MARKETS
from nba_props.data.schemas import AVAILABILITY, TEAM_REPORTS
from nba_props.live.picks.publish import PICKS, PREDICTIONS
from nba_props.live.watch import inputs, nights
from nba_props.live.watch.figures import OPENING_DAYS, DateScores, by_date, settled, watched
from nba_props.live.watch.nights import as_logged
from nba_props.live.watch.watch import (
    FEATURE,
    FEED,
    FIGURE,
    Span,
    Watched,
    alarms,
    watch_features,
    watch_feeds,
    watch_figures,
    watch_inputs,
)
from nba_props.market import STATS
from nba_props.pipeline.compute import design
from nba_props.pipeline.feature_reference import calendar_features, feature_quantiles, ranks_by_date
from tests.live.bets.cases import NIGHT, boxes, picks, quotes
from tests.simulated import MARKET, quick

PLANTED = 30
"""The date before which a change is planted."""


@cache
def predicted() -> pl.DataFrame:
    made = quick().outcome.predictions_table.filter(~pl.col("warmup"), pl.col("y").is_not_null())
    return made.with_columns(mean=pl.col("prediction")).sort("date")


@cache
def below(level: float) -> Floats:
    truth, rows = quick().data.truth, predicted()
    assert truth is not None
    law = truth.law.take(truth.rows_of(rows)).scaled(np.full(rows.height, level))
    return np.cumsum(law.pmf(MARKETS[MARKET]), axis=1)


def season(rng: np.random.Generator, level: float = 1.0) -> pl.DataFrame:
    """The same player-games with other outcomes, at another level from the planted date on."""
    rows = predicted()
    chance = rng.random(rows.height)[:, None]
    late = (rows["date"] >= dates()[PLANTED]).to_numpy()
    y = np.where(late, (chance > below(level)).sum(axis=1), (chance > below(1.0)).sum(axis=1))
    return rows.with_columns(y=pl.Series(y, dtype=pl.Float64))


def dates() -> list[dt.date]:
    return predicted()["date"].unique().sort().to_list()


def after(found: list[Watched]) -> int | None:
    """Dates with the change until the first alarm; None where there is none."""
    first = next(alarms(found), None)
    return None if first is None or first.since is None else dates().index(first.since) - PLANTED + 1


@pytest.mark.slow
def test_seasons_without_a_change_raise_no_alarm() -> None:
    rng = np.random.default_rng(1)
    found = [watch_figures(season(rng), season(rng)) for _ in range(8)]
    assert sum(any(alarms(one)) for one in found) == 0
    assert {each.name for each in found[0]} >= {"mae", "bias", "log_loss_gap", "calibration", "coverage_80"}


def test_another_scoring_level_is_found_within_three_weeks() -> None:
    rng = np.random.default_rng(2)
    took = [after(watch_figures(season(rng), season(rng, 1.12))) for _ in range(4)]
    assert all(days is not None and 0 < days <= 21 for days in took), took


def span() -> Span:
    played = quick().data.player_games["date"].unique().sort().to_list()
    return Span(played[:80], played[80:])


def test_a_column_that_breaks_is_found_by_its_name_within_three_dates() -> None:
    games, when = quick().data.player_games, span()
    whole = watch_inputs(inputs.column_means(games, STATS), when)
    assert not any(alarms(whole))
    broken = when.live[20]
    wrong = games.with_columns(fga=pl.when(pl.col("date") < broken).then("fga").otherwise(0))
    found = list(alarms(watch_inputs(inputs.column_means(wrong, STATS), when)))
    assert [each.name for each in found] == ["fga"]
    assert found[0].since in when.live[20:23]


def test_values_that_go_missing_are_found() -> None:
    games, when = quick().data.player_games, span()
    wrong = games.with_columns(oreb=pl.when(pl.col("date") < when.live[20]).then("oreb"))
    found = list(alarms(watch_inputs(inputs.column_means(wrong, STATS), when)))
    assert [each.name for each in found] == ["oreb missing"]
    assert found[0].since in when.live[20:23]


@cache
def given(broken: dt.date | None = None) -> pl.DataFrame:
    """What a model is given of quoted player-games; `fga` are zero from a date on."""
    one = quick("model=ridge")
    wrong = pl.when(pl.col("date") >= pl.lit(broken)).then(0).otherwise("fga").alias("fga")
    games = one.data.player_games if broken is None else one.data.player_games.with_columns(wrong)
    tables = replace(one.market_data, tables=one.data.with_player_games(games))
    unproved = replace(one.experiment.features, prove=False)
    matrix = design(replace(one.experiment, features=unproved), tables)
    rows = pl.concat([matrix.rows.select("date", *PLAYER_GAME), matrix.X], how="horizontal")
    calendar = calendar_features(one.experiment, one.data)
    return rows.join(one.lines, on=PLAYER_GAME, how="semi").drop(*PLAYER_GAME, *calendar)


def test_a_feature_whose_input_breaks_is_found_within_ten_dates() -> None:
    days = settled(given(), quick().data.player_games)["date"].unique().sort().to_list()
    before, live = days[:60], days[60:]
    quantiles = feature_quantiles(given().filter(pl.col("date").is_in(before)).drop("date"))
    assert not any(alarms(watch_features(ranks_by_date(given(), quantiles), Span(before, live))))
    broken = live[10]
    found = list(alarms(watch_features(ranks_by_date(given(broken), quantiles), Span(before, live))))
    assert found[0].name == "fga_mean_5"
    assert {each.family for each in found} == {FEATURE}
    assert found[0].since in live[10:20]
    assert all(each.name.startswith(("fga", "possessions")) for each in found)


def test_a_stale_report_is_found_and_so_are_rows_that_were_not_predicted() -> None:
    data, when = quick().data, span()
    games, reports, stale = data.player_games, data.reports, when.live[10]
    assert reports is not None
    old = pl.col("known_at").dt.offset_by("-3d")
    late = reports.with_columns(known_at=pl.when(pl.col("date") < stale).then("known_at").otherwise(old))
    seen = games.filter(pl.col("date") != when.live[5])
    shares = {
        "reports": inputs.reported_share(games, late, data.team_reports),
        "fresh": inputs.reported_share(games, reports, data.team_reports),
        "predicted": inputs.predicted_share(games, seen),
        "lines": inputs.quoted_share(games, data.prop_lines),
    }
    found = {each.name: each.since for each in watch_feeds(shares, when) if each.alarm}
    assert found == {"reports": stale, "predicted": when.live[5]}


def test_a_report_is_stale_from_more_than_one_eastern_day_before_the_game_on() -> None:
    night = dt.date(2024, 1, 10)
    games = pl.DataFrame({"date": night, "game_id": "g", "team": "DEN", "player_id": [1]})
    hour = dt.timedelta(hours=1)
    midnight = dt.datetime(2024, 1, 9, 5, tzinfo=dt.UTC)  # the day before begins in New York
    for at, share in ((midnight - hour, 0.0), (midnight, 1.0)):
        said = {"game_id": "g", "date": night, "team": "DEN", "submitted": True, "known_at": [at]}
        teams = TEAM_REPORTS.conform(pl.DataFrame(said))
        assert inputs.reported_share(games, AVAILABILITY.empty(), teams)["share"].to_list() == [share]


def test_the_first_weeks_of_a_season_are_not_judged() -> None:
    days = [dt.date(2023, 10, 24) + dt.timedelta(days=number) for number in range(40)]
    rows = pl.DataFrame({"season": "2023-24", "date": days})
    assert settled(rows, rows)["date"].to_list() == days[OPENING_DAYS:]


@pytest.mark.parametrize(
    ("season", "first", "unjudged"),
    [
        ("2023-24", dt.date(2024, 1, 10), 0),
        ("2023-24", dt.date(2023, 11, 26), 8),
        ("2020-21", dt.date(2020, 12, 22), OPENING_DAYS),
        ("summer 2024", dt.date(2024, 5, 14), OPENING_DAYS),
    ],
)
def test_logs_that_begin_within_a_season_are_judged_once_it_is_four_weeks_old(
    season: str, first: dt.date, unjudged: int
) -> None:
    days = [first + dt.timedelta(days=number) for number in range(40)]
    rows = pl.DataFrame({"season": season, "date": days})
    assert settled(rows, rows)["date"].to_list() == days[unjudged:]


def test_figures_are_what_they_say() -> None:
    rows = pl.DataFrame(
        {
            "date": [dt.date(2024, 1, 1)] * 2,
            "y": [20.0, 10.0],
            "mean": [19.0, 12.0],
            "median": [18.0, 12.0],
            "q10": [10.0, 11.0],
            "q90": [20.0, 19.0],
            "line": [19.5, 10.5],
            "p_over": [0.6, 0.6],
            "p_push": [0.0, 0.0],
            "novig_over": [0.5, 0.5],
        }
    )
    found = {name: losses["loss"].mean() for name, losses in watched(rows).items()}
    gap = (-np.log(0.6) - np.log(0.4)) / 2 + np.log(0.5)
    wanted = {"mae": 2.0, "bias": 0.5, "log_loss_gap": gap, "calibration": -0.1, "confidence": -0.1}
    assert found == pytest.approx(wanted | {"coverage_80": 0.5})
    scores = by_date(watched(rows)["mae"], centre=1.0)
    assert scores.score[0] == pytest.approx(2 / 2**0.5)
    assert scores.last(5) == 2.0


def test_the_mean_of_the_last_dates_is_known_on_each_date() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(4)]
    ones, mean, rows = np.ones(4), np.array([1.0, 4.0, 2.0, 8.0]), np.array([1.0, 2.0, 1.0, 3.0])
    scores = DateScores(days, ones, mean, rows)
    assert list(scores.recent(2).values()) == pytest.approx([1.0, 3.0, 10 / 3, 6.5])
    assert scores.recent(2)[days[-1]] == scores.last(2)
    assert scores.recent(9)[days[-1]] == pytest.approx(scores.last(9))


def test_families_share_five_percent() -> None:
    found = watch_figures(season(np.random.default_rng(1)), season(np.random.default_rng(2)))
    assert {each.family for each in found} == {FIGURE}
    assert all(each.threshold == pytest.approx(7 / 0.03) for each in found)
    shares = {"lines": inputs.quoted_share(quick().data.player_games, quick().data.prop_lines)}
    (lines,) = watch_feeds(shares, span())
    assert lines.family == FEED
    assert lines.threshold == pytest.approx(300)


def missed(first: dt.date, sizes: Sequence[int], off: float, rng: np.random.Generator) -> pl.DataFrame:
    """Player-games of so many a night, predicted too high by `off`."""
    days = [first + dt.timedelta(days=night) for night, games in enumerate(sizes) for _ in range(games)]
    rows = pl.DataFrame({"date": days, "median": 20.0, "mean": 20.0 + off})
    return rows.with_columns(y=pl.Series(rng.normal(20, 8, rows.height)))


def test_an_alarm_stays_when_larger_nights_follow() -> None:
    rng = np.random.default_rng(0)
    run = missed(dt.date(2023, 1, 1), [80] * 100, 0, rng)
    bad = missed(dt.date(2024, 1, 1), [30] * 30, -2.0, rng)
    later = missed(dt.date(2024, 1, 31), [120] * 10, 0, rng)
    at_first, at_last = (
        {each.name: each for each in watch_figures(run, live)}["bias"]
        for live in (bad, pl.concat([bad, later]))
    )
    assert at_first.alarm
    assert at_last.since == at_first.since


def test_a_column_that_comes_in_later_takes_no_alarm_back() -> None:
    rng = np.random.default_rng(7)
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=number) for number in range(90)]
    broken = np.where(np.arange(90) >= 70, 0.0, rng.normal(20, 4, 90))
    late = np.where((np.arange(90) >= 60) & (np.arange(90) < 85), np.nan, rng.normal(size=90))
    means = pl.DataFrame({"date": days, "rows": 100.0, "broken": broken, "late": late})
    first, last = (watch_inputs(means.head(known), Span(days[:60], days[60:known])) for known in (80, 90))
    assert [each.name for each in first] == ["broken"]
    assert [each.name for each in last] == ["broken", "late"]
    assert first[0].alarm
    assert (first[0].since, first[0].threshold) == (last[0].since, last[0].threshold)


def test_a_night_that_knew_games_by_their_events_finds_what_came_of_them() -> None:
    day, other = dt.date(2024, 1, 1), dt.date(2024, 1, 2)
    rows = [(day, "e77", "p1"), (day, "e78", "p2"), (other, "e79", "p1")]
    predicted = pl.DataFrame(rows, ["date", "game_id", "player_id"], orient="row")
    logs = pl.DataFrame(
        [(day, "0022300401", "p1"), (other, "0022300409", "p1")], predicted.columns, orient="row"
    )
    assert as_logged(predicted, logs)["game_id"].to_list() == ["0022300401", "e78", "0022300409"]


@dataclass(frozen=True)
class Asked:
    """A store of nights that knows their tables alone, in the order in which they were logged."""

    tables: Mapping[str, Sequence[pl.DataFrame]]
    uri: str = "here"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(nights, "_frames", lambda store, name, _run: iter(store.tables[name]))
    return Asked


EVENT, LOGGED = "event-1", "0022300900"


@pytest.mark.parametrize("ids", [(EVENT, LOGGED), (LOGGED, EVENT)])
def test_a_night_asked_with_and_without_a_schedule_counts_once(ids: tuple[str, str], asked: Any) -> None:
    rows = [
        pl.DataFrame({"night": [NIGHT], "game_id": [game], "player_id": [1], "median": [float(number)]})
        for number, game in enumerate(ids)
    ]
    told = nights.nights(asked({PREDICTIONS: rows}), "r", NIGHT)
    found = as_logged(told, boxes({"game_id": LOGGED}))
    assert found.select("game_id", "median").rows() == [(LOGGED, 1.0)]


@pytest.mark.parametrize("ids", [(LOGGED,), (EVENT,), (EVENT, LOGGED)])
def test_picks_find_their_close_whatever_their_night_called_the_game(
    ids: tuple[str, ...], asked: Any
) -> None:
    made = [picks({"game_id": game}) for game in ids]
    found = nights.picked(asked({PICKS: made}), "r", NIGHT, quotes({"game_id": LOGGED}))
    assert found.rows() == [(NIGHT, pytest.approx(2.0 / 1.9 - 1))]
