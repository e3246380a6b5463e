"""Quotes as they were published -> those that a bet can be made of, with teams as abbreviations."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from nba_props.data.eastern import EASTERN, eastern_day
from nba_props.data.matching.names import plain
from nba_props.data.quality import QualityReport

TABLE = "prop_lines"

QUOTED_AT_HOUR = 6
"""Where a file has no quote time: this US/Eastern hour of the game's day.

All games of the day before have ended and none of the day has begun. The price may be later than that; what
became known after it is then not used, which can only make a model look worse.
"""

MAYBE_IN_PLAY = "later snapshot of an event without tip-off time: may be in play"


def usable_quotes(quotes: pl.DataFrame, teams: Mapping[str, str], quality: QualityReport) -> pl.DataFrame:
    """Each quote once, with `home` and `away` as abbreviations and a quote time.

    Left out and counted are those without a line, in a market that we do not know, of teams that we do not
    know.

    Args:
        quotes: as `nba_props.data.schemas.QUOTES`.
        teams: the plain spelling of every known team -> its abbreviation.
        quality: gets the counts.
    """
    quality.read[TABLE] = quotes.height
    once = quotes.unique(keep="first", maintain_order=True)
    quality.note(TABLE, "exact duplicate", quotes.height - once.height)
    coded = once.with_columns(home=_codes(once["home_team"], teams), away=_codes(once["away_team"], teams))
    return _timed(_known(coded, quality), quality)


def _codes(names: pl.Series, teams: Mapping[str, str]) -> pl.Series:
    codes = {name: teams.get(plain(name)) for name in names.unique()}
    return names.replace_strict(codes, return_dtype=pl.String)


def _known(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Quotes with a line in a market that we know, of teams that we know."""
    left = quotes
    yes_no, unknown = pl.col("line").is_null(), pl.col("market").is_null()
    stranger = pl.col("home").is_null() | pl.col("away").is_null()
    market = pl.coalesce("market", "unknown_market")
    for reason, out, example in (
        ("no line (yes/no market)", yes_no, market),
        ("market not known", unknown, market),
        ("team not known", stranger, pl.format("{} @ {}", "away_team", "home_team")),
    ):
        dropped = left.filter(out)
        named = dropped.select(example).to_series().drop_nulls().unique()
        quality.note(TABLE, reason, dropped.height, sorted(named))
        left = left.filter(~out)
    return left.drop("home_team", "away_team", "unknown_market")


def _timed(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    untimed = quotes["quoted_at"].null_count()
    reason = f"no quote time: taken as {QUOTED_AT_HOUR}:00 US/Eastern on the day of the game"
    quality.note(TABLE, reason, untimed, dropped=False)
    morning = eastern_day(pl.col("tip_off")).dt.combine(pl.time(QUOTED_AT_HOUR))
    first = pl.col("quoted_at").min().over("event_id", "home", "away")
    late = pl.col("tip_off").is_null() & (pl.col("quoted_at") > first)
    quality.note(TABLE, MAYBE_IN_PLAY, quotes.filter(late).height, dropped=False)
    assumed = morning.dt.replace_time_zone(EASTERN).dt.convert_time_zone("UTC")
    return quotes.with_columns(quoted_at=pl.coalesce("quoted_at", assumed))
