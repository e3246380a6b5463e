"""A small writer of PDF: words at places of pages, as the league's injury report has them."""

from __future__ import annotations

from collections.abc import Sequence

HEADERS = ("Game Date", "Game Time", "Matchup", "Team", "Player Name", "Current Status", "Reason")
PLACES = (20, 90, 155, 225, 385, 520, 610)
Row = Sequence[str]


def pdf(*pages: Sequence[Row], headers: Row = HEADERS, said: int | None = None) -> bytes:
    """Return a report of pages of rows; it says that it has `said` pages."""
    contents = [_page(rows, headers, n, said or len(pages)) for n, rows in enumerate(pages, 1)]
    numbers = [4 + 2 * n for n in range(len(contents))]
    kids = " ".join(f"{n} 0 R" for n in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in zip(numbers, contents, strict=True):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Resources {resources} "
            f"/Contents {number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _page(rows: Sequence[Row], headers: Row, number: int, said: int) -> bytes:
    words = [(20, 565, "Injury Report: 03/01/24 05:30 PM"), (20, 25, f"Page {number} of {said}")]
    for line, cells in enumerate([headers, *rows]):
        words += [(x, 530 - 18 * line, cell) for x, cell in zip(PLACES, cells, strict=False) if cell]
    escaped = [(x, y, text.replace("(", "\\(").replace(")", "\\)")) for x, y, text in words]
    return "\n".join(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in escaped).encode()


def _file(objects: Sequence[bytes]) -> bytes:
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + head + table + end
