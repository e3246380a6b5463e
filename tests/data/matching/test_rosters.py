"""Whose player a quote names: the last roster seen before it decides, not the last game log."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.data.matching.events import POSTPONED
from nba_props.data.matching.link import NO_HISTORY, Linked, link
from nba_props.data.matching.reports import link_reports
from nba_props.data.matching.rosters import Meeting, Rosters
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import INJURY_REPORTS, PLAYER_GAMES, PROP_LINES, QUOTES, ROSTERS, SCHEDULE
from nba_props.data.sources import Games, InjuryReports

JAN, MARCH = dt.date(2024, 1, 10), dt.date(2024, 3, 1)
NOON = dt.datetime(2024, 3, 1, 17, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
STAYS, TRADED, RIVAL, ROOKIE = 1, 2, 3, 9


def logs(*rows: tuple[int, str, str, str, dt.date]) -> pl.DataFrame:
    """Played games: player, name, team, opponent, day."""
    return PLAYER_GAMES.conform(
        pl.DataFrame(
            [
                {
                    "season": "2023-24", "game_id": f"{min(team, other)}{max(team, other)}{day}", "date": day,
                    "player_id": player, "player_name": name, "team": team, "opponent": other,
                    "home": team < other, "competition": "regular", "minutes": 30.0,
                }
                for player, name, team, other, day in rows
            ]
        )
    )  # fmt: skip


LOGS = logs(
    (STAYS, "Sam Stays", "DEN", "MIA", JAN),
    (TRADED, "Tom Traded", "MIA", "DEN", JAN),
    (RIVAL, "Ron Rival", "LAL", "MIA", JAN + DAY),
    (TRADED, "Tom Traded", "MIA", "LAL", JAN + DAY),
)


def roster(team: str, players: dict[int, str], seen_at: dt.datetime, season: str = "2023-24") -> pl.DataFrame:
    return ROSTERS.conform(
        pl.DataFrame(
            {
                "season": season, "team": team, "player_id": list(players),
                "player_name": list(players.values()),
                "seen_at": [seen_at] * len(players),
            }
        )
    )  # fmt: skip


def quotes(*players: str, at: dt.datetime = NOON, home: str = "DEN", away: str = "LAL") -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "event_id": "e1", "player": list(players), "book": "Alpha", "market": "points", "line": 20.5,
            "over_price": 1.9, "under_price": 1.9, "home_team": home, "away_team": away, "quoted_at": at,
            "tip_off": at.replace(hour=23),
        }
    )  # fmt: skip
    usable = QUOTES.conform(frame).with_columns(
        home=pl.lit(home), away=pl.lit(away), withdrawn_at=pl.lit(None, pl.Datetime("us", "UTC"))
    )
    return usable.drop("home_team", "away_team", "unknown_market", "alternate")


def linked(
    lines: pl.DataFrame,
    *rosters: pl.DataFrame,
    games: pl.DataFrame = LOGS,
    schedule: pl.DataFrame | None = None,
) -> tuple[Linked, QualityReport]:
    quality = QualityReport()
    told = Games(
        games,
        rosters=pl.concat(rosters) if rosters else ROSTERS.empty(),
        schedule=SCHEDULE.empty() if schedule is None else schedule,
    )
    return link(lines, told, True, quality), quality


def teams(found: Linked) -> dict[int, str]:
    """Player id -> team of the rows without an outcome."""
    return dict(found.new_player_games.sort("player_id").select("player_id", "team").iter_rows())


def lost(quality: QualityReport) -> dict[str, str]:
    return {spelling.written: spelling.level for spelling in quality.unmatched}


def test_without_a_roster_a_traded_player_is_dropped_and_told() -> None:
    found, quality = linked(quotes("Sam Stays", "Tom Traded", "Ron Rival"))
    assert teams(found) == {STAYS: "DEN", RIVAL: "LAL"}
    assert lost(quality) == {"Tom Traded": "plays for another team in the logs"}


def test_a_traded_player_belongs_to_the_team_of_the_last_roster() -> None:
    den = roster("DEN", {STAYS: "Sam Stays", TRADED: "Tom Traded"}, NOON - DAY)
    found, quality = linked(quotes("Sam Stays", "Tom Traded", "Ron Rival"), den)
    assert teams(found) == {STAYS: "DEN", TRADED: "DEN", RIVAL: "LAL"}
    assert lost(quality) == {}
    row = found.new_player_games.filter(pl.col("player_id") == TRADED).row(0, named=True)
    assert (row["opponent"], row["home"]) == ("LAL", True)


def test_a_roster_that_was_seen_after_the_quote_does_not_count() -> None:
    den = roster("DEN", {STAYS: "Sam Stays", TRADED: "Tom Traded"}, NOON + dt.timedelta(minutes=1))
    found, quality = linked(quotes("Tom Traded"), den)
    assert teams(found) == {}
    assert lost(quality) == {"Tom Traded": "plays for another team in the logs"}


def test_whom_the_last_roster_lacks_has_left() -> None:
    mia = roster("MIA", {77: "Nick New"}, NOON - DAY)
    found, quality = linked(quotes("Tom Traded", "Nick New", home="MIA", away="LAL"), mia)
    assert teams(found) == {77: "MIA"}
    assert lost(quality) == {"Tom Traded": "on neither team's roster"}


def test_a_game_after_the_roster_tells_more_than_the_roster() -> None:
    """The rosters are of January; since then he has played for the other team."""
    seen = dt.datetime(2024, 1, 5, tzinfo=dt.UTC)
    den = roster("DEN", {STAYS: "Sam Stays", TRADED: "Tom Traded"}, seen)
    mia = roster("MIA", {77: "Nick New"}, seen)
    found, _ = linked(quotes("Tom Traded", home="DEN", away="MIA"), den, mia)
    assert teams(found) == {TRADED: "MIA"}


def test_a_player_who_moves_between_the_two_teams_of_a_game_is_one_player() -> None:
    mia = roster("MIA", {77: "Nick New"}, NOON - DAY)
    den = roster("DEN", {STAYS: "Sam Stays", TRADED: "Tom Traded"}, NOON - DAY)
    found, _ = linked(quotes("Tom Traded", home="DEN", away="MIA"), mia, den)
    assert teams(found) == {TRADED: "DEN"}


def test_a_rookie_without_a_log_has_a_row_and_is_marked() -> None:
    den = roster("DEN", {STAYS: "Sam Stays", ROOKIE: "Rick Rookie"}, NOON - DAY)
    found, quality = linked(quotes("Rick Rookie", "Sam Stays"), den)
    assert found.new_player_games.filter(player_id=ROOKIE)["player_name"].to_list() == ["Rick Rookie"]
    step = next(step for step in quality.steps if step.reason == NO_HISTORY)
    assert (step.rows, step.examples, step.dropped) == (1, ["Rick Rookie"], False)


def test_a_player_who_returns_is_known_by_his_earlier_seasons() -> None:
    earlier = logs((5, "Bo Back", "BOS", "MIA", JAN)).with_columns(season=pl.lit("2021-22"))
    den = roster("DEN", {5: "Bo Back"}, NOON - DAY)
    found, quality = linked(quotes("Bo Back"), den, games=pl.concat([LOGS, earlier]))
    assert teams(found) == {5: "DEN"}
    assert NO_HISTORY not in [step.reason for step in quality.steps]


def test_two_players_of_one_name_are_reported_not_guessed() -> None:
    den = roster("DEN", {11: "Jo Same", 12: "Jo Same"}, NOON - DAY)
    found, quality = linked(quotes("Jo Same"), den)
    assert teams(found) == {}
    assert lost(quality) == {"Jo Same": "two players fit (same)"}


def test_a_season_without_logs_yet_has_its_own_rosters() -> None:
    october = dt.datetime(2024, 10, 22, 17, tzinfo=dt.UTC)
    old = roster("DEN", {STAYS: "Sam Stays"}, NOON)
    new = roster("DEN", {TRADED: "Tom Traded"}, october - DAY, "2024-25")
    found, quality = linked(quotes("Tom Traded", "Sam Stays", at=october), old, new)
    assert teams(found) == {TRADED: "DEN"}
    assert found.new_player_games["season"].to_list() == ["2024-25"]
    assert lost(quality) == {"Sam Stays": "on neither team's roster"}


def test_who_played_for_a_team_that_day_was_on_it_whatever_the_roster_says() -> None:
    played = logs((STAYS, "Sam Stays", "DEN", "LAL", MARCH), (RIVAL, "Ron Rival", "LAL", "DEN", MARCH))
    den = roster("DEN", {RIVAL: "Ron Rival"}, NOON - DAY)
    found, quality = linked(quotes("Sam Stays", "Ron Rival"), den, games=pl.concat([LOGS, played]))
    assert found.prop_lines["player_id"].to_list() == [STAYS, RIVAL]
    assert found.new_player_games.is_empty()
    assert lost(quality) == {}


def scheduled(status: str, day: dt.date = MARCH, game_id: str = "0022300900") -> pl.DataFrame:
    return SCHEDULE.conform(
        pl.DataFrame(
            {
                "season": "2023-24", "game_id": game_id, "date": day, "home": "DEN", "away": "LAL",
                "competition": "regular", "status": status, "neutral": False,
            }
        )
    )  # fmt: skip


def test_a_game_of_the_schedule_has_its_id_and_competition() -> None:
    found, _ = linked(quotes("Sam Stays"), schedule=scheduled("scheduled"))
    row = found.new_player_games.row(0, named=True)
    assert (row["game_id"], row["competition"], row["season"]) == ("0022300900", "regular", "2023-24")
    assert found.prop_lines["game_id"].to_list() == ["0022300900"]


def test_quotes_on_a_game_that_was_postponed_are_left_out_and_counted() -> None:
    found, quality = linked(quotes("Sam Stays"), schedule=scheduled("postponed"))
    assert found.prop_lines.is_empty()
    assert found.new_player_games.is_empty()
    assert [(step.reason, step.rows) for step in quality.steps] == [(POSTPONED, 1)]
    again = pl.concat([scheduled("postponed"), scheduled("scheduled", game_id="0022300901")])
    found, _ = linked(quotes("Sam Stays"), schedule=again)
    assert found.prop_lines["game_id"].to_list() == ["0022300901"]


def test_a_game_of_the_schedule_that_the_logs_lack_is_a_hole_not_a_game_to_come() -> None:
    earlier = JAN - DAY
    at = dt.datetime.combine(earlier, dt.time(17), dt.UTC)
    found, quality = linked(quotes("Sam Stays", at=at), schedule=scheduled("final", earlier))
    assert found.prop_lines.is_empty()
    assert [step.reason for step in quality.steps] == ["game not in the logs"]


def test_a_quote_on_a_player_whom_nobody_was_found_for_is_kept_apart() -> None:
    found, quality = linked(pl.concat([quotes("Sam Stays", "Nick Nobody"), quotes("Nick Nobody")]))
    assert found.unmatched.select("player", "date", "line").rows() == [("Nick Nobody", MARCH, 20.5)]
    assert [step.reason for step in quality.steps if step.lost] == ["name not matched"]


def test_a_report_names_a_player_of_the_roster() -> None:
    den = roster("DEN", {STAYS: "Sam Stays", TRADED: "Tom Traded"}, NOON - DAY)
    found, _ = linked(quotes("Sam Stays"), den)
    games = Games(pl.concat([LOGS, found.new_player_games]), rosters=den)
    report = INJURY_REPORTS.conform(
        pl.DataFrame(
            {
                "date": MARCH, "team": "DEN", "status": "out", "known_at": [NOON, NOON - 2 * DAY],
                "player_name": "Tom Traded",
            }
        )
    )  # fmt: skip
    quality = QualityReport()
    told = link_reports(InjuryReports(report), games, PROP_LINES.conform(found.prop_lines), quality)
    assert told.select("player_id", "known_at").rows() == [(TRADED, NOON)]
    assert [step.reason for step in quality.steps] == ["name not matched"]


def report(
    team: str, at: dt.datetime, name: str | None = "Tom Traded", player: int | None = None
) -> pl.DataFrame:
    return INJURY_REPORTS.conform(
        pl.DataFrame(
            {
                "date": MARCH, "team": team, "status": "questionable", "known_at": at, "player_name": name,
                "player_id": player,
            }
        )
    )  # fmt: skip


def by_reports(
    lines: pl.DataFrame, *reports: pl.DataFrame, rosters: pl.DataFrame | None = None
) -> dict[int, str]:
    seen = ROSTERS.empty() if rosters is None else rosters
    told = Games(LOGS, rosters=seen, reported=pl.concat(reports))
    return teams(link(lines, told, True, QualityReport()))


def test_an_injury_report_tells_the_team_where_no_roster_does() -> None:
    lines = quotes("Tom Traded", "Sam Stays")
    by_name, by_id = report("DEN", NOON - DAY), report("DEN", NOON - DAY, None, TRADED)
    assert by_reports(lines, by_name) == by_reports(lines, by_id) == {STAYS: "DEN", TRADED: "DEN"}
    assert by_reports(lines, report("DEN", NOON + DAY)) == {STAYS: "DEN"}
    assert by_reports(lines, by_name, report("BOS", NOON - dt.timedelta(hours=1))) == {STAYS: "DEN"}


def test_whom_a_report_names_for_another_team_has_left() -> None:
    lines = quotes("Tom Traded", home="LAL", away="MIA")
    assert by_reports(lines, report("BOS", NOON - DAY)) == {}
    january = dt.datetime(2024, 1, 9, 17, tzinfo=dt.UTC)
    assert by_reports(lines, report("BOS", january)) == {TRADED: "MIA"}
    assert by_reports(lines, report("BOS", january.replace(year=2023))) == {TRADED: "MIA"}


def test_of_roster_and_report_the_later_one_decides() -> None:
    lines = quotes("Tom Traded")
    den = roster("DEN", {STAYS: "Sam Stays"}, NOON - 2 * DAY)
    assert by_reports(lines, report("DEN", NOON - DAY), rosters=den) == {TRADED: "DEN"}
    assert by_reports(lines, report("DEN", NOON - 3 * DAY), rosters=den) == {}


def test_a_report_on_nobody_who_is_known_says_nothing() -> None:
    lines = quotes("Tom Traded", "Sam Stays")
    strangers = [report("DEN", NOON - DAY, "Una Known"), report("DEN", NOON - DAY, None, 99)]
    assert by_reports(lines, *strangers) == {STAYS: "DEN"}


def test_a_report_counts_from_its_moment_on_for_quotes_of_one_event() -> None:
    rosters = Rosters.of(LOGS, ["2023-24"], reports=report("DEN", NOON))

    def team(moment: dt.datetime) -> str | None:
        return rosters.find(Meeting("2023-24", "2023-24", MARCH, ("DEN", "LAL"), moment), "Tom Traded")[1]

    hour = dt.timedelta(hours=1)
    assert [team(moment) for moment in (NOON - hour, NOON + hour, NOON - hour)] == [None, "DEN", None]


def test_who_plays_for_another_team_on_the_day_cannot_be_meant() -> None:
    day = JAN + DAY
    later = logs((TRADED, "Tom Traded", "DEN", "BOS", day + DAY))
    rosters = Rosters.of(pl.concat([LOGS, later]), ["2023-24"])
    found = {
        teams: rosters.find(Meeting("2023-24", "2023-24", day, teams), "Tom Traded")[1]
        for teams in (("MIA", "LAL"), ("DEN", "BOS"))
    }
    assert found == {("MIA", "LAL"): "MIA", ("DEN", "BOS"): None}
