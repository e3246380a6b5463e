"""Whatever a file holds, it is read, or refused in lines that name it; see `tests.harness.files`."""

from __future__ import annotations

import contextlib
import faulthandler
import io
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli.exits import guarded
from nba_props.configuration.compose import load
from nba_props.core.console import plain_console
from nba_props.data.dataset import DataSource
from tests.data.published import injury_reports, league
from tests.gamelogs import collected, nba_api
from tests.harness.entry import SECONDS, Ended
from tests.harness.files import mutated
from tests.sizes import DEEP

DAYS = 5


@cache
def sound() -> dict[str, bytes]:
    """Each table's file as collectors save it, of the league's first days."""
    games = league().player_games
    last = games["date"].unique().sort()[DAYS]
    games = games.filter(pl.col("date") < last)
    lines = league().prop_lines.filter(pl.col("date") < last)
    tables = {
        "game_logs": nba_api(games),
        "prop_lines": collected(lines, games),
        "reports": injury_reports().filter(pl.col("date") < last),
        "positions": positions(games),
        "game_lines": game_lines(games),
    }
    return {name: table.write_csv().encode() for name, table in tables.items()}


def game_lines(games: pl.DataFrame) -> pl.DataFrame:
    """Total, spread and moneylines of every game, one row a game."""
    played = games.filter("home").unique("game_id", maintain_order=True)
    odds = {"OU": 229.5, "Spread": -5.0, "ML_Home": 1.5, "ML_Away": 2.7}
    return played.select(Date="date", Home="team", Away="opponent", **{k: pl.lit(v) for k, v in odds.items()})


def positions(games: pl.DataFrame) -> pl.DataFrame:
    """A position of everybody, as nba_api writes them."""
    players = games.select(SEASON="season", PLAYER_ID="player_id").unique(maintain_order=True)
    return players.with_columns(
        POSITION=pl.Series(["G", "F-C", "C"]).gather(pl.int_range(players.height, eager=True) % 3)
    )


@cache
def source_of(*words: str) -> DataSource:
    """Return the source that a configuration names."""
    return load(words).source


def read(folder: Path) -> Ended:
    """Read the files of a folder, and show what was read as a run does."""
    words = ["data=files", "model=rolling_mean", "data.odds_format=decimal"]
    words += [f"data.{name}={folder}/{name}.csv" for name in sound()]
    out, err = io.StringIO(), io.StringIO()
    source = source_of(*words)

    def show() -> None:
        source.fingerprint(0)
        plain_console().print(source.load(0).quality.render())

    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=2)
        try:
            code = guarded(show)
        finally:
            faulthandler.cancel_dump_traceback_later()
    return Ended(words, code, out.getvalue(), err.getvalue())


def check(seeds: range, folder: Path) -> None:
    codes = set()
    for seed in seeds:
        broken = list(sound())[seed % len(sound())]
        for name, content in sound().items():
            (folder / f"{name}.csv").write_bytes(mutated(content, seed) if name == broken else content)
        ended = read(folder)
        assert ended.problems() == [], seed
        assert ended.code == 0 or broken in ended.err, (seed, ended.err)
        codes.add(ended.code)
    assert codes == {0, 2}


def test_six_files(tmp_path: Path) -> None:
    check(range(6), tmp_path)


PARTS = [
    pytest.param(range(6, 50), marks=pytest.mark.slow, id="to 50"),
    pytest.param(range(50, 100), marks=DEEP, id="to 100"),
    *(
        pytest.param(range(first, first + 100), marks=DEEP, id=f"to {first + 100}")
        for first in range(100, 500, 100)
    ),
]


@pytest.mark.parametrize("seeds", PARTS)
def test_the_rest_of_five_hundred_files(seeds: range, tmp_path: Path) -> None:
    check(seeds, tmp_path)
