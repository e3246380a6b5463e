"""Requests as httpx sends them; the one module that imports it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted: as httpx would read them anew for each connection."""
    return httpx.create_ssl_context()


class Keyed(httpx.HTTPTransport):
    """Puts keys into the query of what is sent; logs and errors know the request without them."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__(verify=_trusted())
        self._keys = dict(keys)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        if self._keys:
            request = httpx.Request(
                request.method,
                request.url.copy_merge_params(self._keys),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return super().handle_request(request)


@dataclass(frozen=True)
class Reply:
    """An answer as it came, or why there is none; `sent` is false where the request surely never left."""

    status: int = 0
    headers: Mapping[str, str] | None = None
    content: bytes = b""
    problem: str | None = None
    sent: bool = True


class Wire:
    """Connections to a source."""

    def __init__(self, timeout: float, keys: Mapping[str, str]) -> None:
        self._timeout = timeout
        self._client = httpx.Client(timeout=timeout, transport=Keyed(keys))

    def get(self, url: str, params: Mapping[str, Any], headers: Mapping[str, str]) -> Reply:
        """Return the answer, or why there is none; raises nothing that knows the request."""
        try:
            found = self._client.get(url, params=dict(params) or None, headers=dict(headers))
        except httpx.TimeoutException as error:
            waited = isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            return Reply(problem=f"no answer within {self._timeout:g} s", sent=not waited)
        except httpx.ConnectError:
            return Reply(problem=f"{_host(url)} cannot be reached", sent=False)
        except httpx.RemoteProtocolError:
            return Reply(problem="the answer broke off")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Reply(problem=f"{_host(url)}: {type(error).__name__}")
        return Reply(found.status_code, {k.lower(): v for k, v in found.headers.items()}, found.content)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _host(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).netloc.rpartition("@")[2] or "the address"
