"""What the other feeds make of a player-game, at the time of each quote.

Every feed has one vote at a time: the mean that its quotes nearest to even prices imply. Books that copy each
other are one feed. A quote is compared with the median vote of the feeds other than its own, so that no feed
votes for itself and one bad vote among several moves little; only votes cast by the time of the quote count,
or so few minutes later that they are of the same snapshot: a consensus knows of no news that came later.
"""

from __future__ import annotations

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.pricing.counts import implied_mean, over_probability


def numbered(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the quotes with `player_game`, one number per game, player and market.

    Ten times faster to join on.
    """
    numbers = quotes.select(PLAYER_GAME_MARKET).unique().with_row_index("player_game")
    return quotes.join(numbers, on=PLAYER_GAME_MARKET, maintain_order="left")


def cast_votes(quotes: pl.DataFrame, dispersion: float) -> pl.DataFrame:
    """One vote per player-game, feed and moment.

    Args:
        quotes: those that may vote: pre-game, two-sided, with `player_game`, `feed`, `book`, `line`,
            `quoted_at`, `novig_over`.
        dispersion: of the count's distribution, see `nba_props.pricing.counts`.

    Returns:
        `player_game`, `feed`, `mean` (in units of the market), and `valid_from`, `valid_until` (null: for
        good): the time from the quote to the feed's next one, the end excluded.
    """
    moment = ["player_game", "feed", "book", "quoted_at"]
    uneven = (pl.col("novig_over") - 0.5).abs()
    main = quotes.select(*moment, "line", "novig_over", uneven=uneven).sort("uneven", "line")
    main = main.unique(moment, keep="first", maintain_order=True)
    mean = implied_mean(_array(main, "novig_over"), _array(main, "line"), dispersion)
    voters = ["player_game", "feed"]
    votes = (
        main.with_columns(mean=pl.Series(mean, dtype=pl.Float64))
        .group_by(*voters, valid_from="quoted_at")
        .agg(pl.col("mean").median())
        .sort(*voters, "valid_from")
    )
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in voters)
    return votes.with_columns(valid_until=pl.when(same).then(pl.col("valid_from").shift(-1)))


def consensus(quotes: pl.DataFrame, votes: pl.DataFrame, together: int) -> pl.DataFrame:
    """Return the other feeds' median vote on each quote's player-game, as of the quote.

    Args:
        quotes: `player_game`, `feed`, `quoted_at`; any order.
        votes: as `cast_votes` returns them.
        together: minutes within which quotes count as taken at the same time.

    Returns:
        One row per quote, in order: `consensus_mean` (null without a vote) and `votes`, their number.
    """
    asked = ["player_game", "feed", "quoted_at"]
    questions = quotes.select(asked).unique().with_row_index("question")
    as_of = pl.col("quoted_at") + pl.duration(minutes=together)
    other = pl.col("feed") != pl.col("feed_right")
    valid = (pl.col("valid_from") <= as_of) & (pl.col("valid_until") > as_of).fill_null(True)
    answers = (
        questions.lazy()
        .join(votes.lazy(), on="player_game")
        .filter(other & valid)
        .group_by("question")
        .agg(consensus_mean=pl.col("mean").median(), votes=pl.len().cast(pl.Int64))
        .collect()
    )
    answered = questions.join(answers, on="question", how="left")
    joined = quotes.select(asked).join(answered, on=asked, how="left", maintain_order="left")
    return joined.select("consensus_mean", pl.col("votes").fill_null(0))


def consensus_over(means: pl.Series, lines: pl.Series, dispersion: float) -> pl.Series:
    """P(over), given no push, of each line under the consensus mean; null without one."""
    mean, line = (column.cast(pl.Float64).to_numpy() for column in (means, lines))
    return pl.Series("consensus_over", over_probability(mean, line, dispersion), nan_to_null=True)


def _array(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy()
