"""Quotes as they were published -> those that a bet can be made of, with teams as abbreviations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.eastern import MORNING, at_hour, eastern_day
from nba_props.data.matching.events import EVENT, own_day
from nba_props.data.matching.snapshots import settled_snapshots
from nba_props.data.quality import QualityReport, QuoteTimes
from nba_props.data.vocabulary.books import spelling_of
from nba_props.data.vocabulary.teams import as_codes

TABLE = "prop_lines"

QUOTED_AT_HOUR = MORNING
"""Where a file has no quote time: this US/Eastern hour of the game's day.

The price may be later than that; what became known after it is then not used, which can only make a model
look worse.
"""

OF_BOOK = [*EVENT, "player", "book", "market"]
LOOK = dt.timedelta(minutes=1)
"""How far apart are at most the times that a publisher tells of main and alternate lines of one look.

A snapshot is one look, however far apart they are; of a file nobody knows what was fetched together."""

ROUNDING = 1e-9
"""How much less than 1 the chances that prices imply add up to where that is 1."""

PRICES = ["over_price", "under_price"]

PRICE_SHARES = ("share of quotes without a price", "share of quotes with a price of one side")
"""In `QualityReport.figures`, where there are such quotes: of none and of one price."""

TOGETHER = "main and alternate lines within a minute: of one look, at the later time"
SIDES_TOGETHER = "sides of one line within a minute: of one look, merged at the later time"
MAYBE_IN_PLAY = "later snapshot of an event without tip-off time: may be in play"


def usable_quotes(quotes: pl.DataFrame, teams: Mapping[str, str], quality: QualityReport) -> pl.DataFrame:
    """Each quote once, with `home` and `away` as abbreviations and a quote time.

    Left out and counted are those without a line, in a market that we do not know, of teams that we do not
    know. The market is null where the publisher says none. `withdrawn_at` is as
    `nba_props.data.matching.snapshots.settled_snapshots` tells it.

    Args:
        quotes: as `nba_props.data.schemas.FETCHED_QUOTES`.
        teams: the plain spelling of every known team -> its abbreviation.
        quality: gets the counts.
    """
    quality.count_read(TABLE, quotes.height)
    told = settled_snapshots(quotes, quality)
    once = told.unique(keep="first", maintain_order=True)
    quality.note(TABLE, "exact duplicate", told.height - once.height)
    spelled = once.with_columns(pl.col("book").replace(spelling_of(once["book"])))
    day = once.select(own_day()).to_series()
    coded = spelled.with_columns(
        home=as_codes(once["home_team"], teams, day), away=as_codes(once["away_team"], teams, day)
    )
    known = _known(coded, quality)
    whole = _whole_looks(whole_quotes(known, quality), quality)
    return _timed(_main_quotes(_looks(whole, quality), quality), quality)


def whole_quotes(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Merge rows that hold the over's and the under's price of one quote.

    Rows whose prices contradict each other stay as they are: which one was on offer cannot be known.
    """
    key = [column for column in quotes.columns if column not in PRICES]
    several = pl.len().over(key) > 1
    agree = pl.all_horizontal(pl.col(price).drop_nulls().n_unique().over(key) <= 1 for price in PRICES)
    marked = quotes.with_columns(_halves=several & agree)
    halves = (
        marked.filter("_halves").group_by(key, maintain_order=True).agg(pl.col(PRICES).drop_nulls().first())
    )
    rest = marked.filter(~pl.col("_halves")).drop("_halves")
    merged = int(marked["_halves"].sum()) - halves.height
    quality.note(TABLE, "sides of one quote in rows of their own: merged", merged)
    return pl.concat([rest, halves.select(rest.columns)]) if halves.height else rest


def _whole_looks(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Merge rows with the over's and the under's price of one line that were told within `LOOK`.

    They are of one look, at the later of their times. They stay where that cannot be known: other quotes of
    the line are as near, the prices leave the book no margin, or the tip-off is between them.
    """
    one_sided = pl.col(PRICES[0]).is_null() != pl.col(PRICES[1]).is_null()
    offer = [column for column in quotes.columns if column not in (*PRICES, "quoted_at")]
    rows = quotes.with_row_index("_row")
    offers = rows.filter(one_sided).select(offer).unique().with_row_index("_offer")
    near = rows.drop_nulls("quoted_at").join(offers, on=offer, nulls_equal=True).sort("quoted_at", "_row")
    paused = (pl.col("quoted_at").diff() > LOOK).fill_null(value=False)
    looks = near.with_columns(_look=paused.cum_sum().over("_offer")).group_by("_offer", "_look")
    told = looks.agg(
        pl.col("_row", "tip_off").first(),
        pl.col(PRICES).drop_nulls().first().name.prefix("_"),
        _other=pl.col("_row").last(),
        _halves=(pl.len() == 2) & one_sided.all(),
        _since=pl.col("quoted_at").min(),
        _at=pl.col("quoted_at").max(),
    )
    both = [f"_{price}" for price in PRICES]
    margin = pl.sum_horizontal(1 / pl.col(both)) > 1 - ROUNDING
    across = pl.col("tip_off").is_between("_since", "_at", closed="right").fill_null(value=False)
    pairs = told.filter("_halves", margin, ~across).drop_nulls(both)
    quality.note(TABLE, SIDES_TOGETHER, pairs.height)
    kept = rows.join(pairs.select(_row="_other"), on="_row", how="anti", maintain_order="left")
    whole = kept.join(pairs.select("_row", "_at", *both), on="_row", how="left", maintain_order="left")
    merged = (pl.coalesce(f"_{price}", price).alias(price) for price in PRICES)
    return whole.with_columns(*merged, quoted_at=pl.coalesce("_at", "quoted_at")).select(quotes.columns)


def _looks(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return quotes of which a book's main and alternate lines of one look have the later of their times.

    Publishers tell a time for each of the two, though the lines of both were on offer at once. Those nearest
    to each other are of one look, within `LOOK`.
    """
    alternate = pl.col("alternate").fill_null(False)
    if not quotes.select(alternate.any()).item():
        return quotes
    times = quotes.select(*OF_BOOK, "quoted_at", further=alternate).unique().drop_nulls()
    timed = times.with_columns(at=pl.col("quoted_at")).sort("quoted_at")
    main, further = (timed.filter(kind).drop("further") for kind in (~pl.col("further"), pl.col("further")))
    nearest = further.join_asof(
        main.rename({"at": "main_at"}),
        on="quoted_at", by=OF_BOOK, strategy="nearest", tolerance=LOOK, check_sortedness=False,
    ).drop_nulls("main_at")  # fmt: skip
    apart = (pl.col("at") - pl.col("main_at")).abs()
    pairs = nearest.sort(apart, "at").unique([*OF_BOOK, "main_at"], keep="first")
    look = pairs.with_columns(look=pl.max_horizontal("at", "main_at"))
    of_look = pl.concat(
        look.select(*OF_BOOK, pl.col(name).alias("quoted_at"), pl.lit(kind).alias("further"), "look")
        for name, kind in (("main_at", False), ("at", True))
    )
    told = quotes.with_columns(further=alternate).join(
        of_look, on=[*OF_BOOK, "quoted_at", "further"], how="left", maintain_order="left", validate="m:1"
    )
    quality.note(TABLE, TOGETHER, int((told["look"] > told["quoted_at"]).sum()), dropped=False)
    return told.with_columns(quoted_at=pl.coalesce("look", "quoted_at")).drop("look", "further")


def _main_quotes(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Leave out alternate quotes at lines that the book quotes in its main market at that time, too."""
    alternate = pl.col("alternate").fill_null(False)
    offer = [*OF_BOOK, "line", "quoted_at"]
    main = quotes.filter(~alternate).select(offer).unique()
    further = quotes.filter(alternate)
    kept = further.join(main, on=offer, how="anti", nulls_equal=True)
    quality.note(TABLE, "alternate quote beside the main one", further.height - kept.height)
    return pl.concat([quotes.filter(~alternate), kept]).drop("alternate")


def _known(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Quotes with a line in a market that we know, of teams that we know."""
    left = quotes
    no_line, unknown = pl.col("line").is_null(), pl.col("unknown_market").is_not_null()
    stranger = pl.col("home").is_null() | pl.col("away").is_null()
    market = pl.coalesce("market", "unknown_market")
    for reason, out, example, lost in (
        ("no line (yes/no market)", no_line & unknown, market, False),
        ("the line is missing", no_line, market, True),
        ("market not known", unknown, market, True),
        ("team not known", stranger, worded("{} @ {}", "away_team", "home_team"), True),
    ):
        dropped = left.filter(out)
        named = dropped.select(example).to_series().drop_nulls().unique()
        quality.note(TABLE, reason, dropped.height, sorted(named), lost=lost)
        left = left.filter(~out)
    return left.drop("home_team", "away_team", "unknown_market")


def _timed(quotes: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    untimed = quotes["quoted_at"].null_count()
    reason = f"no quote time: taken as {QUOTED_AT_HOUR}:00 US/Eastern on the day of the game"
    quality.note(TABLE, reason, untimed, dropped=False)
    assumed = at_hour(eastern_day(pl.col("tip_off")), QUOTED_AT_HOUR)
    return quotes.with_columns(quoted_at=pl.coalesce("quoted_at", assumed))


def count_later(quotes: pl.DataFrame, quality: QualityReport) -> None:
    """Count the quotes of events without a tip-off that are later than the first: these may be in play."""
    first = pl.col("quoted_at").min().over(EVENT)
    late = pl.col("tip_off").is_null() & (pl.col("quoted_at") > first)
    quality.note(TABLE, MAYBE_IN_PLAY, quotes.filter(late).height, dropped=False)


def price_shares(quotes: pl.DataFrame) -> dict[str, float]:
    """Return the shares of quotes of which no price, or that of one side alone, is known; none of zero."""
    known = pl.sum_horizontal(pl.col(price).is_not_null() for price in PRICES)
    shares = ((known == count).mean().alias(name) for count, name in enumerate(PRICE_SHARES))
    found = quotes.select(shares).row(0, named=True)
    return {name: share for name, share in found.items() if share}


def quote_times(lines: pl.DataFrame) -> QuoteTimes:
    """Return how many lines were quoted after tip-off, and how long after it."""
    timed = lines.drop_nulls("tip_off")
    late = timed.filter(pl.col("quoted_at") >= pl.col("tip_off"))
    hours = late.select((pl.col("quoted_at") - pl.col("tip_off")).dt.total_minutes().median() / 60).item()
    return QuoteTimes(timed.height, late.height, hours)
