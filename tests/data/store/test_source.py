"""`data=store`: the same figures as the files that were imported, and nothing of what came later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.data.matching.events import OTHER_COMPETITION
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.store import Change, DataStore
from nba_props.data.store.importing import import_files
from nba_props.data.store.source import Stored
from nba_props.errors import ConfigError, DataError
from nba_props.experiment import Experiment
from nba_props.pipeline.compute import compute
from nba_props.pipeline.market_data import MarketData
from tests.data import published
from tests.data.store.tables import NOON, TIP_OFF, player_games, quotes

RUN = (
    "model=ewma",
    "availability=reported",
    "validation.first_test='2023-12-22'",
    "validation.refit_days=14",
    "validation.warmup=2",
    f"seed={published.SEED}",
)
DECIMAL = {"odds_format": OddsFormat.decimal}


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    written = published.write(tmp_path_factory.mktemp("league"))
    return {table: str(path) for table, path in written.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, paths: dict[str, str]) -> Path:
    """A store of the files."""
    root = tmp_path_factory.mktemp("imported") / "store"
    import_files(root, list(paths.values()), DECIMAL)
    return root


def figures(experiment: Experiment, data: Dataset) -> dict[str, float]:
    """The metrics but for the time that they took."""
    metrics = compute(experiment, MarketData.of(experiment, data)).metrics
    return {name: value for name, value in metrics.items() if name != "training_time"}


@pytest.mark.slow
def test_a_store_gives_the_figures_of_its_files_and_of_the_league(
    folder: Path, paths: dict[str, str]
) -> None:
    told = [f"data.{table}='{path}'" for table, path in paths.items()]
    files = load(["data=files", *told, "data.odds_format=decimal", *RUN])
    store = load(["data=store", f"data.folder='{folder}'", *RUN])
    expected, found = (each.source.load(each.seed) for each in (files, store))
    for name in ("player_games", "prop_lines", "reports"):
        assert_frame_equal(getattr(expected, name), getattr(found, name))
    assert found.prop_lines.height == published.league().prop_lines.height
    assert found.reports is not None
    metrics = figures(store, found)
    assert metrics == figures(files, expected)
    assert metrics["betting_n_bets"] > 100


def test_a_second_import_changes_nothing(folder: Path, paths: dict[str, str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    fingerprint = DataStore.open(folder).fingerprint()
    again = import_files(folder, [*paths.values(), paths["prop_lines"]], DECIMAL)
    assert all(change.added == change.changed == 0 for change in again.changes.values())
    assert again.changes["quotes"].unchanged == published.league().prop_lines.height
    assert DataStore.open(folder).fingerprint() == fingerprint
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    del before[folder / ".lock"], after[folder / ".lock"]
    assert after == before


def test_the_fingerprint_follows_the_rows_and_the_moment(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    store.upsert("player_games", player_games([1, 2]))
    first = Stored(str(store.root)).fingerprint(0)
    assert first == Stored(str(store.root)).fingerprint(1)
    assert first != Stored(str(store.root), as_of="2024-03-01T22:00Z").fingerprint(0)
    store.note("nba_api", {"rows": 2})
    assert first == Stored(str(store.root)).fingerprint(0)
    store.upsert("player_games", player_games([2], points=11))
    assert first != Stored(str(store.root)).fingerprint(0)


def test_nothing_is_seen_that_came_after_the_moment(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    night = player_games([1, 2]).with_columns(player_name=pl.Series(["A One", "B Two"]))
    store.upsert("player_games", night.with_columns(game_id=pl.lit("0"), date=dt.date(2024, 2, 28)))
    store.upsert("player_games", night)
    store.append("quotes", quotes(["A One"]), NOON)
    store.append("quotes", quotes(["B Two"], quoted_at=NOON), NOON + dt.timedelta(hours=3))
    store.append("quotes", quotes(["A One"], line=22.5, quoted_at=NOON + dt.timedelta(hours=3)), None)

    before = Stored(str(store.root), as_of="2024-03-01T13:00-05:00").load(0)
    assert before.prop_lines.select("player_id", "line").rows() == [(1, 20.5)]
    played = before.player_games.filter(pl.col("minutes").is_not_null())
    assert played["date"].unique().to_list() == [dt.date(2024, 2, 28)]
    after = Stored(str(store.root)).load(0)
    assert after.prop_lines.select("player_id", "line").rows() == [(1, 20.5), (1, 22.5), (2, 20.5)]


def test_a_game_that_is_moved_makes_no_second_quote(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    store.upsert("player_games", player_games([1]).with_columns(player_name=pl.lit("A One")))
    store.append("quotes", quotes(["A One"]), NOON)
    later = TIP_OFF + dt.timedelta(hours=1)
    store.append(
        "quotes", quotes(["A One"]).with_columns(tip_off=pl.lit(later)), NOON + dt.timedelta(hours=1)
    )
    lines = Stored(str(store.root)).load(0).prop_lines
    assert lines["tip_off"].to_list() == [later]


def test_quotes_without_a_tip_off_have_that_of_the_schedule(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    store.upsert("player_games", player_games([1]).with_columns(player_name=pl.lit("A One")))
    untimed = quotes(["A One"]).with_columns(tip_off=pl.lit(None, pl.Datetime("us", "UTC")))
    store.append("quotes", untimed, None)
    assert Stored(str(store.root)).load(0).prop_lines["tip_off"].to_list() == [None]
    game = {"season": "2023-24", "game_id": "1", "date": NOON.date(), "home": "DEN", "away": "LAL"}
    store.upsert("schedule", pl.DataFrame({**game, "tip_off": TIP_OFF, "status": "final", "neutral": False}))
    assert Stored(str(store.root)).load(0).prop_lines["tip_off"].to_list() == [TIP_OFF]
    moved = TIP_OFF + dt.timedelta(hours=2)
    store.append("quotes", quotes(["A One"]).with_columns(book=pl.lit("b"), tip_off=pl.lit(moved)), NOON)
    assert Stored(str(store.root)).load(0).prop_lines["tip_off"].to_list() == [moved, moved]


@pytest.mark.parametrize("home", ["DEN", "LAL"])
def test_a_game_that_the_schedule_has_as_postponed_is_none_to_bet_on(tmp_path: Path, home: str) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    played = player_games([1]).with_columns(player_name=pl.lit("A One"), date=dt.date(2024, 2, 28))
    store.upsert("player_games", played)
    store.append("quotes", quotes(["A One"]), NOON)
    away = "LAL" if home == "DEN" else "DEN"
    game = {"season": "2023-24", "game_id": "7", "date": NOON.date(), "home": home, "away": away}

    def lined(status: str) -> list[str]:
        told = {**game, "status": status, "neutral": False}
        store.upsert("schedule", pl.DataFrame(told))
        data = Stored(str(store.root)).load(0)
        to_come = data.player_games.filter(pl.col("minutes").is_null())
        assert to_come["game_id"].to_list() == data.prop_lines["game_id"].to_list()
        return to_come["game_id"].to_list()

    assert lined("scheduled") == ["7"]
    assert lined("postponed") == []
    steps = Stored(str(store.root)).load(0).quality.steps
    counted = [(step.reason, step.rows) for step in steps if step.table == "prop_lines" and step.dropped]
    assert counted == [("game is postponed, as the schedule has it", 1)]


def test_a_game_of_a_competition_that_is_left_out_is_none_to_bet_on(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    played = player_games([1]).with_columns(player_name=pl.lit("A One"), date=dt.date(2024, 2, 28))
    store.upsert("player_games", played)
    store.append("quotes", quotes(["A One"]), NOON)
    game = {"season": "2023-24", "game_id": "7", "date": NOON.date(), "home": "DEN", "away": "LAL"}

    def lined(competition: str | None, **settings: Any) -> tuple[list[str], dict[str, int]]:
        kind = pl.lit(competition, pl.String)
        told = pl.DataFrame({**game, "status": "scheduled", "neutral": False}).with_columns(competition=kind)
        store.upsert("schedule", told)
        data = Stored(str(store.root), **settings).load(0)
        to_come = data.player_games.filter(pl.col("minutes").is_null())
        assert to_come["game_id"].to_list() == data.prop_lines["game_id"].to_list()
        dropped = [step for step in data.quality.steps if step.table == "prop_lines" and step.dropped]
        return to_come["game_id"].to_list(), {step.reason: step.rows for step in dropped}

    assert lined("preseason") == ([], {OTHER_COMPETITION: 1})
    assert lined(None) == lined("tournament") == (["7"], {})
    assert lined("preseason", competitions=["regular", "preseason"]) == (["7"], {})


def test_which_teams_have_submitted_their_report_is_told_as_of_the_moment_and_the_tip_off(
    tmp_path: Path,
) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    night = player_games([1]).with_columns(player_name=pl.lit("A One"))
    store.upsert("player_games", night)
    store.upsert("player_games", night.with_columns(game_id=pl.lit("0"), date=dt.date(2024, 2, 28)))
    store.append("quotes", quotes(["A One"]), NOON)
    first = Stored(str(store.root))
    before = first.fingerprint(0)
    assert not Stored(str(store.root)).has_reports
    hour = dt.timedelta(hours=1)
    for at, denver, lakers in (
        (NOON, False, True),
        (NOON + hour, True, True),
        (NOON + 2 * hour, True, True),
        (TIP_OFF + hour, False, False),  # too late to be known
    ):
        said = {"report_at": at, "date": NOON.date(), "team": ["DEN", "LAL"], "submitted": [denver, lakers]}
        store.append("submissions", pl.DataFrame(said), at)
    assert first.has_reports
    assert first.fingerprint(0) != before
    data = first.load(0)
    assert data.team_reports.select("team", "submitted", "known_at").rows() == [
        ("DEN", False, NOON),
        ("DEN", True, NOON + hour),
        ("LAL", True, NOON),
    ]
    assert data.reports is not None
    assert data.reports.is_empty()
    noon = Stored(str(store.root), as_of="2024-03-01T17:30Z").load(0).team_reports
    assert noon.select("team", "submitted").rows() == [("DEN", False), ("LAL", True)]


def test_everybody_on_the_rosters_of_the_next_games_has_a_row_where_that_is_wanted(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    store.upsert("player_games", player_games([1]).with_columns(player_name=pl.lit("A One")))
    games = {"season": "2023-24", "status": "scheduled", "neutral": False, "competition": "regular"}
    day = dt.timedelta(days=1)
    for number, home, date in (("7", "DEN", NOON.date() + day), ("8", "LAL", NOON.date() + 2 * day)):
        away = "LAL" if home == "DEN" else "DEN"
        store.upsert(
            "schedule", pl.DataFrame({**games, "game_id": number, "home": home, "away": away, "date": date})
        )
    for at, players in ((NOON, [1, 2, 3]), (NOON + day, [1, 2])):
        names = ["A One", "B Two", "C Three"][: len(players)]
        seen = {"season": "2023-24", "team": "DEN", "player_id": players, "player_name": names, "seen_at": at}
        store.upsert("rosters", pl.DataFrame(seen))
    lined = quotes(["A One"]).with_columns(tip_off=pl.lit(TIP_OFF + day))
    store.append("quotes", lined, NOON)

    def to_come(*, whole_rosters: bool = False) -> list[tuple[str, int, str, str, bool]]:
        rows = (
            Stored(str(store.root), whole_rosters=whole_rosters)
            .load(0)
            .player_games.filter(pl.col("minutes").is_null())
        )
        return rows.select("game_id", "player_id", "team", "opponent", "home").rows()

    assert to_come() == [("7", 1, "DEN", "LAL", True)]
    assert to_come(whole_rosters=True) == [("7", 1, "DEN", "LAL", True), ("7", 2, "DEN", "LAL", True)]


@pytest.mark.parametrize(
    ("first", "as_of", "found"),
    [
        ({"competition": "regular", "home": "DEN", "away": "LAL"}, None, "5"),
        ({"competition": "all_star", "home": "EST", "away": "WST"}, None, "6"),
        ({"competition": None, "home": "EST", "away": "WST"}, None, "6"),
        ({"competition": "preseason", "home": "DEN", "away": "LAL"}, None, "6"),
        ({"competition": "regular", "home": "DEN", "away": "LAL"}, "2024-03-03T04:00Z", "5"),
        ({"competition": "regular", "home": "DEN", "away": "LAL"}, "2024-03-03T06:00Z", "6"),
    ],
    ids=["regular", "all-star", "unknown teams", "preseason", "that evening", "day after, without logs"],
)
def test_the_next_games_are_those_of_known_teams_from_the_day_on(
    tmp_path: Path, first: dict[str, str | None], as_of: str | None, found: str
) -> None:
    """The first game of the schedule is on the 2nd of March, the second one on the 6th."""
    store = DataStore.open(tmp_path / "store", create=True)
    store.upsert("player_games", player_games([1]))
    seen = {"season": "2023-24", "team": "DEN", "player_id": 2, "player_name": "B Two", "seen_at": NOON}
    store.upsert("rosters", pl.DataFrame(seen))
    plain = {"season": "2023-24", "status": "scheduled", "neutral": False, "competition": "regular"}
    second = {"game_id": "6", "home": "LAL", "away": "DEN", "date": dt.date(2024, 3, 6)}
    one = {"game_id": "5", "date": dt.date(2024, 3, 2)} | first
    store.upsert("schedule", pl.DataFrame([plain | one, plain | second], infer_schema_length=None))
    data = Stored(str(store.root), whole_rosters=True, as_of=as_of).load(0)
    to_come = data.player_games.filter(pl.col("minutes").is_null())
    assert to_come.select("game_id", "player_id").rows() == [(found, 2)]


def test_other_competitions_are_left_out(tmp_path: Path) -> None:
    store = DataStore.open(tmp_path / "store", create=True)
    for game, competition in (("1", "regular"), ("2", "preseason"), ("3", None)):
        day = dt.date(2024, 1, int(game))
        kind = pl.lit(competition, pl.String)
        store.upsert("player_games", player_games([1], game).with_columns(competition=kind, date=day))
    data = Stored(str(store.root)).load(0)
    assert data.player_games["game_id"].to_list() == ["1", "3"]
    every = Stored(str(store.root), competitions=["regular", "preseason"]).load(0)
    assert every.player_games["game_id"].to_list() == ["1", "2", "3"]


def test_what_a_store_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none: there is no store"):
        Stored(str(tmp_path / "none")).load(0)
    root = str(DataStore.open(tmp_path / "store", create=True).root)
    with pytest.raises(DataError, match="store: the store holds no games; `nba-props data update`"):
        Stored(root).load(0)
    assert not Stored(root).has_lines
    assert not Stored(root).has_game_lines
    with pytest.raises(ConfigError, match=f"needs injury reports, and {root} holds none"):
        load(["data=store", f"data.folder='{root}'", "availability=reported"])


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"as_of": "2024-03-01"},
            "as_of=2024-03-01: must be a moment with its zone, such as 2024-03-01T22:00Z",
        ),
        ({"as_of": "tonight"}, "as_of=tonight: must be a moment with its zone"),
        ({"folder": ""}, "folder=: must be a folder"),
        ({"competitions": ["regulr"]}, "did you mean regular"),
    ],
)
def test_a_setting_that_means_nothing_is_told(settings: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Stored(**{"folder": "store", **settings})  # type: ignore[arg-type]
    assert says in str(caught.value)


def test_the_folder_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path))
    source = load(["data=store"]).source
    assert isinstance(source, Stored)
    assert source.folder == str(tmp_path)


def test_an_import_counts_what_is_new(tmp_path: Path) -> None:
    lines = published.quotes().head(3)
    named = lines.rename({"player": "player_name", "book": "bookmaker", "quoted_at": "timestamp"})
    path = tmp_path / "lines.parquet"
    named.head(2).write_parquet(path)
    assert import_files(tmp_path / "store", [str(path)], DECIMAL).changes == {"quotes": Change(added=2)}
    named.write_parquet(path)
    grown = import_files(tmp_path / "store", [str(path)], DECIMAL).changes
    assert grown == {"quotes": Change(added=1, unchanged=2)}
