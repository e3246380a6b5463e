"""Sound files of game logs, lines, positions and reports, and what may happen to a file on its way."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randint(0, len(content))]


def _insert(piece: bytes) -> Mutation:
    def inserted(content: bytes, rng: random.Random) -> bytes:
        at = rng.randint(0, len(content))
        return content[:at] + piece + content[at:]

    return inserted


def _cell(value: str, header: bool = False) -> Mutation:
    """Put a value in the place of a random cell, or of a random name of a column."""

    def replaced(content: bytes, rng: random.Random) -> bytes:
        lines = content.decode().splitlines()
        row = 0 if header else rng.randrange(len(lines))
        cells = lines[row].split(",")
        cells[rng.randrange(len(cells))] = value
        lines[row] = ",".join(cells)
        return "\n".join(lines).encode()

    return replaced


def _columns(change: Callable[[list[str], random.Random], list[str]]) -> Mutation:
    def changed(content: bytes, rng: random.Random) -> bytes:
        seed = rng.random()
        rows = [change(line.split(","), random.Random(seed)) for line in content.decode().splitlines()]
        return "\n".join(",".join(row) for row in rows).encode()

    return changed


def _without_one(cells: list[str], rng: random.Random) -> list[str]:
    gone = rng.randrange(len(cells))
    return cells[:gone] + cells[gone + 1 :]


def _one_twice(cells: list[str], rng: random.Random) -> list[str]:
    return [*cells, cells[rng.randrange(len(cells))]]


def _shuffled(cells: list[str], rng: random.Random) -> list[str]:
    return rng.sample(cells, len(cells))


def _recoded(encoding: str) -> Mutation:
    return lambda content, rng: content.decode().encode(encoding, errors="replace")


def _line_ends(content: bytes, rng: random.Random) -> bytes:
    return b"".join(line + rng.choice([b"\n", b"\r\n", b"\r"]) for line in content.split(b"\n"))


VALUES = (
    "",
    "9999-12-31",
    "0000-00-00",
    "1e308",
    "-1",
    "inf",
    "nan",
    "99999999999999999999999",
    "Bet[/Rivers]",
    "\x1b[31mred",
    "x" * 200_000,
    "9" * 1_000_000,
    '"' + "q" * 1_000_000,
    '"a ""quoted"" name"',
    "Łukasz 🏀",
    "=1+1",
)
NAMES = (
    "",
    '"',
    '"PTS',
    'PTS"',
    'a"b',
    '""',
    "PLAYER_ID",
    "known_at",
    "\x1b[31m",
    "\ufeffdate",
    "h" * 1_000_000,
)
"""What the name of a column may become: stray quotes, names of others, a megabyte."""
MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _line_ends,
    *map(_cell, VALUES),
    *(_cell(name, header=True) for name in NAMES),
    *map(_insert, (b"\x00", b'"', b"\xff\xfe", b"\xe9", b"\n\n\n", b",,,", b"\x1f\x8b", b"y" * 1_500_000)),
    *map(_columns, (_without_one, _one_twice, _shuffled)),
    *map(_recoded, ("utf-16", "utf-8-sig", "latin-1", "utf-16-le", "cp037")),
)


def mutated(content: bytes, seed: int) -> bytes:
    """The content of a file after a mutation, the same for each seed."""
    rng = random.Random(seed)
    return rng.choice(MUTATIONS)(content, rng)
