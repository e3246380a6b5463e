from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from nba_props.availability.expected import Expected
from nba_props.availability.reported import Reported
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import AVAILABILITY, PROP_LINES, TEAM_REPORTS, UNNAMED
from nba_props.errors import ConfigError, DataError
from tests.features.block.hand import Row, games, row, upcoming

DAY = dt.date(2023, 11, 5)


def utc(hour: int, minute: int = 0, day: int = 5) -> dt.datetime:
    return dt.datetime(2023, 11, day, hour, minute, tzinfo=dt.UTC)


def data(*reports: tuple[int, str, dt.datetime], tip_off: dt.datetime | None = None) -> Dataset:
    table = pl.DataFrame(
        [("g", DAY, player, "AAA", status, known) for player, status, known in reports],
        schema=AVAILABILITY.schema,
        orient="row",
    )
    line = {
        "game_id": "g", "date": DAY, "player_id": 1, "market": "points", "book": "a", "line": 10.5,
        "quoted_at": utc(20), "over_price": 1.9, "under_price": 1.9, "one_sided": False, "tip_off": tip_off,
    }  # fmt: skip
    lines = PROP_LINES.conform(pl.DataFrame([line], schema_overrides=PROP_LINES.schema))
    return Dataset(games([row(5)]), lines, reports=AVAILABILITY.check(table))


def out(availability: Reported, dataset: Dataset) -> list[int]:
    return certain(availability.out(dataset))


def certain(frame: pl.DataFrame) -> list[int]:
    return frame.filter(pl.col("p_out") == 1)["player_id"].to_list()


def test_only_the_chosen_statuses_count_as_out() -> None:
    dataset = data((1, "out", utc(18)), (2, "doubtful", utc(18)), (3, "available", utc(18)))
    assert out(Reported(), dataset) == [1]
    assert out(Reported(statuses=["out", "doubtful"]), dataset) == [1, 2]


def reported(rows: list[Row], *reports: tuple[int, int, str]) -> Dataset:
    """Player-games, and reports of day, player of AAA and status, known at noon."""
    table = [
        (f"{day}-AAA-BBB", dt.date(2023, 11, day), player, "AAA", status, utc(12, day=day))
        for day, player, status in reports
    ]
    frame = pl.DataFrame(table, schema=AVAILABILITY.schema, orient="row")
    return Dataset(games(rows), reports=AVAILABILITY.check(frame))


def chances(dataset: Dataset, day: int, availability: Reported | Expected | None = None) -> dict[int, float]:
    """The probability that each player of AAA who is named is out on a day."""
    frame = (availability or Reported()).out(dataset)
    return dict(
        frame.filter(date=dt.date(2023, 11, day), team="AAA").select("player_id", "p_out").iter_rows()
    )


def test_a_status_counts_with_the_share_of_its_players_who_sat_out_before() -> None:
    rows = [row(1, 1), row(1, 3), row(3, 1), row(3, 2), row(3, 3), row(5, 1), row(5, 2), upcoming(7, 1)]
    before = [(1, 2, "questionable"), (3, 2, "questionable"), (5, 3, "questionable"), (5, 1, "doubtful")]
    tonight = [(7, 2, "questionable"), (7, 1, "doubtful"), (7, 3, "out")]
    found = chances(reported(rows, *before, *tonight), 7, Reported(prior_weight=3.0))
    # of three questionable two sat out, and 3 * 0.5 of the prior; of one doubtful none, and 3 * 0.85
    assert found == pytest.approx({2: (2 + 1.5) / 6, 1: 2.55 / 4, 3: 1.0})


def test_what_becomes_of_a_status_tonight_or_later_is_not_known_tonight() -> None:
    rows = [row(1, 1), row(1, 2), row(3, 1), row(5, 1)]
    reports = [(day, 2, "questionable") for day in (1, 3, 5)]
    assert chances(reported(rows[:3], *reports[:2]), 3) == {2: pytest.approx(20 * 0.5 / 21)}
    assert chances(reported(rows, *reports), 3) == chances(reported(rows[:3], *reports[:2]), 3)


def test_who_is_available_plays_and_who_is_probable_may_not() -> None:
    dataset = reported([row(1, 1), row(3, 1)], (3, 1, "available"), (3, 2, "probable"))
    assert chances(dataset, 3) == {1: 0.0, 2: pytest.approx(0.1)}


def test_a_team_that_reported_nobody_has_not_reported() -> None:
    rows = [row(1, 1), row(1, 2), row(3, 1), upcoming(5, 1)]
    silent = reported(rows, (1, 2, "questionable"))
    found = chances(silent, 5)
    assert found == chances(silent, 5, Expected())
    assert found[2] > found[1] > 0
    assert chances(reported(rows, (5, 2, "out")), 5) == {2: 1.0}


def submitted(day: int, *, yes: bool) -> pl.DataFrame:
    """Whether AAA had submitted its report at noon."""
    table = [(f"{day}-AAA-BBB", dt.date(2023, 11, day), "AAA", yes, utc(12, day=day))]
    return TEAM_REPORTS.check(pl.DataFrame(table, schema=TEAM_REPORTS.schema, orient="row"))


def test_a_team_that_submitted_a_report_without_names_has_nobody_out() -> None:
    dataset = reported([row(1, 1), row(1, 2), row(3, 1), row(3, 2), upcoming(5, 1)], (1, 2, "out"))
    assert chances(replace(dataset, team_reports=submitted(5, yes=True)), 5) == {}


def test_who_missed_the_last_game_unreported_may_have_left_though_no_report_names_him() -> None:
    dataset = reported([row(1, 1), row(1, 2), row(1, 3), row(3, 1), upcoming(5, 1)], (3, 4, "questionable"))
    heard = replace(dataset, team_reports=submitted(5, yes=True))
    expected = chances(dataset, 5, Expected())
    assert chances(heard, 5) == {2: expected[2], 3: expected[3]}


def test_who_is_no_longer_named_is_as_one_whom_no_report_named() -> None:
    """He may be back, or may have left the team."""
    dataset = reported([row(1, 1), row(1, 2), row(3, 1), upcoming(5, 1)], (5, 1, UNNAMED), (5, 2, UNNAMED))
    heard = replace(dataset, team_reports=submitted(5, yes=True))
    assert chances(heard, 5) == {2: chances(dataset, 5, Expected())[2]}


def test_who_was_reported_before_the_last_game_and_is_not_tonight_is_back() -> None:
    rows = [row(1, 1), row(1, 2), row(1, 3), row(3, 1), row(5, 1), upcoming(7, 1)]
    dataset = reported(rows, (3, 3, "out"), (5, 2, "out"), (7, 4, "out"))
    assert chances(dataset, 7) == {3: chances(dataset, 7, Expected())[3], 4: 1.0}


def test_who_is_not_reported_before_the_first_game_of_a_season_may_have_left_in_summer() -> None:
    before = [row(day, player, season="2022-23") for day in (1, 3) for player in (1, 2)]
    rows = [*before, row(3, 3, season="2022-23"), row(5, 1), upcoming(7, 1)]
    dataset = reported(rows, (3, 3, "out"), (5, 9, "out"), (7, 2, "questionable"))
    first, second = (chances(dataset, day, Expected()) for day in (5, 7))
    assert chances(dataset, 5) == {**first, 9: 1.0}
    assert chances(dataset, 7) == {2: pytest.approx(0.5), 3: second[3]}


def test_who_was_reported_before_the_last_game_of_a_season_may_have_left_in_summer() -> None:
    before = [row(day, player, season="2022-23") for day, player in ((1, 1), (1, 2), (3, 1))]
    dataset = reported([*before, upcoming(5, 1)], (3, 2, "out"), (5, 9, "out"))
    expected = chances(dataset, 5, Expected())
    assert 2 in expected
    assert chances(dataset, 5) == {**expected, 9: 1.0}


def test_of_a_team_that_has_not_submitted_all_but_those_whom_a_report_names_are_unknown() -> None:
    dataset = reported([row(1, 1), row(1, 2), row(3, 1), upcoming(5, 1)], (5, 2, "out"))
    waiting = replace(dataset, team_reports=submitted(5, yes=False))
    assert chances(dataset, 5) == {2: 1.0}
    assert chances(waiting, 5) == {2: 1.0, 1: chances(dataset, 5, Expected())[1]}


def test_a_submission_after_the_cutoff_is_not_known() -> None:
    dataset = replace(
        reported([row(1, 1), row(1, 2), upcoming(5, 1)], (1, 2, "out")), team_reports=submitted(5, yes=True)
    )
    assert chances(dataset, 5, Reported(cutoff="06:59")) == chances(dataset, 5, Expected())


def test_a_report_after_tip_off_is_not_known() -> None:
    dataset = data((1, "out", utc(23, 59)), (2, "out", utc(0, 0, day=6)), tip_off=utc(0, 0, day=6))
    assert out(Reported(), dataset) == [1]


def test_a_status_that_changed_before_counts_up_to_the_cutoff_and_the_last_one_without() -> None:
    dataset = data(
        (1, "questionable", utc(15)), (1, "out", utc(23)), (2, "out", utc(23)), tip_off=utc(0, 0, day=6)
    )
    early = Reported(cutoff="17:00")
    assert early.out(dataset).filter(player_id=1)["p_out"].to_list() == [pytest.approx(0.5)]
    assert out(Reported(), dataset) == [1, 2]
    assert dataset.reports is not None
    known = replace(dataset, reports=dataset.reports.filter(pl.col("known_at") < utc(22)))
    assert early.out(dataset).equals(early.out(known))


def test_without_a_tip_off_the_eastern_date_of_the_game_is_the_limit() -> None:
    dataset = data((1, "out", utc(4, 59, day=6)), (2, "out", utc(5, 0, day=6)))  # midnight in New York
    assert out(Reported(), dataset) == [1]


def test_a_cutoff_is_a_time_of_day_in_the_east() -> None:
    dataset = data((1, "out", utc(22)), (2, "out", utc(22, 1)), tip_off=utc(0, 0, day=6))
    assert out(Reported(cutoff="17:00"), dataset) == [1]


def test_a_cutoff_in_the_hour_that_is_there_twice_is_the_later_one() -> None:
    twice = utc(6, 30)  # the second 01:30 of the night on which summer time ends
    dataset = data((1, "out", twice), (2, "out", utc(6, 31)), tip_off=utc(0, 0, day=6))
    assert out(Reported(cutoff="01:30"), dataset) == [1]


def test_no_reports_is_an_error_that_names_what_to_set() -> None:
    with pytest.raises(DataError, match=r"data\.reports"):
        Reported().out(Dataset(games([row(1)])))


def test_the_hour_of_a_cutoff_may_have_one_digit() -> None:
    dataset = data((1, "out", utc(14, 30)), (2, "out", utc(14, 31)), tip_off=utc(0, 0, day=6))
    assert out(Reported(cutoff="9:30"), dataset) == out(Reported(cutoff="09:30"), dataset) == [1]


def test_a_time_that_yaml_made_a_number_of_is_to_be_quoted() -> None:
    with pytest.raises(ConfigError, match='such as 17:00, in a YAML file in quotes: "17:00"'):
        Reported(cutoff="1020")


@pytest.mark.parametrize("cutoff", ["5pm", "25:00", "17"])
def test_a_cutoff_that_is_no_time_is_refused(cutoff: str) -> None:
    with pytest.raises(ConfigError, match="a time of day such as 17:00"):
        Reported(cutoff=cutoff)


def test_an_unknown_status_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="statuses"):
        Reported(statuses=["outt"])
