"""Pictures that a run keeps."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from nba_props.tracking.artifacts import COLOURS, write_all
from tests.drawing import count_draws


def drawn() -> Figure:
    figure = Figure(figsize=(3, 2), dpi=60, layout="constrained", facecolor="white")
    axes = figure.subplots()
    axes.plot([1, 2, 4])
    axes.set_title("of three points")
    return figure


def by_savefig(figure: Figure) -> Image.Image:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return Image.open(buffer)


def test_a_picture_is_what_savefig_would_draw_and_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = by_savefig(drawn()).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    draws = count_draws(monkeypatch)
    write_all(tmp_path, {"plots/a.png": drawn()})
    with Image.open(tmp_path / "plots" / "a.png") as picture:
        assert np.array_equal(np.asarray(picture.convert("RGB")), np.asarray(expected.convert("RGB")))
    assert len(draws) == 1


def test_a_picture_stays_with_the_canvas_that_shows_it(tmp_path: Path) -> None:
    figure = drawn()
    shown_by = figure.canvas
    write_all(tmp_path, {"a.png": figure})
    assert figure.canvas is shown_by


def test_a_persons_own_settings_of_saving_hold(tmp_path: Path) -> None:
    figure = drawn()
    with matplotlib.rc_context({"savefig.dpi": 2 * figure.dpi}):
        write_all(tmp_path, {"a.png": figure})
    with Image.open(tmp_path / "a.png") as image:
        assert image.width == 2 * figure.bbox.width


class Grid:
    """What draws itself but is no figure of matplotlib's, as a grid of seaborn's."""

    def savefig(self, fname: Path | IO[bytes], *, format: str) -> None:  # noqa: A002
        drawn().savefig(fname, format=format)


@pytest.mark.parametrize("content", [drawn(), Grid()], ids=["figure", "other"])
@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_what_draws_itself_is_kept_in_the_form_that_its_name_tells(
    tmp_path: Path, content: Figure | Grid, suffix: str, start: bytes
) -> None:
    write_all(tmp_path, {f"a.{suffix}": content})
    assert (tmp_path / f"a.{suffix}").read_bytes().startswith(start)
