"""Whether lines fit what the players score in their market, and which market the lines of a silent file are.

A book sets its line near the median of what it expects a player to score. Over many players the ratio of line
to season average is near one in the right market, and far from it in any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, sqrt

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.vocabulary.markets import COMBINED, GUESSED
from nba_props.errors import DataError

TABLE = "prop_lines"
DOUBTFUL = "no market column, and nearer to another market: taken as that of the files beside"
SILENT = "silent_file"
"""A column of lines without a market: the file that names none, where there are several such."""
OFF, SCATTER = 0.10, 0.6
"""Log ratio by which the lines of a day may lie off a whole season's averages, and three standard deviations
of that of one player's line."""
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
    return _fits(lines, _averages(lines, player_games))


def _averages(lines: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return what each player averages in each market."""
    seasons = player_games.join(lines, on="game_id", how="semi").select("season").unique()
    every = player_games.filter(pl.col("minutes") > 0)
    theirs = every.join(seasons, on="season", how="semi")
    played = every if theirs.is_empty() else theirs
    return played.group_by("player_id").agg(
        pl.sum_horizontal(pl.col(stats).cast(pl.Float64)).mean().alias(market)
        for market, stats in GUESSED.items()
    )


def _fits(lines: pl.DataFrame, averages: pl.DataFrame) -> list[Fit]:
    middle = lines.group_by("player_id").agg(pl.col("line").median())
    both = middle.join(averages, on="player_id").filter(pl.col("line") > 0)
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


def named(rows: pl.DataFrame, markets: Mapping[str, str]) -> pl.DataFrame:
    """Return rows with the markets of their silent files, which are told no more."""
    told = _with_files(rows)
    found = pl.col(SILENT).replace_strict(markets, default=None, return_dtype=pl.String)
    return told.with_columns(pl.coalesce("market", found).alias("market")).drop(SILENT)


def silent_markets(lines: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> dict[str, str]:
    """Return the market of each file that names none (`SILENT`; all are one where nothing tells them apart).

    It is that of all files together, which a file leaves where it can be of one other market alone. Where
    files do so that none is left of the market of all, that is a mixture and nobody's.

    Raises:
        DataError: no market fits a file clearly.
    """
    silent = _with_files(lines.filter(pl.col("market").is_null()))
    if silent.is_empty():
        return {}
    averages = _averages(silent, player_games)
    files = {
        str(file): _fits(rows, averages) for (file,), rows in silent.group_by(SILENT, maintain_order=True)
    }
    pooled = _fits(silent, averages)
    sure = {file: every[0].market for file, every in files.items() if _clear(every) and _far(every[1])}
    known = {*sure.values()} or {pooled[0].market}
    believed = known if _clear(pooled) and pooled[0].market in known else set()
    found = {file: sure.get(file) or _market_of(file, every, believed) for file, every in files.items()}
    for market in dict.fromkeys(found.values()):
        rows = silent.filter(pl.col(SILENT).replace_strict(found) == market)
        _note(market, _fits(rows, averages), rows.height, quality)
    _note_doubts(silent, files, found, quality)
    return found


def _with_files(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `SILENT`: one name for all, where none is told."""
    return rows if SILENT in rows.columns else rows.with_columns(pl.lit("").alias(SILENT))


def _clear(every: Sequence[Fit]) -> bool:
    """Whether lines fit one market, and no other about as well."""
    best, second, *_ = every
    apart = abs(second.ratio) - abs(best.ratio)
    return best.players >= FEW and abs(best.ratio) <= NEAR and apart >= CLEAR


def _far(fit: Fit) -> bool:
    """Whether lines cannot be of a market, whatever players and days they are of."""
    return fit.players > 0 and abs(fit.ratio) > OFF + SCATTER / sqrt(fit.players)


def _market_of(file: str, every: Sequence[Fit], known: Collection[str]) -> str:
    """Return the one of the known markets that a file is near, unless it is hardly so and clearly another."""
    near = [fit for fit in every if fit.market in known and not _far(fit)]
    if len(near) == 1 and (abs(near[0].ratio) <= NEAR or not near[0].players or not _clear(every)):
        return near[0].market
    raise DataError(
        f"{file or TABLE}: no column says which market the lines are of; name one in "
        f"data.prop_line_columns.market, or say data.prop_market={every[0].market} (or another: "
        f"{', '.join(COMBINED)})"
    )


def _note(market: str, every: Sequence[Fit], rows: int, quality: QualityReport) -> None:
    own = next(fit for fit in every if fit.market == market)
    second = next(fit for fit in every if fit.market != market)
    off, other = (round(abs(fit.ratio) * 100) if fit.players else "?" for fit in (own, second))
    reason = f"no market column: taken as {market}, {off} % off the players' averages"
    quality.note(TABLE, f"{reason}; {second.market} is {other} %", rows, dropped=False)


def _note_doubts(
    silent: pl.DataFrame, files: Mapping[str, Sequence[Fit]], found: Mapping[str, str], quality: QualityReport
) -> None:
    """Note the files that fit another market better than that of the files beside them."""
    doubtful = [file for file, every in files.items() if _clear(every) and every[0].market != found[file]]
    rows = silent.filter(pl.col(SILENT).is_in(doubtful)).height
    quality.note(TABLE, DOUBTFUL, rows, doubtful, dropped=False)


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
