"""`nba-props data update` against a replay server: what is fetched, when again, and each fault."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from nba_props.cli import main
from tests.source import league
from tests.source.folder import store
from tests.source.league import game, log, logs, result_set, roster, schedule, serve

UPDATE = ["data", "update", "--now", "2024-03-01T22:00Z"]


def asked(server: HTTPServer, end: str) -> list[dict[str, str]]:
    """The parameters of the calls of an endpoint."""
    return [request.args.to_dict() for request, _ in server.log if request.path.endswith(end)]


def test_an_update_fills_the_store(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver)
    assert main(UPDATE) == 0
    assert capsys.readouterr().out.splitlines() == [
        "schedule: 2 added, 0 changed, 0 as before",
        "player_games: 1 added, 0 changed, 0 as before",
        "rosters: 4 added, 0 changed, 0 as before",
    ]
    (played,) = store(folder).read("player_games").to_dicts()
    assert (played["player_id"], played["points"], played["opponent"]) == (203999, 21, "LAL")
    over, tonight = store(folder).read("schedule").to_dicts()
    assert (str(over["date"]), over["status"], over["competition"]) == ("2024-02-29", "final", "regular")
    assert (str(tonight["date"]), tonight["status"], tonight["home"]) == ("2024-03-01", "scheduled", "DEN")
    positions = store(folder).read("positions")
    assert dict(positions.select("player_id", "position").iter_rows()) == {203999: "C", 1627750: "G"}
    assert store(folder).notes()[-1]["said"] == "ok"


def test_nothing_of_today_or_later_is_asked_for(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver, logs=logs(log(), log("2024-03-01", "0022300870")))
    assert main(UPDATE) == 0
    assert {call["DateTo"] for call in asked(httpserver, "leaguegamelog")} == {"02/29/2024"}
    assert store(folder).read("player_games")["game_id"].to_list() == ["0022300861"]


def test_a_game_that_is_played_beyond_midnight_is_not_stored_before_it_is_over(
    httpserver: HTTPServer, folder: Path
) -> None:
    """At 00:15 in New York the third quarter of a game of 22:30 is no outcome."""
    midnight = [*UPDATE[:-1], "2024-03-02T05:15Z"]
    playing = log("2024-03-01", "0022300870", points=15)
    playing[league.HEADERS.index("WL")] = None
    over = log("2024-03-01", "0022300870", points=25)
    for answer, points in (
        (logs(log(), playing), [21]),
        (logs(playing), [21]),
        (logs(log(), over), [21, 25]),
    ):
        serve(httpserver, logs=answer)
        assert main(midnight) == 0
        assert store(folder).read("player_games").sort("date")["points"].to_list() == points


def test_a_game_that_the_schedule_says_is_final_needs_no_winner(httpserver: HTTPServer, folder: Path) -> None:
    nameless = log()
    nameless[league.HEADERS.index("WL")] = None
    serve(httpserver, logs=logs(nameless))
    assert main(UPDATE) == 0
    assert store(folder).read("player_games")["won"].to_list() == [None]


def test_the_next_update_asks_for_the_last_days_again_and_takes_corrections(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver)
    assert main(UPDATE) == 0
    serve(httpserver, logs=logs(log(points=23)))
    capsys.readouterr()
    assert main(UPDATE) == 0
    beginning = {"IST": "", "PlayIn": "", "Playoffs": ""}
    assert starts(httpserver) == {"Regular Season": "02/26/2024", **beginning}
    assert "player_games: 0 added, 1 changed, 0 as before" in capsys.readouterr().out
    assert store(folder).read("player_games")["points"].to_list() == [23]


def starts(server: HTTPServer) -> dict[str, str]:
    """The first day that was asked for, by kind of games."""
    return {call["SeasonType"]: call["DateFrom"] for call in asked(server, "leaguegamelog")}


def test_a_hole_is_asked_for_again_however_old_it_is(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A game of November has no logs, one of February has; the final of the cup is a hole of another kind."""
    lacking = game("0022300100", "2023-11-11T01:00:00Z", 3)
    of_the_cup = game("0062300001", "2023-10-30T01:00:00Z", 3)
    serve(httpserver, schedule=schedule(lacking, of_the_cup))
    assert main(UPDATE) == 1
    assert "2 games are over without box scores" in capsys.readouterr().err
    assert main([*UPDATE, "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "2023-24 Regular Season since 2023-11-10, the first game without box scores"
    serve(httpserver, schedule=schedule(lacking), logs=logs(log(), log("2023-11-10", "0022300100")))
    main(UPDATE)
    assert starts(httpserver)["Regular Season"] == "11/10/2023"
    assert store(folder).read("player_games").height == 2
    serve(httpserver, schedule=schedule(lacking))
    main(UPDATE)
    assert starts(httpserver)["Regular Season"] == "02/26/2024"


def test_seasons_that_are_named_are_asked_for_from_their_beginning(
    httpserver: HTTPServer, folder: Path
) -> None:
    serve(httpserver)
    assert [main(UPDATE), main([*UPDATE, "--seasons", "2023-24"])] == [0, 0]
    assert starts(httpserver)["Regular Season"] == ""
    assert store(folder).read("player_games").height == 1


def test_an_update_that_broke_off_goes_on_where_it_was(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver, roster=Response("oops", 500))
    assert main(UPDATE) == 1
    serve(httpserver)
    assert main(UPDATE) == 0
    assert len(asked(httpserver, "commonteamroster")) == 2
    serve(httpserver)
    assert main([*UPDATE[:-1], "2024-03-01T23:00Z"]) == 0
    assert asked(httpserver, "commonteamroster") == []
    assert main([*UPDATE[:-1], "2024-03-02T22:00Z"]) == 0
    assert len(asked(httpserver, "commonteamroster")) == 2
    assert store(folder).read("rosters")["seen_at"].n_unique() == 2


def test_a_dry_run_asks_for_nothing(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver)
    assert main([*UPDATE, "--dry-run", "--seasons", "2022-23,2023-24"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == ["schedule", "2022-23 Regular Season", "2022-23 IST"]
    assert len(told) == 1 + 2 * 4 + 30
    assert len(httpserver.log) == 0


@pytest.mark.parametrize("season", ["2023", "2023-25", "2023-23", "1999-01"])
def test_a_wrong_season_is_told(season: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*UPDATE, "--seasons", season]) == 2
    assert capsys.readouterr().err == f"error: --seasons {season}: is no season such as 2023-24\n"


def test_a_season_may_end_a_century(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver)
    assert main([*UPDATE, "--dry-run", "--seasons", "1999-00"]) == 0


def test_games_of_the_schedule(httpserver: HTTPServer, folder: Path) -> None:
    """A time that is not known, a postponed game, a neutral place, teams that are not known yet."""
    unknown = game("0022300900", "1900-01-01T00:00:00Z", 1)
    put_off = game("0022300901", "2024-03-09T01:00:00Z", 1, postponedStatus="P", isNeutral=True)
    open_teams = game("0042300101", "2024-04-20T17:00:00Z", 1, homeTeam={"teamId": 0, "teamTricode": ""})
    serve(httpserver, schedule=schedule(unknown, put_off, open_teams))
    assert main(UPDATE) == 0
    rows = {row["game_id"]: row for row in store(folder).read("schedule").to_dicts()}
    assert (rows["0022300900"]["tip_off"], str(rows["0022300900"]["date"])) == (None, "2024-02-29")
    assert (rows["0022300901"]["status"], rows["0022300901"]["neutral"]) == ("postponed", True)
    assert str(rows["0022300901"]["date"]) == "2024-03-08"
    assert "0042300101" not in rows


def without(column: str) -> dict[str, Any]:
    """Game logs that lack a column."""
    at = league.HEADERS.index(column)
    row = log()
    return result_set([*league.HEADERS[:at], *league.HEADERS[at + 1 :]], [*row[:at], *row[at + 1 :]])


@dataclass(frozen=True)
class Fault:
    """What the league answers in one place, what a person sees, and which tables are filled all the same."""

    name: str
    place: str
    given: object
    seen: str
    kept: tuple[str, ...]


EVERYTHING_ELSE = {
    "schedule": ("player_games", "rosters"),
    "logs": ("schedule",),
    "roster": ("schedule", "player_games"),
}
FAULTS = [
    Fault("schedule down", "schedule", Response("oops", 503), "nba_api: answers with HTTP 503", ()),
    Fault("schedule forbidden", "schedule", Response("no", 403), "nba_api: refuses (HTTP 403)", ()),
    Fault("schedule of another form", "schedule", {"meta": {}}, "schedule: leagueSchedule is missing", ()),
    Fault(
        "schedule without games",
        "schedule",
        {"leagueSchedule": {"gameDates": []}},
        "schedule: holds no game",
        (),
    ),
    Fault(
        "schedule of another type",
        "schedule",
        schedule(game("1", "soon", 1)),
        "gameDateTimeUTC is 'soon'",
        (),
    ),
    Fault("logs cut off", "logs", Response(b'{"resultSets": [{"name"'), "cut off or no JSON", ()),
    Fault("logs of another form", "logs", {"message": "x"}, "resultSets is missing", ()),
    Fault("column missing", "logs", without("REB"), "column REB is missing", ()),
    Fault("a text for a number", "logs", logs(log(points="many")), "column PTS: 'many'", ()),
    Fault("a row cut off", "logs", logs(log()[:-3]), "row 1 has 29 cells, but there are 32 headers", ()),
    Fault(
        "logs empty",
        "logs",
        logs(),
        "1 game is over without box scores, the first LAL @ DEN on 2024-02-29",
        ("rosters",),
    ),
    Fault("too fast", "logs", Response("slow down", 429), "was asked too fast (HTTP 429)", ()),
    Fault("roster empty", "roster", result_set(["PLAYER_ID", "PLAYER", "POSITION"]), "holds nobody", ()),
    Fault(
        "roster without ids",
        "roster",
        result_set(["PLAYER", "POSITION"], ["x", "G"]),
        "column PLAYER_ID is missing",
        (),
    ),
    Fault(
        "roster with wrong ids",
        "roster",
        result_set(["PLAYER_ID", "PLAYER", "POSITION"], ["?", "x", "G"]),
        "'?' is no number",
        (),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_one_line_and_the_rest_is_kept(
    fault: Fault, httpserver: HTTPServer, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    serve(httpserver, **{fault.place: fault.given})
    assert main(UPDATE) == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("error: nba_api: ")
    assert fault.seen in line
    for table in EVERYTHING_ELSE[fault.place] + fault.kept:
        assert not store(folder).read(table).is_empty(), table
    own = {"schedule": "schedule", "logs": "player_games", "roster": "rosters"}[fault.place]
    assert store(folder).read(own).is_empty()
    assert store(folder).notes()[-1]["said"] in line


def test_a_fault_leaves_what_was_there(httpserver: HTTPServer, folder: Path) -> None:
    serve(httpserver)
    assert main(UPDATE) == 0
    before = store(folder).fingerprint()
    serve(httpserver, schedule=Response("", 500), logs=Response("", 500), roster=roster())
    assert main(UPDATE) == 1
    assert store(folder).fingerprint() == before
