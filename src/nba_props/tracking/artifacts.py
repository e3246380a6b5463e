"""What a run keeps besides numbers, written as files."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, runtime_checkable

import polars as pl

from nba_props.core.atomic import replacing
from nba_props.core.spreadsheet import inert_table
from nba_props.errors import TrackingError

if TYPE_CHECKING:
    import matplotlib.figure
    from PIL.Image import Image


@runtime_checkable
class Figure(Protocol):
    """What can draw itself into a file, such as a matplotlib figure."""

    def savefig(self, fname: Path | IO[bytes], *, format: str) -> None:  # noqa: A002
        """Draw into a file."""


COLOURS = 128
"""Colours of a plot that is kept: its own, and the shades at the edges of lines and letters."""

COMPRESSION = 12
"""Of Zstandard in Parquet: a twentieth smaller than by default, for half a second a season."""

Content = Path | bytes | str | pl.DataFrame | Figure | Mapping[str, Any] | list[Any]
"""What an artifact is made of: a file or folder to copy, bytes, text, a frame, a figure, or plain data."""


def write_all(folder: Path, contents: Mapping[str, Content]) -> None:
    """Write every content to its path below a folder, each file whole or not at all.

    Raises:
        TrackingError: a path leads out of the folder, or its ending does not go with its content.
        OSError: it cannot be written, as on a full disk.
    """
    for name, content in contents.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise TrackingError(f"artifact {name}: leads out of the run")
        if isinstance(content, Path) and content.is_dir():
            shutil.copytree(content, path, dirs_exist_ok=True)
        else:
            with replacing(path) as temporary:
                _write(temporary, content, path.suffix)


def _write(path: Path, content: Content, suffix: str) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif isinstance(content, pl.DataFrame):
        _write_frame(path, content, suffix)
    elif isinstance(content, Figure):
        _write_figure(path, content, suffix)
    else:
        path.write_text(_plain_data(content, suffix), encoding="utf-8")


def _write_figure(path: Path, figure: Figure, suffix: str) -> None:
    if suffix == ".png":
        _write_png(path, figure)
    else:
        figure.savefig(path, format=suffix[1:])


def _write_png(path: Path, figure: Figure) -> None:
    """Write a PNG with as many colours as a plot needs, in a third of the room."""
    from PIL import Image

    drawn = _pixels(figure).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    drawn.save(path, format="PNG", optimize=True)


def _pixels(figure: Figure) -> Image:
    """Draw a figure; one of matplotlib's is drawn once, for its `savefig` lays it out by drawing it twice."""
    import matplotlib.figure
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    if not isinstance(figure, matplotlib.figure.Figure) or _saved_otherwise(figure):
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        return Image.open(buffer)
    shown_by = figure.canvas
    canvas = FigureCanvasAgg(figure)
    try:
        canvas.draw()
    finally:
        figure.set_canvas(shown_by)  # a notebook's, say
    return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())


def _saved_otherwise(figure: matplotlib.figure.Figure) -> bool:
    """Tell whether `savefig` changes how a figure is drawn: by a person's settings, or for a fine screen."""
    from matplotlib import rcParams, rcParamsDefault

    own = any(rcParams[key] != value for key, value in rcParamsDefault.items() if key.startswith("savefig."))
    return own or figure.canvas.device_pixel_ratio != 1


def _write_frame(path: Path, frame: pl.DataFrame, suffix: str) -> None:
    if suffix not in (".parquet", ".csv"):
        raise TrackingError(
            f"a frame is kept as .parquet or .csv, not as {suffix or 'a file without ending'}"
        )
    try:
        if suffix == ".parquet":
            frame.write_parquet(path, compression_level=COMPRESSION)
        else:
            inert_table(frame).write_csv(path)
    except pl.exceptions.ComputeError as error:  # polars' word for a disk that is full, too
        raise OSError(str(error)) from error


def _plain_data(content: Mapping[str, Any] | list[Any], suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(content, indent=1, default=str, ensure_ascii=False)
    if suffix == ".yaml":
        from omegaconf import OmegaConf

        return OmegaConf.to_yaml(dict(content) if isinstance(content, Mapping) else content)
    raise TrackingError(f"plain data is kept as .json or .yaml, not as {suffix or 'a file without ending'}")
