from __future__ import annotations

import base64
import traceback

import pytest

from nba_props.errors import ConfigError, TrackingError
from nba_props.store import Tracking
from nba_props.tracking import mlflow_client
from nba_props.tracking.run import reason_of
from nba_props.tracking.secrets import redacted

SECRET = "s3cret-Pa/ss w0rd"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ann")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", SECRET)


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"header {SECRET!r} refused",
        "http://ann:s3cret-Pa%2Fss%20w0rd@host",
        "s3cret-Pa%2Fss%20w0rd",
        "Basic " + base64.b64encode(f"ann:{SECRET}".encode()).decode(),
    ],
)
def test_a_secret_is_hidden_in_all_its_forms(text: str) -> None:
    told = redacted(text)
    assert "***" in told
    for part in ("s3cret", "w0rd", base64.b64encode(f"ann:{SECRET}".encode()).decode()):
        assert part not in told


@pytest.mark.parametrize("name", ["PGPASSWORD", "MLFLOW_TRACKING_TOKEN", "AWS_SECRET_ACCESS_KEY"])
def test_the_secrets_of_other_stores_are_hidden_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "other-secret\n")
    assert redacted("it is other-secret.") == "it is ***."


def test_a_password_in_an_address_is_hidden_though_the_environment_has_none() -> None:
    assert redacted("postgresql://ann:pw@host:5432/x?a=1 failed") == "postgresql://***@host:5432/x?a=1 failed"
    assert redacted("sent to ann@host at 12:30") == "sent to ann@host at 12:30"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql:/ann:pw-x1@host/db", "https://pw-x1@host/path", "http://pw-x1@host",
        "postgresql://ann@host/db?password=pw-x1", "x?sslmode=require&sslpassword=pw-x1#a",
        "POSTGRESQL://ann:pw-x1@host", "https://host/v4?apiKey=pw-x1&regions=us", "?ACCESS_TOKEN=pw-x1",
    ],
)  # fmt: skip
def test_a_password_is_hidden_wherever_an_address_may_hold_it(text: str) -> None:
    told = redacted(f"error: {text} failed")
    assert "pw-x1" not in told
    assert told.startswith("error: ")
    assert told.endswith(" failed")


def test_what_is_no_password_stays() -> None:
    for text in ("postgresql://ann@host/db", "https://host/a@b", "folder?timeout=10", "f(a:b) @ noon"):
        assert redacted(text) == text


def test_text_without_a_secret_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "no")
    assert redacted("nothing of note") == "nothing of note"


def test_an_error_and_its_trace_do_not_tell_a_secret() -> None:
    mlflow_client.load()
    what = f"tracking.uri=http://a:{SECRET}@h"
    with pytest.raises(TrackingError) as caught, mlflow_client.one_line_errors(what):  # noqa: PT012
        try:
            raise ValueError(f"inner {SECRET}")
        except ValueError as inner:
            raise OSError("outer") from inner
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_the_reason_of_a_failed_run_does_not_tell_a_secret() -> None:
    assert reason_of(RuntimeError(f"cannot log in with {SECRET}")) == "RuntimeError: cannot log in with ***"


@pytest.mark.parametrize("root", ["sftp://ann:pw@host/runs", "s3://key:pw@bucket/runs"])
def test_a_place_of_artifacts_that_holds_a_password_is_refused(root: str) -> None:
    with pytest.raises(ConfigError, match="artifact_root: holds a password") as caught:
        Tracking(uri="sqlite:///a.db", artifact_root=root)
    assert "pw" not in str(caught.value).replace("password", "")
