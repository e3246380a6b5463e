from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nba_props.errors import TrackingError
from nba_props.tracking.store import open_store
from tests.servers import HOST, Postgres, free_port

SECRET = "s3cret-Pa/ss w0rd"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0")
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ann")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", SECRET)


def error_of(uri: str) -> str:
    """The one line that opening a store ends with."""
    with pytest.raises(TrackingError) as caught:
        open_store(uri)
    text = str(caught.value)
    assert "\n" not in text
    assert SECRET not in text
    return text


@contextmanager
def answering(status: int, body: str, kind: str = "application/json") -> Iterator[str]:
    """A server that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("scheme", ["http", "postgresql"])
def test_a_server_that_is_down_is_one_line_with_its_address(scheme: str) -> None:
    uri = f"{scheme}://{HOST}:{free_port()}"
    told = error_of(uri)
    assert told.startswith(f"tracking.uri={uri}: ")
    assert "connection refused" in told.lower()


def test_a_host_that_does_not_exist_is_one_line() -> None:
    told = error_of("http://nowhere.invalid:5000")
    assert told == "tracking.uri=http://nowhere.invalid:5000: there is no such host"


def test_a_server_that_takes_connections_and_never_answers_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen(16)
        uri = f"http://{HOST}:{silent.getsockname()[1]}"
        told = error_of(uri)
    assert told == f"tracking.uri={uri}: it does not answer in time (timeout)"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, "You are not authenticated.", "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD"),
        (403, '{"error_code": "PERMISSION_DENIED", "message": "Permission denied"}', "HTTP 403"),
        (404, "<html>nothing here</html>", "there is no MLflow server there (HTTP 404)"),
        (500, '{"error_code": "INTERNAL_ERROR", "message": "oops"}', "it fails (HTTP 500)"),
        (503, "overloaded", "it fails (HTTP 503)"),
        (200, "<html>another program</html>", "there is another program there, no MLflow server"),
    ],
)
def test_a_server_that_refuses_or_is_another_program_is_one_line(status: int, body: str, said: str) -> None:
    with answering(status, body, "text/html" if body.startswith("<") else "application/json") as uri:
        told = error_of(uri)
    assert told.startswith(f"tracking.uri={uri}: ")
    assert said in told


def test_a_password_that_the_database_refuses_is_one_line_at_once(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.create("guarded")
    postgres.execute("CREATE USER ann PASSWORD 'right'")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    rule = "host guarded ann 127.0.0.1/32 scram-sha-256\n"
    postgres.hba(rule + "host all all 127.0.0.1/32 trust\nlocal all all trust\n")
    told = error_of(postgres.uri("guarded", "ann"))
    assert 'password authentication failed for user "ann"' in told


def test_a_database_that_does_not_exist_is_one_line(postgres: Postgres) -> None:
    assert 'database "nothing" does not exist' in error_of(postgres.uri("nothing"))


def test_a_token_that_no_header_can_hold_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """`requests` quotes a header that it refuses, the token in it."""
    monkeypatch.delenv("MLFLOW_TRACKING_USERNAME")
    monkeypatch.delenv("MLFLOW_TRACKING_PASSWORD")
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "tok-12345\n")
    uri = f"http://{HOST}:{free_port()}"
    with pytest.raises(TrackingError) as caught:
        open_store(uri)
    assert "tok-12345" not in str(caught.value)
    assert caught.value.__cause__ is None
