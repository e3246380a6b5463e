"""Pictures of a study, drawn by Optuna with matplotlib."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import optuna
    from matplotlib.figure import Figure

log = logging.getLogger("nba_props.sweep")


def figures(study: optuna.Study, names: list[str]) -> dict[str, Figure]:
    """Return the pictures that can be drawn of a study, by name; too few trials give none of some.

    `optimisation_history`, `parameter_importance` and `parallel_coordinates`, each once for every objective,
    and `pareto_front` of two or three.

    Args:
        study: with at least one completed trial.
        names: of the objectives.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from optuna.visualization import matplotlib as draw

    kinds: dict[str, Callable[..., Any]] = {
        "optimisation_history": draw.plot_optimization_history,
        "parameter_importance": draw.plot_param_importances,
        "parallel_coordinates": draw.plot_parallel_coordinate,
    }
    found: dict[str, Figure | None] = {}
    for place, name in enumerate(names):
        suffix = "" if len(names) == 1 else f"_{name}"
        several = {} if len(names) == 1 else {"target": _value(place)}
        for kind, plot in kinds.items():
            found[kind + suffix] = _drawn(plot, study, target_name=name, **several)
    if 1 < len(names) <= 3:
        found["pareto_front"] = _drawn(draw.plot_pareto_front, study, target_names=names)
    return {name: figure for name, figure in found.items() if figure is not None}


def _value(place: int) -> Callable[[Any], float]:
    return lambda trial: float(trial.values[place])


def _drawn(plot: Callable[..., Any], study: optuna.Study, **options: Any) -> Figure | None:  # noqa: ANN401
    """One picture; None where the study has too little for it."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    try:
        with warnings.catch_warnings(), mpl.rc_context():  # Optuna sets a style of its own, for good
            warnings.simplefilter("ignore")
            axes = plot(study, **options)
    except (ValueError, RuntimeError) as error:
        log.debug("%s: %s", getattr(plot, "__name__", plot), error)
        return None
    figure: Figure | None = getattr(axes, "figure", None)
    if figure is None:  # an array of axes
        figure = axes.flat[0].figure
    _tidy(figure)
    plt.close(figure)
    return figure


def _tidy(figure: Figure) -> None:
    """Trials are numbered by whole numbers; the grid of one axis says nothing of the others beside it."""
    from matplotlib.ticker import MaxNLocator

    for axes in figure.axes:
        if len(figure.axes) > 1:
            axes.grid(visible=False)
        if axes.get_xlabel() == "Trial":
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    figure.set_size_inches(9, 5.5)
    figure.tight_layout()
