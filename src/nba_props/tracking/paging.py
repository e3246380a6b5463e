"""Results of MLflow's searches, read page by page as far as somebody reads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nba_props.tracking import mlflow_client


def paged(what: str, search: Callable[..., Any], *words: Any, **options: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the results of a search of MLflow's client; a page is asked for when the one before is used up.

    `mlflow.utils.get_results_from_paginated_fn` reads all pages before it returns the first result.

    Args:
        what: what is searched for, in errors.
        search: a method of the client that takes `page_token` and returns a page, such as `search_runs`.
        *words: what it takes besides.
        **options: the same by name, such as `max_results`, the size of a page.

    Raises:
        TrackingError: the store cannot be asked.
    """
    token: str | None = None
    while True:
        with mlflow_client.one_line_errors(what):
            page = search(*words, page_token=token, **options)
        yield from page
        token = page.token
        if not token:
            return
