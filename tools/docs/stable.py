"""What a command printed, without what differs from one build to the next."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ID = re.compile(r"\b[0-9a-f]{32}\b")
NOW = re.compile(
    r"\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\d(?P<time>[ T]\d\d:\d\d(?::\d\d(?:\+00:00)?)?)?(?P<room>  )?"
)
"""A day, perhaps with a time, of the build (the league has played before); room after it in tables."""
SHORT = 8
"""So many digits of a run's id are shown where it is named in passing."""
RULES = [
    (r"\x1b\[[0-9;]*[A-Za-z]", ""),
    (r"^ *\d+\.\d+s  fold .*\n", ""),  # which folds are told depends on how fast they are
    (r"^ *\d+\.\d+s  ", ""),
    (r"^(?:time: |training_time ).*\n", ""),
    (r"^\[DAY TIME[ ,\d]+\]\[HYDRA\] ", ""),
    (r" · about \d+ s left", ""),
    (r"DAY/\d\d-\d\d-\d\d-\d{6}", "DAY/TIME"),
    (r"[^\s'\"=]*\.venv/bin/", ""),
    (r"\b127\.0\.0\.1:\d+", "127.0.0.1:5001"),
    (r"[ \t]+$", ""),
    (r"\n{3,}", "\n\n"),
]


def stable(text: str, folder: Path, root: Path) -> str:
    """Return a text with paths relative to the folder or the project's root, without colours and times."""
    for place in (folder, root):
        text = re.sub(rf"{re.escape(str(place))}(/|\b)", "", text)
    text = NOW.sub(_no_time, text)
    for pattern, put in RULES:
        text = re.sub(pattern, put, text, flags=re.MULTILINE)
    return text


def _no_time(found: re.Match[str]) -> str:
    said = "DAY TIME" if found["time"] else "DAY"
    return said.ljust(len(found[0])) if found["room"] else said


def names(text: str) -> dict[str, str]:
    """Return what stands for each run's id in a text, and for its beginning: the same in each build."""
    ids = list(dict.fromkeys(ID.findall(text)))
    made = {own: hashlib.sha256(f"run {place}".encode()).hexdigest()[:32] for place, own in enumerate(ids)}
    return {**made, **{own[:SHORT]: name[:SHORT] for own, name in made.items()}}


def named(text: str, known: dict[str, str]) -> str:
    """Return a text with the ids replaced."""
    for own, name in known.items():
        text = text.replace(own, name)
    return text
