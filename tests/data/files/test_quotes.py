"""Rows of lines -> whole quotes, and the market of lines that name none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.data.files import Files
from nba_props.data.inspection.inspect import inspect
from nba_props.data.matching.markets import DOUBTFUL, SILENT, fits, misfits, named, silent_markets
from nba_props.data.matching.quotes import PRICES, whole_quotes
from nba_props.data.quality import QualityReport
from nba_props.data.shapes.lines import price_columns
from nba_props.data.vocabulary.markets import GUESSED
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, Row, WriteRows, quote
from tests.leagues import season

PRICE = st.sampled_from([1.5, 1.9, 2.1])


def both_sides(rows: list[tuple[int, float, float]]) -> pl.DataFrame:
    """Quotes with both prices, one per line."""
    return pl.DataFrame(rows, schema=["line", *PRICES], orient="row").unique("line", maintain_order=True)


def without_prices(row: Row) -> Row:
    return {name: cell for name, cell in row.items() if "price" not in name}


@given(st.lists(st.tuples(st.integers(1, 40), PRICE, PRICE), min_size=1, max_size=20), st.randoms())
def test_halves_of_quotes_in_any_order_are_the_quotes(
    rows: list[tuple[int, float, float]], random: object
) -> None:
    whole = both_sides(rows)
    over, under = (whole.with_columns(pl.lit(None, pl.Float64).alias(side)) for side in reversed(PRICES))
    halves = pl.concat([over, under]).sample(fraction=1, shuffle=True, seed=random.randrange(99))  # type: ignore[attr-defined]
    quality = QualityReport()
    merged = whole_quotes(halves, quality)
    assert merged.sort("line").equals(whole.sort("line"))
    assert quality.steps[0].rows == whole.height


def test_prices_that_contradict_each_other_stay_two_rows() -> None:
    rows = pl.DataFrame(
        {"line": [20.5, 20.5, 20.5], "over_price": [1.9, 2.0, None], "under_price": [None, None, 1.9]}
    )
    assert whole_quotes(rows, QualityReport()).equals(rows)


def test_lines_without_prices_are_read_and_told(write: WriteRows) -> None:
    rows = [without_prices(quote("Jon Asgard", line=line)) for line in (28.5, 29.5, 30.5)]
    logs, lines = write("logs.csv", list(ROSTER)), write("lines/three.csv", rows)
    write("lines/one.csv", [without_prices(quote("Tavion Okoro-Vance"))])
    data = Files(game_logs=str(logs), prop_lines=str(lines.parent), prop_market="pra").load(0)
    assert data.prop_lines["one_sided"].to_list() == [True] * 4
    assert set(data.prop_lines["over_price"]) == {None}
    assert list(data.quality.shapes.values()) == ["nba_api's game logs", *["lines without prices"] * 2]


def test_a_price_column_under_another_name_is_not_taken_for_a_file_without_prices(write: WriteRows) -> None:
    row = {
        {"over_price": "over", "under_price": "under"}.get(k, k): v for k, v in quote("Jon Asgard").items()
    }
    logs, lines = write("logs.csv", list(ROSTER)), write("lines.csv", [row])
    files: dict[str, Any] = {"game_logs": str(logs), "prop_lines": str(lines), "prop_market": "pra"}
    with pytest.raises(
        DataError, match=r"over_price is missing .*did you mean .* over speaks of prices; data\.shape=picks"
    ):
        Files(**files).load(0)
    assert inspect([str(lines)], {}).kinds[0].lacking
    assert Files(**files, shape="picks").load(0).prop_lines["over_price"].to_list() == [None]
    assert not inspect([str(lines)], {"shape": "picks"}).kinds[0].lacking


@pytest.mark.parametrize(
    ("name", "priced"),
    [
        ("over", True), ("overPrice", True), ("Under Odds", True), ("american_odds", True),
        ("underodds", True), ("prices", True), ("odds1", True), ("price2", True), ("overamerican", True),
        ("underdecimal", True), ("overodd", True), ("OverPrc", True), ("bestodds", True), ("o_px", True),
        ("odds_type", False), ("underdog_id", False), ("overtime", False), ("Rover", False),
        ("overall_rank", False), ("turnovers", False), ("over_id", False),
    ],
)  # fmt: skip
def test_words_tell_a_column_of_prices(name: str, priced: bool) -> None:
    assert price_columns([name, "line"]) == [name] * priced


def test_a_file_without_event_ids_has_events_of_teams_and_days(write: WriteRows) -> None:
    row = {k: v for k, v in quote("Jon Asgard").items() if k != "event_id"}
    logs, lines = write("logs.csv", list(ROSTER)), write("lines.csv", [row])
    data = Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    assert data.prop_lines["game_id"].to_list() == ["0022300061"]


def test_lines_of_a_silent_file_are_of_the_market_that_they_fit() -> None:
    data = season()
    silent = data.prop_lines.with_columns(pl.lit(None, pl.String).alias("market"))
    for market in ("pra", "points"):
        rows = silent.filter(data.prop_lines["market"] == market)
        if rows.is_empty():
            continue
        quality = QualityReport()
        found = silent_markets(rows, data.player_games, quality)
        assert named(rows, found)["market"].unique().to_list() == [market]
        assert f"taken as {market}" in quality.steps[0].reason


def test_lines_that_fit_no_market_are_asked_about() -> None:
    data = season()
    silent = data.prop_lines.head(500).with_columns(
        pl.lit(None, pl.String).alias("market"), pl.col("line") * 3
    )
    with pytest.raises(DataError, match=r"no column says which market .* say data\.prop_market="):
        silent_markets(silent, data.player_games, QualityReport())


def lines_on(stat: str, players: int, file: str, by: float = 1) -> pl.DataFrame:
    """Lines at what the first players average, or so many times that, in a file that names no market."""
    played = season().player_games.filter(pl.col("minutes") > 0)
    few = played.select("player_id").unique(maintain_order=True).head(players)
    amount = pl.sum_horizontal(pl.col(GUESSED[stat]).cast(pl.Float64))
    means = (
        played.join(few, on="player_id")
        .group_by("player_id", maintain_order=True)
        .agg(pl.col("game_id").first(), line=amount.mean() * by)
    )
    return means.with_columns(pl.lit(None, pl.String).alias("market"), pl.lit(file).alias(SILENT))


@pytest.mark.parametrize(
    ("files", "markets"),
    [
        ([("points", 80), ("rebounds", 40)], ["points", "rebounds"]),
        ([("rebounds", 80), ("rebounds", 2)], ["rebounds", "rebounds"]),
        ([("points", 10), ("points", 1)], ["points", "points"]),
        ([("pra", 80), ("pra", 20, 0.87)], ["pra", "pra"]),
    ],
)
def test_a_silent_file_leaves_the_market_of_all_where_it_can_be_of_one_other_alone(
    files: list[tuple[str, int]], markets: list[str]
) -> None:
    lines = pl.concat([lines_on(*file[:2], str(number), *file[2:]) for number, file in enumerate(files)])
    quality = QualityReport()
    found = silent_markets(lines, season().player_games, quality)
    assert list(found.values()) == markets
    told = [step.rows for step in quality.steps if step.reason.startswith("no market column: taken as")]
    assert sum(told) == lines.height


def test_a_silent_file_that_is_nearer_to_another_market_is_told() -> None:
    lines = pl.concat([lines_on("pra", 80, "all.csv"), lines_on("pra", 20, "day.csv", 0.87)])
    quality = QualityReport()
    silent_markets(lines, season().player_games, quality)
    (step,) = (step for step in quality.steps if step.reason == DOUBTFUL)
    assert (step.rows, step.examples, step.dropped) == (20, ["day.csv"], False)


@pytest.mark.parametrize(
    "files",
    [
        [("points", 80), ("blocks", 2)],
        [("points", 80), ("pa", 15)],
        [("points", 80), ("pra", 3)],
        [("points", 18), ("pra", 18)],
        [("points", 15), ("pr", 15), ("pra", 15)],
        [("threes", 40), ("turnovers", 40), ("stocks", 40)],
    ],
)
def test_silent_files_of_which_nothing_follows_are_asked_about(files: list[tuple[str, int]]) -> None:
    lines = pl.concat([lines_on(*file, f"{number}.csv") for number, file in enumerate(files)])
    with pytest.raises(DataError, match=r"^\d\.csv: no column says which market"):
        silent_markets(lines, season().player_games, QualityReport())


def test_copies_in_silent_files_that_overlap_are_duplicates(write: WriteRows) -> None:
    logs = write("logs.csv", list(ROSTER))
    rows = [quote(row["PLAYER_NAME"]) for row in ROSTER]
    files = [write("all.csv", rows), write("some.csv", rows[:2])]
    data = Files(game_logs=str(logs), prop_lines=[*map(str, files)]).load(0)
    told = {step.reason: step.rows for step in data.quality.steps}
    assert told["exact duplicate"] == 2
    assert not any("merged" in reason for reason in told)


def test_sides_of_a_quote_in_two_silent_files_are_one_quote(write: WriteRows) -> None:
    logs = write("logs.csv", list(ROSTER))
    names = [row["PLAYER_NAME"] for row in ROSTER]
    files = [
        write(f"{side}.csv", [
            {k: v for k, v in quote(name).items() if "price" not in k} | {"side": side, "price": -110}
            for name in names
        ])
        for side in ("Over", "Under")
    ]  # fmt: skip
    data = Files(game_logs=str(logs), prop_lines=[*map(str, files)]).load(0)
    assert data.prop_lines.height == len(names)
    assert not data.prop_lines["one_sided"].any()
    assert data.quality.read["prop_lines"] - sum(
        s.rows for s in data.quality.steps if s.table == "prop_lines" and s.dropped
    ) == len(names)


def test_lines_said_to_be_of_another_market_do_not_fit_it() -> None:
    data = season()
    lines = data.prop_lines.filter(pl.col("market") == "pra")
    assert misfits(lines, data.player_games) == []
    (sentence,) = misfits(lines.with_columns(pl.lit("assists").alias("market")), data.player_games)
    assert sentence.startswith("assists lines are ")
    assert sentence.endswith("more like pra")
    assert fits(lines, data.player_games)[0].market == "pra"
    assert dt.date(2023, 10, 1) < lines["date"].min()  # type: ignore[operator]


def test_half_point_lines_of_low_counts_are_no_misfit() -> None:
    data = season()
    threes = data.prop_lines.filter(pl.col("market") == "threes").with_columns(pl.lit(0.5).alias("line"))
    own = next(fit for fit in fits(threes, data.player_games) if fit.market == "threes")
    assert own.ratio < -0.7
    assert misfits(threes, data.player_games) == []


def test_players_who_never_score_in_a_market_tell_nothing_of_it() -> None:
    data = season()
    lines = data.prop_lines.filter(pl.col("market") == "threes")
    [shy, *_] = lines["player_id"].unique(maintain_order=True)
    threes = pl.when(pl.col("player_id") == shy).then(0).otherwise("threes")
    games = data.player_games.with_columns(threes.cast(data.player_games["threes"].dtype).alias("threes"))
    before, after = (
        next(fit for fit in fits(lines, each) if fit.market == "threes")
        for each in (data.player_games, games)
    )
    assert after.players == before.players - 1
