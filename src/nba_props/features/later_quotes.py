"""Changes of what is quoted after a bet is made, for `nba_props.features.proof`: no feature may notice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import GAME_LINES, PROP_LINES
from nba_props.features.base import Block
from nba_props.features.perturb import LATER, Perturbation, known_by

QUOTES = (Perturbation.quotes_removed, Perturbation.quotes_added)
"""The perturbations of quotes."""


def changed_quotes(
    data: Dataset, moments: pl.DataFrame, on_games: pl.DataFrame, kind: Perturbation
) -> Dataset:
    """Return a data set whose quotes after the bets are others.

    Args:
        data: the canonical tables.
        moments: when the bet on each player-game is made, `game_id`, `player_id`, `moment`.
        on_games: up to when lines on each game are seen, `game_id`, `moment`.
        kind: one of `QUOTES`.
    """
    props = data.prop_lines.join(moments, on=PLAYER_GAME, how="left", maintain_order="left")
    lines = data.game_lines.join(on_games, on="game_id", how="left", maintain_order="left")
    if kind is Perturbation.quotes_removed:
        props, lines = known_by(props, "quoted_at"), known_by(lines, "quoted_at")
    else:
        props, lines = _with_invented(props), _with_invented(lines)
    return replace(
        data, prop_lines=props.select(*PROP_LINES.columns), game_lines=lines.select(*GAME_LINES.columns)
    )


def is_changed(data: Dataset, changed: Dataset, blocks: Collection[Block], *, news: bool) -> bool:
    """Whether there are more quotes, or fewer, of those that the blocks read, or that `news` is dated by."""
    on_players = news or any(block.needs_lines for block in blocks)
    on_games = any(block.needs_game_lines for block in blocks)
    return (on_players and data.prop_lines.height != changed.prop_lines.height) or (
        on_games and data.game_lines.height != changed.game_lines.height
    )


def _with_invented(quotes: pl.DataFrame) -> pl.DataFrame:
    """Add a quote after the bet to each one that there is: other figures at other prices."""
    numbers = [name for name in ("line", "spread", "total") if name in quotes.columns]
    prices = [name for name in quotes.columns if name.endswith("_price")]
    invented = quotes.filter(pl.col("moment").is_not_null(), pl.col("quoted_at").is_not_null()).with_columns(
        (pl.col(numbers) + 7.0),
        (pl.col(prices) + 0.5),
        quoted_at=pl.max_horizontal("quoted_at", "moment") + LATER,
    )
    key = [
        name
        for name in ("game_id", "player_id", "market", "book", "line", "quoted_at")
        if name in quotes.columns
    ]
    return pl.concat([quotes, invented.unique(key, keep="first", maintain_order=True)])
