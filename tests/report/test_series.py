"""What the plots show, against the same worked out row by row."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nba_props.calibration.reliability import reliability
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.references import compare
from nba_props.report.series.absences import GAMES, LEAST_MINUTES, days_since_absence
from nba_props.report.series.errors import ABSENCE, mae_by_absence, mae_by_tier, without_past
from nba_props.report.series.gain import RESAMPLES, cumulative_gain
from nba_props.report.series.levels import LEVELS, mean_by_level
from nba_props.report.series.reliability import reliability_by_date
from nba_props.report.series.returns import returns_by_claim
from nba_props.report.series.weights import monthly_weights

from .cases import bare, bets, season, weights


def loss(p: float, over: bool) -> float:
    return -math.log(p if over else 1 - p)


def test_the_gain_is_what_each_player_game_saved_up_to_each_date() -> None:
    table = cumulative_gain(season())
    saved: dict[dt.date, float] = defaultdict(float)
    for row in season().drop_nulls("line").iter_rows(named=True):
        if row["y"] != row["line"]:
            over = row["y"] > row["line"]
            saved[row["date"]] += loss(row["novig_over"], over) - loss(row["p_over"], over)
    days = sorted(saved)
    assert table["date"].to_list() == days
    assert table["gain"].to_list() == pytest.approx(list(np.cumsum([saved[day] for day in days])))


def test_the_last_band_is_that_of_the_information_gain() -> None:
    last = cumulative_gain(season(), seed=3).row(-1, named=True)
    priced = season().drop_nulls("line")
    bootstrap = DateBootstrap.of(priced["date"].to_numpy(), 3, RESAMPLES)
    gain = compare(priced, bootstrap)["information_gain"]
    assert gain.interval is not None
    scale = gain.n / 1000
    assert last["player_games"] == gain.n
    assert [last["gain"], last["low"], last["high"]] == pytest.approx(
        [scale * gain.value, *(scale * end for end in gain.interval)]
    )


def test_the_band_of_a_date_does_not_know_what_came_after_it() -> None:
    day = season()["date"][season().height // 2]
    later = pl.col("date") > day
    worse = season().with_columns(p_over=pl.when(later).then(0.5).otherwise("p_over"))
    whole, changed = (cumulative_gain(rows).filter(~later) for rows in (season(), worse))
    assert whole.equals(changed)
    assert whole["low"][:2].null_count() == 2  # too many resamples leave the first two dates out
    assert whole["low"][4:].null_count() == 0


def test_without_prices_there_is_no_gain() -> None:
    assert cumulative_gain(bare().rows).is_empty()
    assert cumulative_gain(season().drop("novig_over")).is_empty()
    assert cumulative_gain(season().head(0)).is_empty()


def test_a_no_vig_probability_that_is_nan_is_as_if_it_were_not_there() -> None:
    half = pl.int_range(pl.len()) % 2 == 0
    absent, nan = (
        season().with_columns(
            pl.when(half).then(pl.lit(blank, pl.Float64)).otherwise("novig_over").alias("novig_over")
        )
        for blank in (None, float("nan"))
    )
    assert cumulative_gain(absent).height
    assert_frame_equal(cumulative_gain(nan), cumulative_gain(absent), abs_tol=1e-9)


def test_a_month_has_the_weight_that_was_learnt_on_its_last_days() -> None:
    table = monthly_weights(weights())
    last = {}
    for row in weights().iter_rows(named=True):
        learnt_until = row["since"] - dt.timedelta(days=1)
        last[learnt_until.replace(day=1)] = row["weight"]
    assert dict(table.select("month", "weight").iter_rows()) == last
    assert len(last) == 6


def test_errors_by_tier_are_those_of_each_tiers_rows() -> None:
    table = mae_by_tier(season())
    minutes, possessions = season()["past_minutes"].to_numpy(), season()["past_possessions"].to_numpy()
    quoted = season()["line"].is_not_null().to_numpy()
    rotation = (minutes >= 16) & ~((minutes >= 30) & (possessions >= 16))
    y = season()["y"].to_numpy()
    for over, rows in (("all", rotation), ("priced", rotation & quoted)):
        found = table.filter(over=over, value="rotation")
        expected = {"prediction": "median", "naive": "naive", "line": "line"}
        for row in found.iter_rows(named=True):
            error = np.abs(season()[expected[row["who"]]].to_numpy() - y)[rows]
            assert row["mae"] == pytest.approx(error.mean())
            assert row["player_games"] == rows.sum()
            assert row["low"] < row["mae"] < row["high"]
        assert set(found["who"]) == set(expected) - ({"line"} if over == "all" else set())
    assert table["value"].unique(maintain_order=True).to_list() == ["stars", "rotation", "bench"]


def test_who_has_no_past_game_is_in_no_tier_and_counted() -> None:
    first = pl.int_range(pl.len()) < 3
    rows = season().with_columns(pl.when(first).then(None).otherwise("past_minutes").alias("past_minutes"))
    table = mae_by_tier(rows)
    assert table["value"].unique(maintain_order=True).to_list() == ["stars", "rotation", "bench"]
    of_all = table.filter(over="all", who="prediction")["player_games"].sum()
    assert (of_all, without_past(rows)) == (rows.height - 3, 3)
    assert without_past(rows.drop("past_minutes")) == 0


def test_days_are_counted_into_the_group_that_names_them() -> None:
    days = [1, 2, 3, 4, 5, 7, 8, 14, 15, 200, None]
    rows = season().head(len(days)).with_columns(pl.Series(ABSENCE, days, pl.Int64))
    counts = mae_by_absence(rows).filter(over="all", who="prediction")
    assert dict(counts.select("value", "player_games").iter_rows()) == {
        "1 to 2": 2, "3 to 4": 2, "5 to 7": 2, "8 to 14": 2, "15 and more": 2
    }  # fmt: skip


def test_errors_are_not_cut_by_what_the_data_do_not_know() -> None:
    assert mae_by_absence(season().drop(ABSENCE)).is_empty()
    assert mae_by_tier(season().drop("past_minutes")).is_empty()
    unknown = season().with_columns(pl.lit(None, pl.Int64).alias(ABSENCE))
    assert mae_by_absence(unknown).is_empty()


def test_a_naive_mean_that_lacks_rows_is_not_compared() -> None:
    naive = pl.when(pl.int_range(pl.len()) > 0).then("naive")
    assert set(mae_by_tier(season().with_columns(naive))["who"]) == {"prediction", "line"}


def shared_evenings(dates: int = 60, per_date: int = 30) -> pl.DataFrame:
    """Player-games whose outcomes are those of their date: all over, or all under."""
    rng = np.random.default_rng(8)
    day = np.repeat(np.arange(dates), per_date)
    up = rng.permutation(np.arange(dates) % 2)[day] == 1
    prediction = rng.uniform(5, 30, len(day))
    return pl.DataFrame({"date": day, "prediction": prediction, "p_over": rng.uniform(0.4, 0.6, len(day)),
                         "over": up, "y": prediction + np.where(up, 3.0, -3.0)}).with_columns(
        date=pl.lit(dt.date(2024, 1, 1)) + pl.duration(days="date")
    )  # fmt: skip


def widths(table: pl.DataFrame) -> np.ndarray:
    return (table["high"] - table["low"]).to_numpy()


def test_intervals_of_bins_and_levels_take_an_evening_for_one_draw() -> None:
    rows = shared_evenings()
    bins = reliability_by_date(rows)
    alone = reliability(rows["p_over"].to_numpy(), rows["over"].cast(pl.Float64).to_numpy())
    assert_frame_equal(bins.drop("low", "high"), alone.drop("low", "high"))
    levels = mean_by_level(rows, "prediction", pl.col("y") - pl.col("prediction"))
    independent = 2 * 1.96 * 3 / math.sqrt(rows.height / LEVELS)
    assert widths(bins).min() > 1.3 * widths(alone).mean()
    assert widths(levels).min() > 1.3 * independent


def test_bins_and_levels_of_one_date_have_no_interval() -> None:
    rows = shared_evenings(dates=1, per_date=200)
    for table in (reliability_by_date(rows), mean_by_level(rows, "prediction", pl.col("y"))):
        assert table["low"].null_count() == table["high"].null_count() == table.height > 5


def test_a_bin_of_which_all_came_true_is_not_sure() -> None:
    table = reliability_by_date(shared_evenings().with_columns(over=pl.col("p_over") > 0.5))
    sure = table.filter(pl.col("observed").is_in([0.0, 1.0]))
    assert sure.height >= 8
    assert sure["low"].null_count() == sure["high"].null_count() == sure.height


def test_a_share_on_few_dates_is_not_above_one() -> None:
    rows = shared_evenings(dates=4, per_date=50)
    rows = rows.with_columns(over=pl.int_range(pl.len()) % 25 > 0)
    bins = reliability_by_date(rows).drop_nulls("high")
    assert bins.height > 3
    assert bins.select((pl.col("observed") <= pl.col("high")).all() & (pl.col("high") <= 1).all()).item()
    assert (bins["high"] == 1).any()


def test_means_without_dates_have_no_interval() -> None:
    table = mean_by_level(season().drop("date"), "prediction", pl.col("y"))
    assert table["low"].null_count() == table.height == LEVELS
    dated = mean_by_level(season(), "prediction", pl.col("y"))
    assert_frame_equal(table.select("level", "mean"), dated.select("level", "mean"))


def test_equal_predictions_are_of_one_level_in_whatever_order_they_stand() -> None:
    high = pl.col("prediction") > pl.col("prediction").median()
    rows = season().with_columns(prediction=20.0 + high)
    table = mean_by_level(rows, "prediction", pl.col("y"))
    means = rows.group_by("prediction").agg(pl.col("y").mean()).sort("prediction")
    assert table["level"].to_list() == means["prediction"].to_list() == [20.0, 21.0]
    assert table["mean"].to_list() == pytest.approx(means["y"].to_list())


def test_a_bucket_returns_its_profit_over_its_stakes() -> None:
    table = returns_by_claim(bets())
    counted = [row for row in bets().iter_rows(named=True) if row["result"] != "void"]
    assert table["bets"].sum() == len(counted)
    inside = [row for row in counted if 0.04 <= row["value"] < 0.06]
    found = table.row(by_predicate=pl.col("bucket") == "4 to 6 %", named=True)
    assert found["bets"] == len(inside)
    assert found["realised"] == pytest.approx(sum(row["profit"] for row in inside) / len(inside))
    assert found["claimed"] == pytest.approx(sum(row["value"] for row in inside) / len(inside))
    assert found["win_rate"] == pytest.approx(sum(row["result"] == "win" for row in inside) / len(inside))


def league(seed: int) -> pl.DataFrame:
    """Two seasons of four teams; players miss games, and one of them changes his team."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for year in (2022, 2023):
        for game in range(24):
            date = dt.date(year, 10, 20) + dt.timedelta(days=int(game * 2 + rng.integers(0, 2)))
            order = rng.permutation(4)
            for pair in (order[:2], order[2:]):
                rows += _game(rng, f"{year}-{game}", date, (int(pair[0]), int(pair[1])), moved=game > 12)
    schema = {"season": pl.String, "date": pl.Date, "game_id": pl.String, "team": pl.String,
              "opponent": pl.String, "player_id": pl.Int64, "minutes": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row").sort("date", "game_id", "player_id")


def _game(
    rng: np.random.Generator, game: str, date: dt.date, pair: tuple[int, int], moved: bool
) -> Iterator[tuple[Any, ...]]:
    for team, opponent in (pair, pair[::-1]):
        roster = [10 * team + number for number in range(5)]
        if moved:
            roster = [player for player in roster if player != 1] + ([1] if team == 2 else [])
        for player in roster:
            if rng.random() < 0.75:
                minutes = None if rng.random() < 0.05 else float(rng.normal(8 + 5 * (player % 5), 3))
                yield game[:4], date, f"{game}-{min(pair)}", f"T{team}", f"T{opponent}", player, minutes


def begun(games: pl.DataFrame) -> list[tuple[str, str, int, dt.date]]:
    """Every absence of the league, game by game."""
    rows = [row for row in games.iter_rows(named=True) if row["minutes"] is not None]
    dates: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    minutes: dict[tuple[str, int], dict[dt.date, float]] = defaultdict(dict)
    for row in rows:
        if (row["date"], row["season"]) not in dates[row["team"]]:
            dates[row["team"]].append((row["date"], row["season"]))
        minutes[row["team"], row["player_id"]][row["date"]] = row["minutes"]
    found = []
    for (team, player), own in minutes.items():
        for at in range(1, len(dates[team])):
            (before, earlier), (date, year) = dates[team][at - 1], dates[team][at]
            window = [own[day] for day, _ in dates[team][max(0, at + 1 - GAMES) : at + 1] if day in own]
            if date in own or before not in own or earlier != year or np.mean(window) < LEAST_MINUTES:
                continue
            found.append((year, team, player, date))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_days_since_an_absence_are_those_counted_game_by_game(seed: int) -> None:
    games = league(seed)
    absences = begun(games)
    elsewhere: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for row in games.drop_nulls("minutes").iter_rows(named=True):
        elsewhere[row["player_id"]].append((row["date"], row["team"]))
    expected = {}
    for row in games.iter_rows(named=True):
        starts = [
            date
            for year, team, player, date in absences
            if (year, team) == (row["season"], row["team"]) and player != row["player_id"]
            and date < row["date"] and not _gone(elsewhere[player], team, date, games)
        ]  # fmt: skip
        if starts:
            expected[row["date"], row["team"], row["player_id"]] = (row["date"] - max(starts)).days
    found = {key[:3]: key[3] for key in days_since_absence(games).iter_rows()}
    assert found == expected
    assert len(found) > 100


def _gone(played: list[tuple[dt.date, str]], team: str, date: dt.date, games: pl.DataFrame) -> bool:
    """Whether he had played elsewhere by the team's next game after an absence that began on a date."""
    following = games.filter(pl.col("team") == team, pl.col("date") > date)["date"].min()
    assert isinstance(following, dt.date)
    last = max(day for day, of in played if of == team and day < date)
    return any(last < day < following and of != team for day, of in played)


def test_what_is_played_later_changes_no_days_known_before() -> None:
    games = league(4)
    day = games["date"][games.height // 2]
    later = pl.col("date") > day
    nulled = games.with_columns(minutes=pl.when(pl.col("date") < day).then("minutes"))
    found, blind = (days_since_absence(each).filter(~later) for each in (games, nulled))
    assert found.equals(blind)
    assert found.filter(pl.col("date") == day).height > 3
