"""How often figures are drawn."""

from __future__ import annotations

import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure


def count_draws(patch: pytest.MonkeyPatch) -> list[Figure]:
    """Return a list that gets each figure whenever it is drawn from now on."""
    draws: list[Figure] = []
    draw = Figure.draw

    def counted(figure: Figure, renderer: RendererBase) -> None:
        draws.append(figure)
        draw(figure, renderer)

    patch.setattr(Figure, "draw", counted)
    return draws
