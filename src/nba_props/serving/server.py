"""A model behind HTTP, strict on what it takes and gives: JSON in, JSON out, every refusal one line.

It answers where `mlflow models serve` does (`/ping`, `/invocations`), in the same forms, and differs in what
that one lets pass: no answer holds NaN, no request of any shape ends in a trace, and none is read further
than `largest` bytes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

from nba_props.core.console import screenful
from nba_props.errors import DataError
from nba_props.serving.request import frame_of, table_of

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
LARGEST = 10 * 2**20
"""Bytes of a request that are read at most, unless somebody says otherwise."""
JSON = "application/json"
PATHS = {"/ping": "GET", "/health": "GET", "/invocations": "POST"}
"""What is answered, and the method of each."""
log = logging.getLogger(__name__)


class Predicts(Protocol):
    """What is served, such as `nba_props.serving.loading.LoadedModel`."""

    @property
    def columns(self) -> list[str]:
        """The columns of input that must be there."""
        ...

    def predict(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Answer rows of input."""
        ...


class Refused(Exception):  # noqa: N818 - an answer, not a fault of the server's
    """A request that is answered with a status of its own."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def answer(model: Predicts, body: bytes) -> str:
    """Answer one request: `{"predictions": [...]}`, null where there is no number.

    Raises:
        DataError: the request cannot be answered; the message is one line.
    """
    found = model.predict(frame_of(table_of(body), model.columns))
    rows = [{name: _plain(value) for name, value in row.items()} for row in found.to_dicts()]
    return json.dumps({"predictions": rows}, allow_nan=False)


def _plain(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


@dataclass(frozen=True)
class Server:
    """An ASGI application that serves one model."""

    model: Predicts
    largest: int = LARGEST

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer what a server of HTTP hands over; there is nothing else to it."""
        if scope["type"] != "http":
            return
        try:
            status, text = 200, await self._answer(scope, receive)
        except Refused as error:
            status, text = error.status, _refusal(str(error))
        except DataError as error:
            status, text = 400, _refusal(str(error))
        except Exception:
            log.exception("a request could not be answered")
            status, text = 500, _refusal("the request could not be answered; the server's log says why")
        headers = [(b"content-type", JSON.encode()), (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> str:
        method = PATHS.get(scope["path"])
        if method is None:
            raise Refused(404, f"there is nothing here; known: {', '.join(PATHS)}")
        if scope["method"] != method:
            raise Refused(405, f"{scope['path']} takes {method} alone")
        if method == "GET":
            return "{}"
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        _check_type(headers.get("content-type", JSON))
        return await asyncio.to_thread(answer, self.model, await self._body(headers, receive))

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        announced = headers.get("content-length", "0")
        read = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 20 else 0
        body = bytearray()
        while read <= self.largest:
            event = await receive()
            body += event.get("body", b"")
            read = max(read, len(body))
            if not event.get("more_body", False):
                break
        if read > self.largest:
            raise Refused(413, f"the request is larger than {self.largest:,} bytes")
        return bytes(body)


def _check_type(text: str) -> None:
    kind, _, parameters = (part.strip().lower() for part in text.partition(";"))
    if kind != JSON or parameters.replace('"', "") not in ("", "charset=utf-8"):
        raise Refused(415, f"a request must be {JSON} in UTF-8")


def _refusal(message: str) -> str:
    """Return the text of an answer that refuses, in one line, as MLflow's server writes it."""
    (line,) = screenful([" ".join(message.splitlines())])
    return json.dumps({"error_code": "BAD_REQUEST", "message": line})


def serve(model: Predicts, host: str, port: int, largest: int, ready: Callable[[str], None]) -> None:
    """Serve a model until Ctrl-C or SIGTERM.

    Args:
        model: what answers.
        host: the address to listen on.
        port: where; it must be free.
        largest: bytes of a request that are read at most.
        ready: is told the address once it listens.
    """
    import uvicorn

    class Announced(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:  # noqa: ANN401 (uvicorn's own)
            await super().startup(sockets)
            ready(f"http://{host}:{port}")

    settings = uvicorn.Config(
        Server(model, largest), host=host, port=port, log_level="warning", lifespan="off", interface="asgi3"
    )
    Announced(settings).run()
