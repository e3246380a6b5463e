"""Whether lines fit what the players score in their market, and which market the lines of a silent file are.

A book sets its line near the median of what it expects a player to score. Over many players the ratio of line
to season average is near one in the right market, and far from it in any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.vocabulary.markets import COMBINED, GUESSED
from nba_props.errors import DataError

TABLE = "prop_lines"
FEW = 3
"""Lined players of whom nothing follows; fewer than these are asked about."""
NEAR = 0.15
"""Log ratio of line to average up to which lines fit a market; honest ones are within a few hundredths."""
CLEAR = 0.04
"""How much further off the next market must be."""
GAP = 1.0
"""Difference of line and average that is none yet: half-point lines of low counts are often half or twice."""
FAR = 0.7
"""Log ratio from which lines cannot be of the market that they are said to be of: half or twice the mean."""


@dataclass(frozen=True)
class Fit:
    """How lines fit a market: medians over players of log ratio and difference of line and average."""

    market: str
    ratio: float
    gap: float
    players: int


def fits(lines: pl.DataFrame, player_games: pl.DataFrame) -> list[Fit]:
    """Return how lines (`player_id`, `game_id`, `line`) fit each market, best first.

    Averages are of all games of the lines' seasons, or of all seasons where those have no outcome yet: they
    name the market, and enter no feature.
    """
    seasons = player_games.join(lines, on="game_id", how="semi").select("season").unique()
    every = player_games.filter(pl.col("minutes") > 0)
    theirs = every.join(seasons, on="season", how="semi")
    played = every if theirs.is_empty() else theirs
    means = played.group_by("player_id").agg(
        pl.sum_horizontal(pl.col(stats).cast(pl.Float64)).mean().alias(market)
        for market, stats in GUESSED.items()
    )
    middle = lines.group_by("player_id").agg(pl.col("line").median())
    both = middle.join(means, on="player_id").filter(pl.col("line") > 0)
    medians = both.select([_medians(market) for market in GUESSED]).row(0, named=True)
    found = [Fit(market, **m) if m["players"] else Fit(market, inf, inf, 0) for market, m in medians.items()]
    return sorted(found, key=lambda fit: abs(fit.ratio))


def _medians(market: str) -> pl.Expr:
    """Return how players' lines, one row each, fit their averages in a market: the fields of a `Fit`."""
    mean, line = pl.col(market), pl.col("line")
    known = mean > 0
    return pl.struct(
        ratio=(line / mean).log().filter(known).median(),
        gap=(line - mean).filter(known).median(),
        players=known.sum(),
    ).alias(market)


def with_markets(lines: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the lines with a market: that of the file, or the one that the lines of silent files fit.

    Raises:
        DataError: no market fits clearly; a person has to say it.
    """
    silent = lines.filter(pl.col("market").is_null())
    if silent.is_empty():
        return lines
    best, second, *_ = fits(silent, player_games)
    if best.players < FEW or abs(best.ratio) > NEAR or abs(second.ratio) - abs(best.ratio) < CLEAR:
        raise DataError(
            "prop_lines: no column says which market the lines are of; name one in "
            f"data.prop_line_columns.market, or say data.prop_market={best.market} (or another: "
            f"{', '.join(COMBINED)})"
        )
    off, other = round(abs(best.ratio) * 100), round(abs(second.ratio) * 100)
    reason = f"no market column: taken as {best.market}, {off} % off the players' averages"
    reason += f"; {second.market} is {other} %"
    quality.note(TABLE, reason, silent.height, dropped=False)
    return lines.with_columns(pl.col("market").fill_null(best.market))


def misfits(lines: pl.DataFrame, player_games: pl.DataFrame) -> list[str]:
    """Return a sentence for each market whose lines cannot be its own."""
    found = []
    for (market,), rows in lines.group_by("market", maintain_order=True):
        every = fits(rows, player_games)
        own = next((fit for fit in every if fit.market == market), None)
        if own is not None and own.players >= FEW and abs(own.ratio) > FAR and abs(own.gap) > GAP:
            found.append(
                f"{market} lines are {exp(own.ratio):.1f} times what the players average; they are more like "
                f"{every[0].market}"
            )
    return found
