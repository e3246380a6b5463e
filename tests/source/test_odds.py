"""`nba-props data odds` against a replay server: snapshots, costs, and each fault."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from nba_props.cli import main
from tests.source.folder import holding, store
from tests.source.replay import CREDITS, MARKER, NOW, SPORT, answer, event, game, points, refusal, serve_odds

ODDS = ["data", "odds", "--now", NOW, "--markets", "points"]


def test_a_snapshot_is_in_the_store_with_its_time(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver)
    assert main(ODDS) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["1 game: this takes 4 of 312 credits", "3 rows added; 312 credits left"]
    over, under = store(folder).read("quotes").to_dicts()
    assert (over["player"], over["market"], over["line"]) == ("Nikola Jokic", "points", 25.5)
    assert (over["over_price"], under["under_price"]) == (
        pytest.approx(1 + 100 / 115),
        pytest.approx(1 + 100 / 105),
    )
    assert over["fetched_at"].isoformat() == "2024-03-01T22:00:00+00:00"
    assert over["quoted_at"].isoformat() == "2024-03-01T21:58:11+00:00"
    (of_game,) = store(folder).read("game_quotes").to_dicts()
    assert (of_game["home_team"], of_game["home_price"]) == ("DEN", pytest.approx(1 + 100 / 150))
    assert len(list((folder / "store/raw/the_odds_api/2024-03-01").glob("*.gz"))) == 3


def test_the_same_snapshot_is_not_doubled_and_a_later_one_is_added(
    httpserver: HTTPServer, folder: Path
) -> None:
    serve_odds(httpserver)
    assert [main(ODDS), main(ODDS), main([*ODDS, "--now", "2024-03-01T23:00Z"])] == [0, 0, 0]
    assert store(folder).read("quotes")["fetched_at"].n_unique() == 2
    assert store(folder).read("quotes").height == 4


def test_a_dry_run_asks_for_events_alone(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver)
    assert main([*ODDS, "--dry-run"]) == 0
    assert capsys.readouterr().out == "1 game: this takes 4 of 312 credits\n"
    assert [request.path for request, _ in httpserver.log] == [f"{SPORT}/events"]
    assert store(folder).read("quotes").is_empty()


def test_more_than_is_allowed_is_not_spent(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver)
    assert main([*ODDS, "--max-credits", "3"]) == 2
    assert "takes 4 of 312 credits, and 3 are allowed" in capsys.readouterr().err
    assert len(httpserver.log) == 1


def test_a_tenth_of_what_is_left_is_the_bound_where_none_is_given(
    httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver, listed=answer([event()], headers={"x-requests-remaining": "39"}))
    assert main(ODDS) == 2
    assert "3 (a tenth of what is left) are allowed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "cost"),
    [
        (["--regions", "us,eu"], 8),
        (["--books", "a,b,c,d,e,f,g,h,i,j,k"], 8),
        (["--books", "draftkings"], 4),
        (["--markets", "points,pra,player_points"], 5),
    ],
)
def test_costs_are_markets_times_regions(
    words: list[str], cost: int, httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver)
    assert main([*ODDS, *words, "--dry-run"]) == 0
    assert f"this takes {cost} of 312 credits" in capsys.readouterr().out


def test_games_that_began_or_are_far_are_not_asked_for(
    httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    far = event("e2") | {"commence_time": "2024-03-05T00:30:00Z"}
    serve_odds(httpserver, listed=answer([far, event("e3") | {"commence_time": "2024-03-01T21:59:00Z"}]))
    assert main(ODDS) == 0
    assert capsys.readouterr().out == "no game tips off within 24 hours\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--markets", "poitns"],
            "markets: poitns: no such market; did you mean points",
        ),
        (["--regions", "moon"], "regions: moon: no such one"),
        (["--markets", "player_dunks"], "known: player_assists, player_blocks, "),
        (["--hours", "0"], "hours=0: must be above 0, up to 8,760"),
        (["--hours", "nan"], "hours=nan: must be above 0, up to 8,760"),
        (["--hours", "1e300"], "hours=1e+300: must be above 0, up to 8,760"),
    ],
)
def test_a_wrong_word_is_told(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ODDS, *words]) == 2
    assert message in capsys.readouterr().err


def test_no_key_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ODDS_API_KEY")
    assert main(ODDS) == 2
    assert "needs a key in the environment's ODDS_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize(("action", "variable"), [("odds", "ODDS"), ("update", "STATS")])
def test_another_moment_is_for_a_replay_server_alone(
    action: str,
    variable: str,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(f"NBA_PROPS_{variable}_URL")
    assert main(["data", action, "--now", NOW]) == 2
    assert f"NBA_PROPS_{variable}_URL names a replay server" in capsys.readouterr().err
    assert not (folder / "store").exists()


def changed(**parts: Any) -> Response:
    """An event whose first outcome has other parts; None takes one away."""
    content = points()
    outcome = content["bookmakers"][0]["markets"][0]["outcomes"][0]
    outcome.update(parts)
    for name in [name for name, value in parts.items() if value is None]:
        del outcome[name]
    return answer(content)


def without_lines() -> Response:
    """An event whose outcomes tell no line."""
    content = points()
    for outcome in content["bookmakers"][0]["markets"][0]["outcomes"]:
        del outcome["point"]
    return answer(content)


@dataclass(frozen=True)
class Fault:
    """What the source answers about a player's prices, what a person sees of it, and what is fetched."""

    name: str
    given: Response
    seen: str
    kept: str = "games' prices"


OTHERS = "all other games"
FAULTS = [
    Fault("credits used up", refusal(401, "OUT_OF_USAGE_CREDITS"), "the credits of ODDS_API_KEY are used up"),
    Fault(
        "wrong key",
        refusal(401, "INVALID_KEY", f"API key {MARKER} is not valid"),
        "the key in ODDS_API_KEY is not accepted",
    ),
    Fault("key deactivated", refusal(401, "DEACTIVATED_KEY"), "the key in ODDS_API_KEY was deactivated"),
    Fault(
        "unknown market",
        refusal(422, "INVALID_MARKET", "Invalid markets: x"),
        "does not know a market (INVALID_MARKET: Invalid markets: x)",
    ),
    Fault("asked too fast", refusal(429, "EXCEEDED_FREQ_LIMIT"), "was asked too fast"),
    Fault(
        "told to wait an hour",
        refusal(429, "EXCEEDED_FREQ_LIMIT", **{"Retry-After": "3600"}),
        "it asks to wait 3600 s",
    ),
    Fault(
        "event gone",
        refusal(404, "EVENT_NOT_FOUND"),
        "Los Angeles Lakers @ Denver Nuggets: the_odds_api: the event is gone; mostly its game is over",
        OTHERS,
    ),
    Fault("server error", Response("oops", 502), "answers with HTTP 502"),
    Fault(
        "cut off", Response(json.dumps(points())[:80], headers=CREDITS), "the answer is cut off or no JSON"
    ),
    Fault("no JSON", Response("<html>", headers=CREDITS), "no JSON (it begins '<html>')"),
    Fault("empty answer", Response("", headers=CREDITS), "no JSON (it is empty)"),
    Fault("a part missing", changed(price=None), "outcome: price is missing; the answer's form has changed"),
    Fault("of another type", changed(price="x"), "price is 'x', not a number"),
    Fault("no name", changed(description=7), "description is 7, not a text"),
    Fault("no line", without_lines(), "the_odds_api: column line is missing; the answer's form has changed"),
    Fault("an absurd line", changed(point=2550), "column point: 2550 is not allowed", OTHERS),
    Fault("an absurd price", changed(price=0), "they are -100 or less, or 100 or more", OTHERS),
    Fault("a list for an object", answer([points()]), "not an object; the answer's form has changed"),
    Fault(
        "false time",
        answer({**points(), "commence_time": "soon"}),
        "commence_time is 'soon', not a time with a zone",
    ),
    Fault(
        "a time before all",
        answer({**points(), "commence_time": "0001-01-01T00:00:00+05:00"}),
        "commence_time is '0001-01-01T00:00:00+05:00', not a time with a zone",
    ),
    Fault("half a character", changed(description="Nikola \ud800"), "holds half a surrogate pair", OTHERS),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_one_line_and_what_was_fetched_is_kept(
    fault: Fault, httpserver: HTTPServer, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver, fault.given)
    assert main(ODDS) == 1
    shown = capfd.readouterr()
    (line,) = shown.err.splitlines()
    assert line.startswith("error: ")
    assert "the_odds_api: " in line
    assert fault.seen in line
    assert store(folder).read("game_quotes").height == 1
    assert store(folder).read("quotes").is_empty()
    assert store(folder).notes()[-1]["said"] in line
    assert MARKER not in shown.err + shown.out
    assert holding(folder, MARKER) == []


def test_a_new_part_changes_nothing(httpserver: HTTPServer, folder: Path) -> None:
    serve_odds(httpserver, changed(link="https://example.org", multiplier=1.0))
    assert main(ODDS) == 0
    assert not store(folder).read("quotes").is_empty()


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.kept == OTHERS], ids=lambda fault: fault.name
)
def test_an_event_of_no_use_leaves_the_others(
    fault: Fault, httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve_odds(httpserver, fault.given, answer([event(), event("e2")]))
    httpserver.expect_request(f"{SPORT}/events/e2/odds").respond_with_json(points("e2"))
    assert main(ODDS) == 1
    assert store(folder).read("quotes")["event_id"].unique().to_list() == ["e2"]
    assert "data.odds_format" not in capsys.readouterr().err


@pytest.mark.parametrize(("sound", "asked"), [(None, 2), ("e1", 3), ("e2", 3)])
def test_a_value_that_cannot_be_in_each_answer_is_not_paid_for_once_a_game(
    sound: str | None, asked: int, httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless a game has brought prices: all are decimal ones where American ones were asked for."""
    events = ["e1", "e2", "e3"]
    serve_odds(
        httpserver, answer(points()) if sound == "e1" else changed(price=1.91), answer([*map(event, events)])
    )
    for name in events[1:]:
        given = answer(points(name)) if name == sound else changed(price=1.91)
        httpserver.expect_request(f"{SPORT}/events/{name}/odds").respond_with_response(given)
    assert main(ODDS) == 1
    assert sum("/events/" in request.path for request, _ in httpserver.log) == asked
    told = capsys.readouterr().err
    assert "column price: '1.91' is no American price" in told
    assert ("no more are asked for" in told) is (sound is None)
    assert store(folder).notes()[-1]["said"] in told


def test_prices_of_games_that_are_of_no_use_leave_those_of_players(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request(f"{SPORT}/odds").respond_with_response(answer([game() | {"id": "\ud800"}]))
    serve_odds(httpserver)
    assert main(ODDS) == 1
    line = "error: games: the_odds_api: a text of the answer holds half a surrogate pair\n"
    assert capsys.readouterr().err == line
    assert store(folder).read("quotes").height == 2


def test_what_passes_is_asked_for_again(httpserver: HTTPServer, folder: Path) -> None:
    httpserver.expect_ordered_request(f"{SPORT}/events").respond_with_data("oops", 503)
    httpserver.expect_ordered_request(f"{SPORT}/events").respond_with_response(answer([event()]))
    assert main([*ODDS, "--dry-run"]) == 0
    assert len(httpserver.log) == 2


def test_nobody_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: Path
) -> None:
    monkeypatch.setenv("NBA_PROPS_ODDS_URL", "http://127.0.0.1:1")
    assert main(ODDS) == 1
    assert capfd.readouterr().err == "error: the_odds_api: 127.0.0.1:1 cannot be reached\n"
    assert holding(folder, MARKER) == []


def test_no_log_shows_the_key(httpserver: HTTPServer, caplog: pytest.LogCaptureFixture, folder: Path) -> None:
    caplog.set_level("DEBUG")
    serve_odds(httpserver)
    assert main(ODDS) == 0
    assert httpserver.log[-1][0].args["apiKey"] == MARKER
    assert [record.name for record in caplog.records].count("httpx") == 3
    assert MARKER not in "".join(
        record.getMessage() for record in caplog.records if record.name != "werkzeug"
    )


def test_books_that_quote_nothing_are_told(
    httpserver: HTTPServer, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request(f"{SPORT}/events").respond_with_response(answer([event()]))
    httpserver.expect_request(f"{SPORT}/odds").respond_with_response(answer([]))
    httpserver.expect_request(f"{SPORT}/events/e1/odds").respond_with_json({**event(), "bookmakers": []})
    assert main(ODDS) == 1
    assert "no book quotes any of these games yet" in capsys.readouterr().err


@pytest.mark.parametrize(("second", "code"), [({**event("e2"), "bookmakers": []}, 1), (points("e2"), 0)])
def test_games_without_a_quote_on_any_player_are_told(
    second: dict[str, Any], code: int, httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request(f"{SPORT}/events/e2/odds").respond_with_json(second)
    serve_odds(httpserver, answer({**event(), "bookmakers": []}), answer([event(), event("e2")]))
    assert main(ODDS) == code
    told = "error: the_odds_api: no book quotes a player of these games yet\n"
    assert capsys.readouterr().err == (told if code else "")


def test_a_game_that_is_gone_is_none_that_nobody_quotes(
    httpserver: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request(f"{SPORT}/odds").respond_with_response(answer([]))
    serve_odds(httpserver, refusal(404, "EVENT_NOT_FOUND"))
    assert main(ODDS) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
