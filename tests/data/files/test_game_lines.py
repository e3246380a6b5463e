"""Spreads, totals and moneylines in the shapes in which they are published, and all that is messy in them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.files import Files
from nba_props.data.files.game_lines import GameLineOptions, read_game_lines
from nba_props.data.matching.game_lines import link_game_lines
from nba_props.data.quality import QualityReport
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.sources import Games
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, WriteRows, quote
from tests.features.block.hand import games, row

HEAD = "Date,Home,Away,OU,Spread,ML_Home,ML_Away"
TEAMS = "Denver Nuggets,Los Angeles Lakers"


def read(tmp_path: Path, *rows: str, head: str = HEAD) -> tuple[pl.DataFrame, QualityReport]:
    path = tmp_path / "lines.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    quality = QualityReport()
    return read_game_lines([path], GameLineOptions(), quality), quality


def steps(quality: QualityReport) -> dict[str, int]:
    return {step.reason: step.rows for step in quality.steps}


def test_a_row_is_read_with_decimal_prices_and_the_home_teams_handicap(tmp_path: Path) -> None:
    rows = (f"2023-10-24,{TEAMS},229.0,-5.0,150,-180", f"2023-10-25,{TEAMS},229,5,-188,158")
    found, quality = read(tmp_path, *rows)
    assert found["spread"].to_list() == [5.0, -5.0]
    assert found["total"].to_list() == [229.0, 229.0]
    assert found["home_price"].to_list() == pytest.approx([2.5, 1 + 100 / 188])
    assert found["away_price"].to_list() == pytest.approx([1 + 100 / 180, 2.58])
    assert [str(day) for day in found["event_date"]] == ["2023-10-24", "2023-10-25"]
    assert found["quoted_at"].null_count() == 2
    assert quality.shapes == {str(tmp_path / "lines.csv"): "lines on games, one row per game"}
    assert "no time of the quote: known at tip-off" in steps(quality)


@pytest.mark.parametrize(
    ("written", "day"),
    [("2017-18-1017", "2017-10-17"), ("2017-18-0411", "2018-04-11"), ("2019-20-1011", "2020-10-11"),
     ("2019-20-0814", "2020-08-14"), ("2020-21-1222", "2020-12-22"), ("10/24/2023", "2023-10-24")],
)  # fmt: skip
def test_days_of_a_season_are_read(tmp_path: Path, written: str, day: str) -> None:
    found, _ = read(tmp_path, f"{written},{TEAMS},229.0,5.0,-180,150")
    assert str(found["event_date"].item()) == day


def test_a_file_without_signs_takes_the_side_of_the_moneyline(tmp_path: Path) -> None:
    prices = ("-180,150", "150,-180", "-110,-110")
    found, quality = read(tmp_path, *(f"2023-10-2{day},{TEAMS},229,5,{ml}" for day, ml in enumerate(prices)))
    assert found["spread"].to_list() == [-5.0, 5.0, None]
    assert steps(quality)["spread without a sign: on the moneyline's side"] == 2
    assert steps(quality)["spread of no side, left out"] == 1


@pytest.mark.parametrize("sign", [1, -1], ids=["points favoured by", "handicap"])
def test_what_a_sign_means_is_told_by_the_moneylines_and_one_against_them_is_put_right(
    tmp_path: Path, sign: int
) -> None:
    usual = [
        f"2023-11-{day:02d},{TEAMS},229,{sign * side * 6},{'-250,210' if side > 0 else '210,-250'}"
        for day, side in enumerate([1, -1] * 7, start=1)
    ]
    against = f"2023-12-01,{TEAMS},229,{-sign * 4},-180,150"
    unpriced = f"2023-12-02,{TEAMS},229,{sign * 1.5},,"
    found, quality = read(tmp_path, *usual, against, unpriced)
    assert found["spread"].to_list() == [-6.0, 6.0] * 7 + [-4.0, -1.5]
    assert steps(quality)["spread against the moneyline: put on its side"] == 1


def test_swapped_and_absurd_numbers_are_put_right_or_left_out_and_told(tmp_path: Path) -> None:
    rows = [
        f"2023-10-24,{TEAMS},4.5,221.5,-180,150", f"2023-10-25,{TEAMS},24,5,-180,150",
        f"2023-10-26,{TEAMS},1105.0,216.0,-180,150", f"2023-10-27,{TEAMS},229,PK,-110,-110",
        f"2023-10-28,{TEAMS},n.a.,5,-180,150", f"2023-10-29,{TEAMS},229,5,-18,150",
    ]  # fmt: skip
    found, quality = read(tmp_path, *rows)
    assert found["total"].to_list() == [221.5, None, 216.0, 229.0, None, 229.0]
    assert found["spread"].to_list() == [-4.5, -5.0, None, 0.0, -5.0, None]
    assert found["home_price"].null_count() == 1
    told = steps(quality)
    assert told["total and spread swapped: put right"] == 2
    assert told["spread that no game has, left out"] == 1
    assert told["total that no game has, left out"] == 1
    assert told["OU: not a number, left out"] == 1
    assert told["ML_Home: no american price, left out"] == 1


def api_event(book: str, point: float, total: float) -> dict[str, object]:
    """An event as The Odds API answers it, quoted by one book."""
    home, away = TEAMS.split(",")
    sides = ((away, -point), (home, point))
    markets = {
        "h2h": [{"name": home, "price": 1.5}, {"name": away, "price": 2.6}],
        "spreads": [{"name": team, "price": 1.9, "point": handicap} for team, handicap in sides],
        "totals": [{"name": side, "price": 1.9, "point": total} for side in ("Over", "Under")],
    }
    time = "2023-10-24T20:00:00Z"
    quoted = [{"key": key, "last_update": time, "outcomes": each} for key, each in markets.items()]
    about = {"id": "e1", "commence_time": "2023-10-24T23:40:00Z", "home_team": home, "away_team": away}
    return {**about, "bookmakers": [{"key": book, "title": book, "markets": quoted}]}


def test_the_odds_apis_outcomes_become_one_row_per_book_and_time(tmp_path: Path) -> None:
    path = tmp_path / "lines.json"
    path.write_text(json.dumps([api_event("DraftKings", -5.5, 228.5), api_event("FanDuel", -6.0, 229.0)]))
    quality = QualityReport()
    found = read_game_lines([path], GameLineOptions(odds_format=OddsFormat.decimal), quality).sort("book")
    assert found["book"].to_list() == ["DraftKings", "FanDuel"]
    assert found["spread"].to_list() == [-5.5, -6.0]
    assert found["total"].to_list() == [228.5, 229.0]
    assert found["home_price"].to_list() == [1.5, 1.5]
    assert found["away_price"].to_list() == [2.6, 2.6]
    assert found["quoted_at"].dt.hour().to_list() == [20, 20]
    assert quality.shapes[str(path)] == "lines on games, one row per outcome (The Odds API)"


def test_a_file_without_a_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Date and game_time"):
        read(tmp_path, "DEN,LAL,229,5,-180,150", head=HEAD.removeprefix("Date,"))


def test_a_missing_column_is_named_with_what_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ML_Away is missing"):
        read(tmp_path, "2023-10-24,DEN,LAL,229,5,-180,150", head=HEAD.replace("ML_Away", "Moneyline"))


def league() -> Games:
    return Games(
        games(
            [
                row(1, 1, "DEN", "LAL", game_id="g1"),
                row(1, 2, "LAL", "DEN", game_id="g1", home=False),
                row(3, 1, "DEN", "BKN", game_id="g2"),
                row(3, 3, "BKN", "DEN", game_id="g2", home=False),
            ]
        )
    )


def test_games_are_found_by_day_and_teams_and_what_is_lost_is_counted(tmp_path: Path) -> None:
    rows = [
        "2023-11-01,Denver Nuggets,Los Angeles Lakers,229,5,-180,150",
        "2023-11-03,DEN,Brooklyn Nets,220,9,-400,300",
        "2023-11-03,DEN,Brooklyn Nets,221,9,-400,300",
        "2023-11-09,DEN,Brooklyn Nets,220,9,-400,300",
        "2023-11-01,Denver Nuggets,Lake Show,229,5,-180,150",
    ]
    found, quality = read(tmp_path, *rows)
    linked = link_game_lines(found, league(), quality)
    assert linked["game_id"].to_list() == ["g1", "g2"]
    assert linked["total"].to_list() == [229.0, None]
    assert linked["spread"].to_list() == [-5.0, -9.0]
    told = steps(quality)
    assert told["total: rows of the same game, book and time contradict each other, left out"] == 1
    assert told["game not in the logs"] == 1
    assert told["team not known"] == 1
    assert told["another row of the same game, book and time"] == 1
    assert quality.figures["share of games with a game line"] == 1.0
    read_rows, kept = quality.read["game_lines"], quality.kept["game_lines"]
    assert read_rows - sum(s.rows for s in quality.steps if s.dropped) == kept == 2
    strange = next(step for step in quality.steps if step.reason == "team not known")
    assert strange.examples == ["Lake Show"]


def linked(tmp_path: Path, *rows: str, head: str = HEAD) -> tuple[pl.DataFrame, dict[str, int]]:
    found, quality = read(tmp_path, *rows, head=head)
    return link_game_lines(found, league(), quality), steps(quality)


def test_rows_of_one_quote_that_complete_each_other_are_one_and_of_others_nothing_is_left(
    tmp_path: Path,
) -> None:
    rows = [
        "2023-11-01,DEN,LAL,229,,,", "2023-11-01,DEN,LAL,,5,-180,150",
        "2023-11-03,DEN,BKN,229,,,", "2023-11-03,DEN,BKN,216,,,",
    ]  # fmt: skip
    lines, told = linked(tmp_path, *rows)
    assert lines.select("game_id", "total", "spread").rows() == [("g1", 229.0, -5.0)]
    assert told["another row of the same game, book and time"] == 2
    assert told["contradicted in all that it says"] == 1


def test_contradictions_are_lost_and_a_game_of_which_nothing_is_said_has_no_line(tmp_path: Path) -> None:
    rows = [f"2023-11-0{day},DEN,{other}" for day, other in ((1, "LAL,229,,,"), (3, "BKN,229,,,"))]
    found, quality = read(tmp_path, *rows, "2023-11-03,DEN,BKN,216,,,", "2023-11-01,DEN,LAL,,5,,")
    link_game_lines(found, league(), quality)
    assert {step.reason.split(":")[0]: step.rows for step in quality.steps if step.lost} == {
        "total": 1, "contradicted in all that it says": 1,
    }  # fmt: skip
    silent, quality = read(tmp_path, rows[0], "2023-11-03,DEN,BKN,,,,")
    assert link_game_lines(silent, league(), quality)["game_id"].to_list() == ["g1", "g2"]
    assert quality.figures["share of games with a game line"] == 0.5


def test_a_file_that_tells_opening_and_closing_lines_not_apart_asks_for_the_column(tmp_path: Path) -> None:
    head = f"{HEAD},Kind"
    rows = [
        f"2023-11-0{day},DEN,{other},{total},5,-180,150,{kind}"
        for day, other in ((1, "LAL"), (3, "BKN")) for kind, total in (("open", 228.5), ("close", 229))
    ]  # fmt: skip
    with pytest.raises(DataError, match=r"2 of 2 quotes \(game g1, 2023-11-01: total\); data\.game_line_col"):
        linked(tmp_path, *rows, head=head)
    told = GameLineOptions(columns={"bookmaker": "Kind"})
    found = read_game_lines([tmp_path / "lines.csv"], told, QualityReport())
    lines = link_game_lines(found, league(), QualityReport())
    assert lines.select("book", "total").rows() == [("close", 229.0), ("open", 228.5)] * 2


def test_lines_on_a_half_are_not_those_of_the_game(tmp_path: Path) -> None:
    head = f"{HEAD},period"
    rows = ("2023-11-01,DEN,LAL,160.5,2.5,-160,130,1H", "2023-11-01,DEN,LAL,229,5,-180,150,game")
    lines, told = linked(tmp_path, *rows, head=head)
    assert lines.select("total", "spread").rows() == [(229.0, -5.0)]
    assert told["line on a part of a game"] == 1
    with pytest.raises(DataError, match="'1H' is a part of a game, and no line is on a whole one"):
        read(tmp_path, rows[0], head=head)


def test_a_line_with_home_and_away_swapped_is_turned_round(tmp_path: Path) -> None:
    lines, told = linked(tmp_path, "2023-11-01,LAL,DEN,229,4.5,-190,160")
    row = lines.row(0, named=True)
    assert (row["home"], row["spread"], row["total"]) == ("DEN", 4.5, 229.0)
    assert row["home_price"] == pytest.approx(2.6)
    assert row["away_price"] == pytest.approx(1 + 100 / 190)
    assert told["home and away swapped: turned round"] == 1


def test_what_was_quoted_after_the_day_of_a_game_is_left_out(tmp_path: Path) -> None:
    head = f"{HEAD},timestamp"
    rows = [
        f"2023-11-01,DEN,LAL,{total},5,-180,150,{when}"
        for total, when in [
            (229, "2023-11-01T20:00:00Z"), (250, "2023-11-02T03:30:00Z"), (260, "2023-11-05T20:00:00Z"),
        ]
    ]  # fmt: skip
    lines, told = linked(tmp_path, *rows, head=head)
    assert lines["total"].to_list() == [229.0]
    assert told["after 18:00 US/Eastern of a game whose tip-off nothing tells"] == 2


def test_of_a_postponed_game_the_lines_of_its_own_day_count(tmp_path: Path) -> None:
    lines, told = linked(tmp_path, "2023-10-31,DEN,LAL,210,14,-900,600", "2023-11-01,DEN,LAL,229,5,-180,150")
    assert lines["total"].to_list() == [229.0]
    assert told["of another day than other rows of the same game"] == 1


def test_prices_in_another_form_are_refused_with_the_setting_that_reads_them(tmp_path: Path) -> None:
    told = r"row 2, column ML_Home: 1\.5 is no american price; set data\.game_line_odds_format=decimal"
    with pytest.raises(DataError, match=told):
        read(tmp_path, f"2023-10-24,{TEAMS},229,5,1.5,2.6", f"2023-10-25,{TEAMS},229,5,1.6,2.4")


def test_moneylines_may_be_american_beside_decimal_prices_of_lines_on_players(write: WriteRows) -> None:
    lines = write("lines.csv", [quote("Jon Asgard", over_price=1.9, under_price=1.95)])
    on_games = {"Date": "2023-10-24", "Home": "DEN", "Away": "LAL", "OU": 229, "Spread": 5}
    on_games |= {"ML_Home": -180, "ML_Away": 150}
    data = Files(
        game_logs=str(write("logs.csv", [*ROSTER])),
        prop_lines=str(lines),
        game_lines=str(write("games.csv", [on_games])),
        prop_market="pra",
        odds_format=OddsFormat.decimal,
        game_line_odds_format=OddsFormat.american,
    ).load(0)
    assert data.game_lines is not None
    assert data.game_lines["away_price"].to_list() == [2.5]
    assert data.prop_lines["over_price"].to_list() == [1.9]


def test_even_money_and_signs_of_other_keyboards_are_read(tmp_path: Path) -> None:
    found, _ = read(
        tmp_path, f"2023-10-24,{TEAMS},215½,\u22121.5,\u2212120,EVEN", f"2023-10-25,{TEAMS},229,2,EVEN,-120"
    )
    assert found["total"].to_list() == [215.5, 229.0]
    assert found["spread"].to_list() == [-1.5, 2.0]
    assert found["away_price"].to_list() == pytest.approx([2.0, 1 + 100 / 120])


def test_outcomes_are_read_whatever_their_words_the_most_even_line_first(
    tmp_path: Path,
) -> None:
    head = "home_team,away_team,commence_time,bookmaker,market,name,price,point"
    event = "LAL,DEN,2023-11-02T02:00:00Z,FanDuel"
    rows = [
        f"{event},Moneyline,Lakers,150,", f"{event},Moneyline,Nuggets,-180,",
        f"{event},spread,Los Angeles Lakers,-300,14.5", f"{event},spread,Los Angeles Lakers,-110,4.5",
        f"{event},Totals,Over,-110,229.5", f"{event},Totals,Over,-110,20.5",
    ]  # fmt: skip
    found, quality = read(tmp_path, *rows, head=head)
    row = found.row(0, named=True)
    assert found.height == 1
    assert (row["spread"], row["home_price"]) == (4.5, 2.5)
    assert row["total"] == 229.5
    assert steps(quality)["put together with another outcome of its quote"] == 5
