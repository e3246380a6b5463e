"""Data frames are read like the files that they could have been."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pandas as pd
import polars as pl
import pytest

from nba_props.core.component import kind_of
from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.frames import Frames
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.errors import DataError
from tests.data.files.samples import BOX, ROSTER, log, quote
from tests.gamelogs import collected, nba_api
from tests.leagues import season

SETTINGS = Files(game_logs="df", odds_format=OddsFormat.decimal)


@cache
def league() -> Dataset:
    data = season()
    games = data.player_games.filter(pl.col("date") < dt.date(2023, 12, 1))
    return Dataset(games, data.prop_lines.filter(pl.col("date") < dt.date(2023, 12, 1)))


def logs(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([*(rows or ROSTER)])


def read(df: Any, lines: Any = None, settings: Files = SETTINGS) -> Dataset:
    tables = {"game_logs": df} | ({} if lines is None else {"prop_lines": lines})
    return Frames.of(settings, tables).load(0)


def as_polars(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.from_pandas(frame)


@pytest.mark.parametrize("made", [as_polars, lambda df: as_polars(df).lazy(), lambda df: df])
def test_a_frame_of_any_library_is_read(made: Any) -> None:
    data = read(made(logs()))
    assert data.player_games["player_name"].to_list()[0] == "Jón Åsgard"
    assert data.player_games["game_id"].unique().to_list() == ["0022300061"]
    assert data.quality.read == {"player_games": 6}


def test_frames_in_files_shape_give_the_canonical_tables_back() -> None:
    games = league().player_games
    raw = read(nba_api(games), collected(league().prop_lines, games))
    assert raw.player_games.equals(games)
    key = ["game_id", "player_id", "market", "book", "line", "quoted_at"]
    assert raw.prop_lines.height > 1000
    assert raw.prop_lines.sort(key).equals(league().prop_lines.sort(key).select(raw.prop_lines.columns))


@pytest.mark.parametrize("to", [lambda frame: frame, pl.DataFrame.to_pandas], ids=["polars", "pandas"])
def test_canonical_frames_are_taken_as_they_are(to: Any) -> None:
    data = read(to(league().player_games), to(league().prop_lines))
    assert data.player_games.equals(league().player_games)
    assert data.prop_lines.equals(league().prop_lines)
    assert data.quality.feeds


def test_types_that_pandas_gives_files_are_read() -> None:
    """Ids without their zeros, days as timestamps, counts with a gap as floats."""
    tonight: dict[str, Any] = dict.fromkeys([*BOX, "WL", "PLUS_MINUS"])
    tonight |= {"GAME_ID": "0022300070", "GAME_DATE": "2023-10-26"}
    df = logs(*ROSTER, log(1, "Jón Åsgard", **tonight))
    df["GAME_ID"] = df["GAME_ID"].astype(int)
    df["GAME_DATE"] = pd.to_datetime(df["GAME_DATE"])
    df["MATCHUP"] = df["MATCHUP"].astype("category")
    games = read(df).player_games
    assert games["game_id"].to_list()[-1] == "0022300070"
    assert games["points"].to_list()[-1] is None
    assert games["date"].to_list()[-1] == dt.date(2023, 10, 26)


def test_minutes_may_be_durations() -> None:
    df = logs().assign(MIN=pd.to_timedelta([34.2] * len(ROSTER), unit="m"))
    assert read(df).player_games["minutes"].to_list() == pytest.approx([34.2] * len(ROSTER))


@pytest.mark.parametrize(
    ("cell", "kind"),
    [(b"\xff\xfe", "Binary, which cannot be read as text"), ([1], "lists, not single values")],
)
def test_a_column_that_is_no_text_is_named(cell: Any, kind: str) -> None:
    df = as_polars(logs()).with_columns(pl.lit(pl.Series([cell])).first().alias("PLAYER_NAME"))
    with pytest.raises(DataError, match=f"game_logs, column PLAYER_NAME: holds {kind}"):
        read(df)


def test_a_named_index_is_a_column() -> None:
    assert read(logs().set_index(["GAME_ID", "PLAYER_ID"])).player_games.equals(read(logs()).player_games)


def test_a_level_of_the_index_gives_way_to_a_column_of_its_name() -> None:
    doubled = logs().set_index(["GAME_ID", "PLAYER_ID"], drop=False)
    assert read(doubled).player_games.equals(read(logs()).player_games)
    half = logs().set_index("GAME_ID", drop=False).set_index("PLAYER_ID", append=True)
    assert read(half).player_games.equals(read(logs()).player_games)
    twice = logs().set_index(["GAME_ID", "GAME_ID"])
    with pytest.raises(DataError, match="game_logs: there are two columns GAME_ID"):
        read(twice)


def test_numbers_that_no_table_holds_are_refused() -> None:
    with pytest.raises(DataError, match="player_games, column points: conversion from `str` to `i32` failed"):
        read(league().player_games.to_pandas().astype({"points": complex}))


def test_other_columns_may_hold_anything() -> None:
    anything: list[Any] = [{"a": 1}, [1], object(), None, 2, "x"]
    df = logs().assign(VIDEO=pd.Series(anything, dtype=object))
    assert read(df).player_games.equals(read(logs()).player_games)


def test_columns_may_be_called_otherwise() -> None:
    settings = Files(game_logs="df", game_log_columns={"PTS": "Points"})
    assert read(logs().rename(columns={"PTS": "Points"}), settings=settings).player_games["points"][0] == 20


def test_a_wrong_cell_is_named_by_its_row_as_frames_count_them() -> None:
    df = logs().astype({"PTS": object})
    df.loc[3, "PTS"] = "many"
    with pytest.raises(DataError, match="game_logs, row 3, column PTS: 'many' is not a number"):
        read(df)


def test_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(DataError, match=r"game_logs: column PTS is missing; did you mean points scored\?"):
        read(logs().rename(columns={"PTS": "points scored"}))
    with pytest.raises(DataError, match="column PTS is missing; all other columns are read as something"):
        read(logs()[[name for name in logs().columns if name != "PTS"]])


@pytest.mark.parametrize(
    ("df", "why"),
    [
        ([1, 2], "game_logs: must be a frame of pandas or polars, not list"),
        (logs().iloc[:0], "game_logs: the frame has a header but no rows"),
        (pd.concat([logs(), logs()[["PTS"]]], axis=1), "game_logs: there are two columns PTS"),
    ],
)
def test_what_is_no_table_of_game_logs_is_refused(df: Any, why: str) -> None:
    with pytest.raises(DataError, match=why):
        read(df)


def test_a_canonical_frame_is_checked() -> None:
    wrong = league().player_games.head(3).with_columns(points=pl.Series([10, 999, 5]))
    with pytest.raises(DataError, match="player_games: row 1, column points: '999' is not allowed"):
        read(wrong)
    with pytest.raises(DataError, match="player_games: column team is missing"):
        read(wrong.drop("team"))
    with pytest.raises(DataError, match="player_games, column points: conversion"):
        read(wrong.with_columns(points=pl.Series(["10", "x", "5"])))


def test_the_fingerprint_follows_the_values_and_the_settings_alone() -> None:
    df, lines = logs(), pd.DataFrame([quote("Jón Åsgard")])

    def fingerprint(df: Any, lines: Any = None, settings: Files = SETTINGS) -> str:
        tables = {"game_logs": df} | ({} if lines is None else {"prop_lines": lines})
        return Frames.of(settings, tables).fingerprint(0)

    first = fingerprint(df, lines)
    assert fingerprint(df.copy().assign(OTHER=1), lines) == first
    changed = df.assign(PTS=df["PTS"] + 1)
    others = [
        fingerprint(changed, lines),
        fingerprint(df),
        fingerprint(df, pd.DataFrame([quote("Jón Åsgard", line=30.5)])),
        fingerprint(df, lines, Files(game_logs="df", upcoming=False)),
    ]
    assert len({first, *others}) == 5


def test_frames_are_a_data_source_of_their_own() -> None:
    assert kind_of(Frames.of(SETTINGS, {"game_logs": logs()})) == "frames"
    assert kind_of(SETTINGS) == "files"
