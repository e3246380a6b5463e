"""Files of text as people save them -> UTF-8 with one header line, and what separates its columns."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nba_props.core.console import without_control
from nba_props.errors import DataError

DELIMITERS = (",", "\t", ";", "|")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
"""The first line by which Excel is told what separates the columns."""
GZIP = b"\x1f\x8b"
LONGEST_HEADER = 1_000_000
"""Characters of a header line beyond which a file is no table; a stray quote swallows the rest of a file."""

MOST_LINES = 5
"""Lines of a column's name, as spreadsheets break them; a stray quote makes all rows one name."""


@dataclass(frozen=True)
class TableText:
    """A table as text: decoded, without byte-order mark and separator line, lines ended by line feeds.

    `skipped` lines, the separator's or blank ones, stood above the header.
    """

    content: str
    delimiter: str
    skipped: int = 0
    name: str = "the file"

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with the line of the file at which it starts; the first is the header."""
        reader = csv.reader(self._lines(), delimiter=self.delimiter)
        end = self.skipped
        try:
            for fields in reader:
                yield end + 1, fields
                end = self.skipped + reader.line_num
        except csv.Error as error:  # a cell longer than csv allows: quotes that do not close
            told = f"{self.name}, row {end + 1}: {error}; a quotation mark may be missing"
            raise DataError(told) from None

    @property
    def header(self) -> list[str]:
        """The names of the columns.

        Raises:
            DataError: one of them is so long that it must have swallowed rows.
        """
        line, names = next(self.records(), (0, []))
        longest = max((name.count("\n") + 1 for name in names), default=0)
        if longest > MOST_LINES:
            raise DataError(
                f"{self.name}, row {line}: the name of a column goes on for {longest:,} lines; "
                "a quotation mark may be missing"
            )
        return names

    def short_records(self, most: int) -> list[tuple[int, list[str]]]:
        """Return the records with fewer fields than the header, and their lines: the first `most` at most."""
        width = len(self.header)
        short = ((line, fields) for line, fields in self.records() if 0 < len(fields) < width)
        return list(islice(short, most))

    def _lines(self) -> Iterator[str]:
        """Each line with its end, without a copy of the whole text."""
        start = 0
        while start < len(self.content):
            end = self.content.find("\n", start) + 1 or len(self.content)
            yield self.content[start:end]
            start = end


def read_text(path: Path) -> TableText:
    """Return the text of a file: plain or gzip, UTF-8 or UTF-16, whatever ends its lines.

    Raises:
        DataError: it is empty, cut off, in another encoding, or no text.
    """
    content = _decoded(path, _unpacked(path))
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in content:
        line = content[: content.index("\x00")].count("\n") + 1
        raise DataError(f"{path}, row {line}: the file holds NUL bytes; it is damaged or no text")
    content = without_control(content)
    told = SEPARATOR_LINE.match(content)
    if told:
        return TableText(content[told.end() :], told.group(1), 1, str(path))
    table = content.lstrip("\n")
    return TableText(table, _delimiter(table), len(content) - len(table), str(path))


def _unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    if not raw:
        raise DataError(f"{path}: the file is empty")
    if not raw.startswith(GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error):
        raise DataError(f"{path}: this is not a whole gzip file; it may be cut off") from None


def _decoded(path: Path, raw: bytes) -> str:
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise DataError(
                f"{path}: the text is not whole {encoding.upper()}; the file may be cut off"
            ) from None
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(f"{path}, row {line}: the text is not UTF-8; save the file as UTF-8") from None


def _encoding(raw: bytes) -> str:
    """Return the encoding that a byte-order mark says, or that the zeros in the first letters give away."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:200]
    if start and start[1::2].count(0) > 0.8 * len(start[1::2]):
        return "utf-16-le"
    if start and start[::2].count(0) > 0.8 * len(start[::2]):
        return "utf-16-be"
    return "utf-8-sig"


def _delimiter(content: str) -> str:
    """Return what separates the columns of the header: the delimiter by which it has most of them."""
    line = content[:LONGEST_HEADER].partition("\n")[0]
    return max(DELIMITERS, key=lambda delimiter: len(fields_of(line, delimiter)))


def fields_of(line: str, delimiter: str) -> list[str]:
    """Return the fields of one line; one with a cell longer than csv allows is parted at every delimiter."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)
