"""Bookmakers' lines come out as canonical prop lines of the right game and player."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.configuration.place import conf_dir
from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.matching.credible import EARLY
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.shapes.whole_games import PART
from nba_props.data.vocabulary.markets import COMBINED
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, Row, WriteRows, log, market_quote, quote

LATER = [
    log(1, "Jón Åsgard", "DEN @ LAL", GAME_ID="0022300070", GAME_DATE="2023-10-27"),
    log(4, "Cameron Dellrose", "LAL vs. DEN", GAME_ID="0022300070", GAME_DATE="2023-10-27"),
]
"""The return game: two of the six players are in its log."""


WHOLE = (
    "",
    "0",
    "0.0",
    "game",
    "Game",
    "full",
    "Full Game",
    "full_game",
    "FG",
    "ft",
    "match",
    "Game (incl. OT)",
)
PARTS = ("1h", "1st Half", "Q3", "4", "reg")


class Loader:
    """Loads the small league with some lines."""

    def __init__(self, write: WriteRows, tmp_path: Path) -> None:
        self.write, self.folder = write, tmp_path
        self.logs = write("logs.csv", [*ROSTER, *LATER])

    def __call__(self, *rows: Row, **fields: Any) -> Dataset:
        self.write("lines/lines.csv", list(rows))
        told = {"prop_market": "pra"} | fields
        return Files(game_logs=str(self.logs), prop_lines=str(self.folder / "lines"), **told).load(0)


@pytest.fixture
def load(write: WriteRows, tmp_path: Path) -> Loader:
    return Loader(write, tmp_path)


def steps(data: Dataset, table: str = "prop_lines") -> Mapping[str, int]:
    return {step.reason: step.rows for step in data.quality.steps if step.table == table}


def test_a_quote_becomes_a_line_with_decimal_prices(load: Loader) -> None:
    row = load(quote("Jon Asgard", over_price=150, under_price=-200)).prop_lines.row(0, named=True)
    assert (row["game_id"], row["player_id"], row["market"], row["book"]) == (
        "0022300061",
        1,
        "pra",
        "Book A",
    )
    assert (row["line"], row["over_price"], row["under_price"], row["one_sided"]) == (29.5, 2.5, 1.5, False)
    assert row["quoted_at"] == dt.datetime(2023, 10, 24, 23, 25, 44, tzinfo=dt.UTC)
    assert row["tip_off"] is None


@pytest.mark.parametrize(
    "written",
    [
        "2023-10-24T23:25:00Z", "2023-10-24T23:25Z", "2023-10-24 23:25:00 UTC", "2023-10-24 23:25 UTC",
        "2023-10-24 19:25-04:00", "2023-10-24 23:25:00 +0000", "2023-10-24T23:25:00.000z",
        "2023-10-24 23:25:00.0+00",
    ],
)  # fmt: skip
def test_a_moment_may_lack_seconds_and_write_its_zone_in_letters(load: Loader, written: str) -> None:
    row = load(quote("Jon Asgard", timestamp=written)).prop_lines.row(0, named=True)
    assert row["quoted_at"] == dt.datetime(2023, 10, 24, 23, 25, tzinfo=dt.UTC)


def test_a_local_moment_may_lack_seconds(load: Loader) -> None:
    with pytest.raises(DataError, match=r"'2023-10-24 19:25' names no time zone"):
        load(quote("Jon Asgard", timestamp="2023-10-24 19:25"))
    data = load(quote("Jon Asgard", timestamp="2023-10-24 19:25"), time_zone="America/New_York")
    assert data.prop_lines["quoted_at"].to_list() == [dt.datetime(2023, 10, 24, 23, 25, tzinfo=dt.UTC)]


def test_a_market_quote_has_its_tip_off_and_the_morning_as_quote_time(load: Loader) -> None:
    data = load(market_quote("Jon Asgard"))
    row = data.prop_lines.row(0, named=True)
    assert row["date"] == dt.date(2023, 10, 24)
    assert row["tip_off"] == dt.datetime(2023, 10, 25, 0, 10, tzinfo=dt.UTC)
    assert row["quoted_at"] == dt.datetime(2023, 10, 24, 10, 0, tzinfo=dt.UTC)  # 6:00 in New York
    assert steps(data)["no quote time: taken as 6:00 US/Eastern on the day of the game"] == 1


def test_files_of_both_shapes_may_lie_in_one_folder(load: Loader) -> None:
    load.write("lines/more.csv", [market_quote("Jon Asgard")])
    assert load(quote("Jon Asgard")).prop_lines["book"].sort().to_list() == ["Book A", "Book A"]  # one book


def test_markets_get_our_names(load: Loader) -> None:
    names = ["player_points", "player_threes", "player_points_alternate", "player_points_rebounds_assists"]
    data = load(*(market_quote("Jon Asgard", market=m, line=10.5 + i) for i, m in enumerate(names)))
    assert data.prop_lines["market"].sort().to_list() == ["points", "points", "pra", "threes"]


def test_unknown_markets_are_left_out_and_named(load: Loader) -> None:
    data = load(market_quote("Jon Asgard"), market_quote("Jon Asgard", market="player_dunks"))
    step = next(s for s in data.quality.steps if s.reason == "market not known")
    assert (step.rows, step.examples) == (1, ["player_dunks"])


def test_a_markets_name_may_be_told(load: Loader) -> None:
    data = load(market_quote("Jon Asgard", market="Pts"), market_names={"Pts": "points"})
    assert data.prop_lines["market"].to_list() == ["points"]


def test_the_market_of_a_file_without_one_may_be_told(load: Loader) -> None:
    assert load(quote("Jon Asgard"), prop_market="assists").prop_lines["market"].to_list() == ["assists"]


@pytest.mark.parametrize(
    "column", ["period", "segment", "periodID", "PeriodName", "half", "quarter", "scope"]
)
def test_lines_on_parts_of_a_game_are_left_out_and_counted(load: Loader, column: str) -> None:
    data = load(
        *(quote("Jón Åsgard", bookmaker=f"B{i}") | {column: word} for i, word in enumerate(WHOLE)),
        *(quote("Jón Åsgard", line=7.5) | {column: word} for word in PARTS),
    )
    assert data.prop_lines["line"].to_list() == [29.5] * len(WHOLE)
    left_out = [(step.rows, step.examples) for step in data.quality.steps if step.reason == PART]
    assert left_out == [(len(PARTS), sorted(PARTS)[:5])]
    assert data.quality.read["prop_lines"] == len(WHOLE) + len(PARTS)


def test_halves_and_quarters_may_have_a_column_each(load: Loader) -> None:
    parts = {29.5: ("", ""), 14.5: ("1", "N/A"), 7.5: ("0", "Q4")}
    data = load(
        *(quote("Jón Åsgard", line=line, half=half, quarter=part) for line, (half, part) in parts.items())
    )
    assert data.prop_lines["line"].to_list() == [29.5]
    assert steps(data)[PART] == 2


def test_lines_on_parts_of_games_alone_are_refused(load: Loader) -> None:
    with pytest.raises(DataError, match=r"lines.csv, row 2, column half: '1H' is a part of a game, and no"):
        load(quote("Jón Åsgard", half="1H"), prop_line_columns={"period": "half"})


def test_lines_on_games_alone_are_refused_with_where_they_are_read(load: Loader) -> None:
    with pytest.raises(
        DataError, match=r"row 2, column market: 'totals' is a line on a game.*data\.game_lines"
    ):
        load(market_quote("", market="totals", line=225.5))


def test_yes_no_markets_are_left_out_and_counted(load: Loader) -> None:
    empty = {"line": "", "over_odds": "", "under_odds": ""}
    data = load(
        market_quote("Jon Asgard"), market_quote("Jon Asgard", market="player_double_double", **empty)
    )
    assert data.prop_lines.height == 1
    assert steps(data)["no line (yes/no market)"] == 1


def test_a_missing_line_in_a_market_of_ours_is_a_lost_quote(load: Loader) -> None:
    for rows in (
        [market_quote("Jon Asgard", line=""), market_quote("Jon Asgard")],
        [quote("Jon Asgard", line="")],
    ):
        step = load(*rows).quality.steps[0]
        assert (step.reason, step.rows, step.lost) == ("the line is missing", 1, True)


def test_missing_prices_are_kept_and_flagged(load: Loader) -> None:
    data = load(
        quote("Jon Asgard", under_price=""),
        quote("Jon Asgard", bookmaker="B", over_price="", under_price=""),
        quote("Jon Asgard", bookmaker="C"),
    )
    flags = dict(data.prop_lines.select("book", "one_sided").iter_rows())
    assert flags == {"Book A": True, "B": True, "C": False}


def test_decimal_prices_are_read_where_told(load: Loader) -> None:
    data = load(quote("Jon Asgard", over_price=1.9, under_price=1.95), odds_format=OddsFormat.decimal)
    assert data.prop_lines["over_price"].to_list() == [1.9]


def test_exact_copies_count_once(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("Jon Asgard"))
    assert data.prop_lines.height == 1
    assert steps(data) == {"exact duplicate": 1}


def test_the_same_quote_under_two_spellings_counts_once(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("Jón Åsgard"))
    assert data.prop_lines.height == 1
    assert steps(data) == {"same quote under two names or events": 1}


def test_contradicting_prices_are_reported_and_neither_is_kept(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("Jon Asgard", over_price=120), quote("Jon Asgard", bookmaker="B"))
    assert data.prop_lines["book"].to_list() == ["B"]
    assert steps(data) == {"contradicting prices of one quote": 2}


def test_alternate_lines_and_several_snapshots_are_kept(load: Loader) -> None:
    later = "2023-10-24T23:40:00Z"
    data = load(quote("Jon Asgard"), quote("Jon Asgard", line=31.5), quote("Jon Asgard", timestamp=later))
    assert data.prop_lines.height == 3
    assert steps(data) == {"later snapshot of an event without tip-off time: may be in play": 1}


@pytest.mark.parametrize(
    ("timestamp", "written", "found_by"),
    [
        ("2023-10-25T01:30:00Z", "2023-10-25", None),  # the evening of the 24th in New York
        ("2023-10-25T04:30:00Z", "2023-10-24", "written day"),  # half past midnight: in play
        ("2023-10-23T16:00:00Z", "2023-10-24", "written day"),  # the day before
        ("2023-10-23T16:00:00Z", "2023-10-23", "neighbouring day"),
        ("2023-10-25T05:30:00Z", "2023-10-26", "neighbouring day"),
    ],
)
def test_the_day_of_the_game_is_found(
    load: Loader, timestamp: str, written: str, found_by: str | None
) -> None:
    data = load(quote("Jon Asgard", timestamp=timestamp, event_date=written))
    told = {} if found_by is None else {f"game found by {found_by}": 1}
    in_play = timestamp > "2023-10-25T04:00"  # midnight in New York
    assert data.prop_lines["game_id"].to_list() == ([] if in_play else ["0022300061"])
    assert data.prop_lines["date"].to_list() == ([] if in_play else [dt.date(2023, 10, 24)])
    if timestamp < "2023-10-24":
        told[EARLY] = 1
    assert steps(data) == told | ({"quoted after the day of the game": 1} if in_play else {})


def test_a_return_game_is_not_taken_for_the_first(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Jon Asgard", timestamp="2023-10-26T20:00:00Z", event_date="2023-10-26", **home))
    assert data.prop_lines["game_id"].to_list() == ["0022300070"]


def test_on_a_neutral_court_home_and_away_may_be_swapped(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Jon Asgard", **home), quote("Rio Blankenship", **home))
    assert data.prop_lines["game_id"].to_list() == ["0022300061"] * 2
    assert steps(data) == {"game found by home and away swapped": 2}


def test_a_lined_player_who_did_not_play_gets_a_row_without_outcome(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Rio Blankenship", timestamp="2023-10-27T23:00:00Z", event_date="2023-10-27", **home))
    row = data.player_games.filter((pl.col("player_id") == 2) & (pl.col("game_id") == "0022300070"))
    assert row.select("season", "player_name", "team", "opponent", "home").row(0) == (
        "2023-24", "Rio Blankenship Jr.", "DEN", "LAL", False,
    )  # fmt: skip
    assert row.null_count().select("points", "minutes", "won").row(0) == (1, 1, 1)
    assert steps(data, "player_games") == {"lined, but did not play: row without outcome": 1}


def test_a_game_that_is_not_in_the_logs_is_no_failed_name(load: Loader) -> None:
    data = load(quote("Jon Asgard", home_team="Boston Celtics"), quote("Jon Asgard"))
    assert steps(data) == {"game not in the logs": 1}
    assert data.quality.unmatched == []
    assert data.quality.figures["share of them with a matched name"] == 1


def test_a_name_that_nobody_has_is_reported(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("J. Winterbourne"), quote("Nobody Atall"))
    assert data.prop_lines["player_id"].to_list() == [1]
    assert steps(data) == {"name not matched": 2}
    assert [(s.written, s.level) for s in data.quality.unmatched] == [
        ("J. Winterbourne", "two players fit (initial)"),
        ("Nobody Atall", "nobody fits"),
    ]


def test_an_unknown_team_is_reported(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("Jon Asgard", home_team="Team East"))
    step = next(s for s in data.quality.steps if s.reason == "team not known")
    assert step.examples == ["Los Angeles Lakers @ Team East"]


def test_both_names_of_a_team_are_known(write: WriteRows, tmp_path: Path) -> None:
    logs = write(
        "logs.csv", [log(1, "Jón Åsgard", "DEN vs. LAC"), log(2, "Rio Blankenship Jr.", "LAC @ DEN")]
    )
    lines = write("lines.csv", [quote("Rio Blankenship", away_team="Los Angeles Clippers")])
    data = Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    assert data.prop_lines["player_id"].to_list() == [2]


def test_two_teams_of_one_name_are_told_apart_by_the_season(write: WriteRows) -> None:
    """The league's logs call CHH (to 2002) and CHA (from 2014) the Charlotte Hornets."""
    now, then = (
        log(1, "Jón Åsgard", TEAM_ABBREVIATION=code, TEAM_NAME="Charlotte Hornets", MATCHUP=f"{code} vs. LAL")
        for code in ("CHA", "CHH")
    )
    then |= {"SEASON_ID": 22001, "GAME_ID": "0020100061", "GAME_DATE": "2001-10-30"}
    early = {"event_id": "e0", "event_date": "2001-10-30", "timestamp": "2001-10-30T23:25:44Z"}
    rows = [quote("Jon Asgard", home_team="Charlotte Hornets", **day) for day in (early, {})]
    for logs in ([now, then], [then, now]):
        files = write("logs.csv", logs), write("lines.csv", rows)
        data = Files(game_logs=str(files[0]), prop_lines=str(files[1]), prop_market="pra").load(0)
        assert data.prop_lines["game_id"].to_list() == ["0020100061", "0022300061"]


TONIGHT = {"event_id": "tonight", "timestamp": "2023-10-29T20:00:00Z", "event_date": "2023-10-29"}


def test_tonights_players_get_rows_without_outcome(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **TONIGHT))
    row = data.player_games.row(-1, named=True)
    assert (row["game_id"], row["date"], row["season"]) == ("tonight", dt.date(2023, 10, 29), "2023-24")
    assert (row["player_id"], row["team"], row["opponent"], row["home"]) == (4, "LAL", "DEN", False)
    assert data.prop_lines["game_id"].to_list() == ["tonight"]
    assert steps(data) == {"after the last game log: predicted, not scored": 1}


def test_tonight_may_be_left_out(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **TONIGHT), quote("Cam Dellrose"), upcoming=False)
    assert data.player_games.height == len(ROSTER) + len(LATER)
    assert data.prop_lines["game_id"].to_list() == ["0022300061"]
    assert steps(data) == {"after the last game log": 1}


def test_an_event_of_the_next_autumn_is_of_the_next_season(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **{**TONIGHT, "timestamp": "2024-10-29T20:00:00Z", "event_date": ""}))
    assert data.player_games["season"].to_list()[-1] == "2024-25"


def test_a_player_who_was_traded_is_found_in_his_new_team(write: WriteRows) -> None:
    moved = log(5, "Jalen Winterbourne", "DEN @ LAL", GAME_ID="0022300070", GAME_DATE="2023-10-27")
    logs = write("logs.csv", [*ROSTER, LATER[1], moved])
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    when = {"timestamp": "2023-10-27T23:00:00Z", "event_date": "2023-10-27"}
    lines = write(
        "lines.csv", [quote("J. Winterbourne", **home, **when), quote("Jalen Winterbourne", **home, **when)]
    )
    data = Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    # Both Winterbournes can be in the game: the second one did not play in it, but belongs to the team.
    assert data.prop_lines["player_id"].to_list() == [5]
    assert data.quality.unmatched[0].written == "J. Winterbourne"


def test_what_is_read_is_dropped_or_kept(load: Loader) -> None:
    data = load(
        quote("Jon Asgard"), quote("Jon Asgard"), quote("Nobody Atall"), quote("Jon Asgard", line=""),
        quote("Cam Dellrose", **TONIGHT), quote("Jon Asgard", home_team="Boston Celtics"),
    )  # fmt: skip
    dropped = sum(s.rows for s in data.quality.steps if s.table == "prop_lines" and s.dropped)
    assert (
        data.quality.read["prop_lines"] - dropped
        == data.quality.kept["prop_lines"]
        == data.prop_lines.height
        == 2
    )


def test_columns_may_have_other_names(load: Loader) -> None:
    row = quote("Jon Asgard")
    row["Who"] = row.pop("player_name")
    assert load(row, prop_line_columns={"player_name": "Who"}).prop_lines.height == 1


def test_every_market_of_the_odds_feeds_can_be_chosen() -> None:
    options = {path.stem for path in (conf_dir() / "market").glob("*.yaml")}
    assert set(COMBINED) <= options
