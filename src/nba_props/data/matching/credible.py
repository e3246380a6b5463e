"""What is odd of lines: quoted on another day, far from what the player scores, far apart."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.core.wording import worded
from nba_props.data.eastern import eastern_day, is_on_day
from nba_props.data.quality import Contradiction, QualityReport
from nba_props.data.schemas import PROP_LINES
from nba_props.data.vocabulary.markets import COMBINED

TABLE = PROP_LINES.name
KNOWN = 10
"""Games of a player from which his average is one."""
FAR = 12.0
"""Standard deviations of a count about the player's average; 28,753 real lines reach 9.6."""
EARLY = "quoted before the morning of the game's day: no bet is made at it"
APART, APART_SHARE = 10.0, 0.5
"""How far one book's lines on one player-game and market may be apart; 28,753 real lines reach 9."""


def credible(lines: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the lines that were quoted on the day of their game or before; what else is odd is counted.

    Lines that are far from the player's average stay: that average knows later games. Whether a price is to
    be trusted at the moment of a bet is judged by the other books' (`nba_props.pricing`).
    """
    late = pl.col("date") < eastern_day(pl.col("quoted_at"))
    after = lines.filter(late)
    quality.note(TABLE, "quoted after the day of the game", after.height, _examples(after), lost=True)
    left = lines.filter(~late)
    early = left.filter(~is_on_day(pl.col("quoted_at"), pl.col("date")))
    quality.note(TABLE, EARLY, early.height, _examples(early), dropped=False)
    _count(left, _far(left, player_games), "line far from what the player scores", quality)
    _count(left, _apart(left), "one book's lines far apart", quality)
    return left


def _far(lines: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that are many standard deviations of a count from the player's average."""
    played = player_games.filter(pl.col("minutes").is_not_null())
    averages = [
        played.group_by("player_id").agg(
            average=pl.sum_horizontal(stats).mean(), games=pl.len(), market=pl.lit(market)
        )
        for market, stats in COMBINED.items()
    ]
    known = lines.join(pl.concat(averages), on=["player_id", "market"], how="inner")
    distance = (pl.col("line") - pl.col("average")).abs() / (pl.col("average") + 1).sqrt()
    return known.filter((pl.col("games") >= KNOWN) & (distance > FAR))


def _apart(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of player-games on which a book's lines differ by more than it ever moves them."""
    of = [*PLAYER_GAME_MARKET, "book"]
    low, high = pl.col("line").min().over(of), pl.col("line").max().over(of)
    return lines.filter((high - low > APART) & (high - low > APART_SHARE * high))


def _count(lines: pl.DataFrame, found: pl.DataFrame, wrong: str, quality: QualityReport) -> None:
    quality.note(TABLE, wrong, found.height, _examples(found), dropped=False)
    if found.height:
        quality.contradictions.append(Contradiction(TABLE, wrong, found.height, lines.height))


def _examples(lines: pl.DataFrame) -> list[str]:
    shown = lines.head(5).select(worded("{} {} {} {}", "date", "book", "market", "line"))
    return shown.to_series().to_list()
