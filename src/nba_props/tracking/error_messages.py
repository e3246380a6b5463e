"""What the long messages of MLflow's client about a server mean, in a few words."""

from __future__ import annotations

import re

_CREDENTIALS = "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or MLFLOW_TRACKING_TOKEN)"
_MEANINGS = [
    (r"NameResolutionError", "there is no such host"),
    (r"Connection refused", "nothing answers there (connection refused); is the server running?"),
    (r"timed out|ConnectTimeout|with timeout exception", "it does not answer in time (timeout)"),
    (r"too many (\d{3}) error responses", r"it fails (HTTP \1); its own log says why"),
    (r"error code (5\d\d) != 200", r"it fails (HTTP \1); its own log says why"),
    (r"error code 401 ", f"it asks who you are (HTTP 401); set {_CREDENTIALS} in the environment"),
    (
        r"error code 403 |^PERMISSION_DENIED",
        "PERMISSION_DENIED (HTTP 403) to who the environment says you are",
    ),
    (r"error code 404 ", "there is no MLflow server there (HTTP 404)"),
    (r"not in a valid JSON format", "there is another program there, no MLflow server"),
    (r"SSLError|CERTIFICATE_VERIFY_FAILED", "its certificate cannot be verified"),
    (r"Connection aborted|ConnectionResetError|RemoteDisconnected", "it broke off the connection"),
]


def meaning(text: str) -> str:
    """Return what a message says of a server; the message itself where it is about something else."""
    if not re.search(r"API request to|^PERMISSION_DENIED|HTTPConnectionPool|HTTPSConnectionPool", text):
        return text
    for pattern, words in _MEANINGS:
        found = re.search(pattern, text)
        if found is not None:
            return found.expand(words)
    return text
