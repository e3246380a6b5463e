"""Calls over HTTP: what is asked for again, how long is waited, and where the key is not."""

from __future__ import annotations

import socket
import threading
import time
import traceback

import pytest
import stamina
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from nba_props.errors import SourceError
from nba_props.source.http import Http, PassingError, _retry_after, _wait
from tests.source.replay import MARKER


@pytest.fixture
def http(httpserver: HTTPServer) -> Http:
    """Calls of a source, with a key."""
    return Http("there", httpserver.url_for("/v1"), keys={"apiKey": MARKER})


def chain(error: BaseException) -> str:
    """All that an error and those behind it say, with what they hold."""
    found: BaseException | None = error
    text = "".join(traceback.format_exception(error))
    while found is not None:
        text += repr(vars(found)) + repr(found.args)
        found = found.__context__
    return text


def test_an_answer_that_breaks_off_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=_break_off, args=(server, 2))
        answering.start()
        http = Http("there", f"http://127.0.0.1:{server.getsockname()[1]}", keys={"apiKey": MARKER})
        with pytest.raises(SourceError, match=r"^there: the answer broke off$") as caught:
            http.get("x")
        answering.join()
    assert MARKER not in chain(caught.value)


def _break_off(server: socket.socket, times: int) -> None:
    for _ in range(times):
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[1, 2")


def test_no_answer_in_time_is_told(httpserver: HTTPServer) -> None:
    def slow(_: Request) -> Response:
        time.sleep(0.3)
        return Response("late")

    httpserver.expect_request("/v1/x").respond_with_handler(slow)
    http = Http("there", httpserver.url_for("/v1"), timeout=0.05, keys={"apiKey": MARKER})
    with pytest.raises(SourceError, match=r"^there: no answer within 0.05 s$") as caught:
        http.get("x")
    assert MARKER not in chain(caught.value)


def test_the_key_is_in_no_error_that_repeats_it(httpserver: HTTPServer, http: Http) -> None:
    httpserver.expect_request("/v1/x").respond_with_data(f"{MARKER} is wrong", 401)
    http.explain = lambda answer: (answer.text, "401")
    with pytest.raises(SourceError, match=r"^there: \*\*\* is wrong$") as caught:
        http.get("x")
    assert MARKER not in chain(caught.value)
    assert MARKER not in repr(http)


def test_the_key_is_taken_out_of_answers(httpserver: HTTPServer, http: Http) -> None:
    httpserver.expect_request("/v1/x").respond_with_data(f"you are {MARKER}")
    assert http.get("x", {"a": "b"}).content == b"you are ***"
    assert httpserver.log[0][0].args.to_dict() == {"a": "b", "apiKey": MARKER}


@pytest.mark.parametrize(("status", "calls"), [(400, 1), (403, 1), (404, 1), (429, 2), (500, 2), (503, 2)])
def test_only_what_may_pass_is_asked_for_again(
    status: int, calls: int, httpserver: HTTPServer, http: Http
) -> None:
    httpserver.expect_request("/v1/x").respond_with_data("", status)
    with pytest.raises(SourceError) as caught:
        http.get("x")
    assert (caught.value.code, len(httpserver.log)) == (str(status), calls)


def test_as_many_seconds_are_waited_as_the_source_asks_for() -> None:
    assert _wait(PassingError("slow down", "429", 7.0)) == 7.0
    assert _wait(PassingError("oops", "500")) is True
    assert _wait(SourceError("no", "401")) is False


def test_a_wait_is_given_in_seconds_or_as_a_date() -> None:
    assert _retry_after("12") == 12
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert _retry_after("soon") is None
    assert _retry_after(None) is None


def test_a_wait_that_is_too_long_is_told_at_once(httpserver: HTTPServer, http: Http) -> None:
    httpserver.expect_request("/v1/x").respond_with_data("", 503, {"Retry-After": "600"})
    with pytest.raises(SourceError, match="it asks to wait 600 s"):
        http.get("x")
    assert len(httpserver.log) == 1


def test_calls_are_apart(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("nba_props.source.http.monotonic", lambda: 100.0)
    monkeypatch.setattr("nba_props.source.http.sleep", waited.append)
    httpserver.expect_request("/x").respond_with_data("")
    http = Http("there", httpserver.url_for(""), pause=0.7)
    http.get("x")
    http.get("x")
    assert waited == [0.0, pytest.approx(0.7)]


def test_repetitions_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data("", 500)
    with stamina.set_testing(True, attempts=5, cap=True), pytest.raises(SourceError):
        Http("there", httpserver.url_for(""), attempts=3).get("x")
    assert len(httpserver.log) == 3
