"""Bookmakers' lines come out as canonical prop lines of the right game and player."""

from __future__ import annotations

import datetime as dt

import pytest

from nba_props.configuration.place import conf_dir
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.shapes.whole_games import PART
from nba_props.data.vocabulary.markets import COMBINED
from nba_props.errors import DataError
from tests.data.files.samples import TONIGHT, Loader, market_quote, quote, steps

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
