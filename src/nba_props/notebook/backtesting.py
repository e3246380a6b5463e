"""One call from frames to an outcome, without a store and without a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nba_props.errors import ConfigError
from nba_props.experiment import Experiment
from nba_props.notebook.experiments import checked_words, experiment_on, on_frames
from nba_props.notebook.frames import converter, given
from nba_props.pipeline.compute import compute
from nba_props.pipeline.market_data import MarketData

if TYPE_CHECKING:
    from nba_props.core.frames import Frame
    from nba_props.pipeline.outcome import Outcome


def backtest(
    games: Frame,
    lines: Frame | None = None,
    *,
    experiment: str | Experiment | None = None,
    positions: Frame | None = None,
    reports: Frame | None = None,
    game_lines: Frame | None = None,
    overrides: Sequence[str] = (),
    **options: object,
) -> Outcome:
    """Walk an experiment forward through game logs, and bet at the lines that were on offer.

    The same path as `python train.py`, with the same figures for the same settings; nothing is written, and
    no run is made. Where the frame holds one season and no test period is given, the second half of its dates
    is tested.

    Args:
        games: game logs, in the shape of nba_api's `LeagueGameLog` or canonical
            (`nba_props.data.schemas.PLAYER_GAMES`): a frame of pandas or polars.
        lines: bookmakers' lines, as collectors save them or canonical (`PROP_LINES`).
        experiment: a preset of `conf/experiment/` by name, or a whole typed configuration, which the frames
            are put into and which takes no overrides.
        positions: players' positions (`PLAYER_ID`, `POSITION`, `SEASON`).
        reports: injury reports, for `availability="reported"`.
        game_lines: spreads, totals and moneylines (`Date`, `Home`, `Away`, `OU`, `Spread`, `ML_Home`,
            `ML_Away`) or canonical (`GAME_LINES`), for `features="game_lines"`.
        overrides: words of the command line, such as `model.max_depth=6`.
        options: options of groups and other settings by name, such as `model="lightgbm"`, `market="points"`.

    Returns:
        The outcome: `metrics` (by the names of docs/reference/metrics.md), `predictions` and `ledger` as
        frames of the library of `games`, `findings`, and `report(path)`, which writes one HTML page.

    Raises:
        ConfigError: lists every setting that cannot be used.
        DataError: says which row, column and value cannot be used.

    Example:
        >>> from nba_props import backtest
        >>> from nba_props.data.demo import DemoLeague
        >>> league = DemoLeague(seasons=1).load(seed=7)
        >>> outcome = backtest(league.player_games, league.prop_lines, model="ewma", market="points")
        >>> outcome.metrics["val_mae"] < outcome.metrics["naive_mae"] + 0.1
        True
        >>> [finding.code for finding in outcome.findings][:2]
        ['NBP001', 'NBP002']
    """
    tables = given(
        game_logs=games, prop_lines=lines, positions=positions, reports=reports, game_lines=game_lines
    )
    typed = _experiment(tables, experiment, overrides, options)
    data = typed.source.load(typed.seed)
    outcome = compute(typed, MarketData.of(typed, data))
    return replace(outcome, to_caller=converter(games))


def _experiment(
    tables: dict[str, Frame],
    experiment: str | Experiment | None,
    overrides: Sequence[str],
    options: dict[str, object],
) -> Experiment:
    """Return the experiment on the frames.

    Raises:
        ConfigError: a setting cannot be used, or there are settings beside a whole experiment.
    """
    words = checked_words(overrides)
    if experiment is None or isinstance(experiment, str):
        preset = {} if experiment is None else {"experiment": experiment}
        return experiment_on(tables, {**preset, **options}, words)
    if not isinstance(experiment, Experiment):
        raise ConfigError(f"experiment={experiment!r}: must be the name of a preset, or an Experiment")
    if words or options:
        beside = ", ".join([*options, *words])
        raise ConfigError(f"{beside}: a whole experiment is given; change it with dataclasses.replace")
    return on_frames(experiment, tables)
