"""Books' lines on games, as they were published -> the canonical `game_lines`."""

from __future__ import annotations

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.eastern import LATEST_HOUR, start_of
from nba_props.data.matching.events import EVENT, SWAPPED, match_events, own_day, schedule
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import GAME_LINES
from nba_props.data.sources import Games
from nba_props.data.vocabulary.teams import as_codes
from nba_props.errors import DataError

TABLE = GAME_LINES.name
DISTANCE = {"day": 0, SWAPPED: 0, "written day": 1, "neighbouring day": 2}
"""How far from a game's day the day of its lines is, by how it was found."""

SAID = ["spread", "total", "home_price", "away_price"]
"""What a line on a game says."""
MOST = 0.5
"""Share of quotes that several rows may contradict each other on; above it books or times are not told."""


def link_game_lines(quotes: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the lines with the games that they are on; where a game has none, nothing is made up.

    Args:
        quotes: as `nba_props.data.schemas.GAME_QUOTES`.
        games: with the games' teams and days.
        quality: gets the counts, and the share of games of the lines' seasons that have one.
    """
    quality.count_read(TABLE, quotes.height)
    linked = _linked(_events(quotes, games), games, quality)
    before = _before_tip_off(linked, quality)
    once = _one_line_each(before, quality)
    quality.kept[TABLE] = once.height
    quality.figures |= _coverage(once, games)
    return GAME_LINES.conform(once.sort("date", "game_id", "book", "quoted_at"))


def _linked(events: pl.DataFrame, games: Games, quality: QualityReport) -> pl.DataFrame:
    """Return the rows of games that are in the logs, with their `game_id` and `date`, as of its home team."""
    found = match_events(_once(events), schedule(games.player_games)).select(*EVENT, "game_id", "date", "how")
    linked = events.join(found, on=EVENT, how="left", maintain_order="left")
    named = pl.col("home").is_not_null() & pl.col("away").is_not_null()
    unknown, missing = linked.filter(~named), linked.filter(named, pl.col("game_id").is_null())
    quality.note(TABLE, "team not known", unknown.height, _strange(unknown), lost=True)
    examples = missing["event_id"].fill_null("a row without a day").unique(maintain_order=True).to_list()
    quality.note(TABLE, "game not in the logs", missing.height, examples, lost=True)
    return _turned(_nearest(linked.filter(pl.col("game_id").is_not_null()), quality), quality)


def _nearest(linked: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the rows of each game that are nearest to its day: of a postponed game there may be two days."""
    distance = pl.col("how").replace_strict(DISTANCE, return_dtype=pl.Int8)
    ranked = linked.with_columns(_distance=distance)
    near = ranked.filter(pl.col("_distance") == pl.col("_distance").min().over("game_id"))
    lost = ranked.height - near.height
    quality.note(TABLE, "of another day than other rows of the same game", lost)
    return near.drop("_distance")


def _turned(linked: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the rows with spread and prices of the team that the schedule has at home."""
    swapped = pl.col("how") == SWAPPED
    quality.note(TABLE, f"{SWAPPED}: turned round", linked.filter(swapped).height, dropped=False)
    return linked.with_columns(
        home=pl.when(swapped).then("away").otherwise("home"),
        spread=pl.when(swapped).then(-pl.col("spread")).otherwise("spread"),
        home_price=pl.when(swapped).then("away_price").otherwise("home_price"),
        away_price=pl.when(swapped).then("home_price").otherwise("away_price"),
    )


def _before_tip_off(linked: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the rows that were quoted before the game, or at a time that nothing tells.

    Where nothing tells the tip-off, quotes count up to `LATEST_HOUR` of its day, as injury reports do.
    """
    start = start_of(pl.col("tip_off"), pl.col("date"))
    late = (pl.col("quoted_at") >= start).fill_null(value=False)
    timed = linked.with_columns(_late=late)
    unsure = pl.col("tip_off").is_null()
    quality.note(TABLE, "quoted at tip-off or later", timed.filter("_late", ~unsure).height)
    reason = f"after {LATEST_HOUR}:00 US/Eastern of a game whose tip-off nothing tells"
    quality.note(TABLE, reason, timed.filter("_late", unsure).height)
    return timed.filter(~pl.col("_late")).drop("_late")


def _one_line_each(rows: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return one row per game, book and time, with what its rows agree on.

    Which of two spreads was on offer cannot be known: neither is, as with prices of one quote on players.

    Raises:
        DataError: most quotes are contradicted, as in a file of several books that names none.
    """
    if not rows.select(GAME_LINES.key).is_duplicated().any():
        return rows
    said = {name: pl.col(name).drop_nulls().unique() for name in SAID}
    others = [name for name in rows.columns if name not in (*GAME_LINES.key, *SAID)]
    once = rows.group_by(GAME_LINES.key, maintain_order=True).agg(
        *(pl.col(name).first() for name in others),
        *(pl.when(each.len() == 1).then(each.first()).alias(name) for name, each in said.items()),
        *((each.len() > 1).alias(f"_{name}") for name, each in said.items()),
    )
    clashing = once.filter(pl.any_horizontal(f"_{name}" for name in SAID))
    if clashing.height > MOST * once.height:
        raise DataError(_refusal(clashing, once.height))
    quality.note(TABLE, "another row of the same game, book and time", rows.height - once.height)
    for name in SAID:
        clash = clashing.filter(f"_{name}").select(worded("{} {}", "game_id", "date")).to_series()
        reason = f"{name}: rows of the same game, book and time contradict each other, left out"
        quality.note(TABLE, reason, clash.len(), clash.to_list(), dropped=False, lost=True)
    empty = pl.any_horizontal(f"_{name}" for name in SAID) & pl.all_horizontal(pl.col(SAID).is_null())
    told = once.filter(~empty)
    quality.note(TABLE, "contradicted in all that it says", once.height - told.height, lost=True)
    return told.select(rows.columns)


def _refusal(clashing: pl.DataFrame, quotes: int) -> str:
    """Return the message about lines that are mostly contradicted."""
    first = clashing.row(0, named=True)
    names = " and ".join(name for name in SAID if first[f"_{name}"])
    return (
        f"game_lines: rows of the same game, book and time contradict each other in {clashing.height:,} of "
        f"{quotes:,} quotes (game {first['game_id']}, {first['date']}: {names}); "
        "data.game_line_columns.bookmaker=... names the column that tells books (or opening from closing) "
        "apart, data.game_line_columns.timestamp=... that of the time; else leave one row per game"
    )


def _strange(unknown: pl.DataFrame) -> list[str]:
    """Return the names that are no team's."""
    pairs = (("home_team", "home"), ("away_team", "away"))
    written = (unknown.filter(pl.col(code).is_null())[name].drop_nulls() for name, code in pairs)
    return sorted({name for names in written for name in names})


def _coverage(lines: pl.DataFrame, games: Games) -> dict[str, float]:
    """Return the share of games of which a line says anything, in seasons that have any."""
    played = schedule(games.player_games)
    telling = lines.filter(pl.any_horizontal(pl.col(SAID).is_not_null()))
    has_line = played["game_id"].is_in(telling["game_id"].implode())
    seasons = played.filter(has_line)["season"].unique()
    wanted = played.filter(pl.col("season").is_in(seasons.implode())).height
    return {"share of games with a game line": int(has_line.sum()) / wanted} if wanted else {}


def _events(quotes: pl.DataFrame, games: Games) -> pl.DataFrame:
    """Return the quotes with the abbreviations of their teams and an id of their event."""
    day = quotes.select(own_day()).to_series()
    home, away = (as_codes(quotes[name], games.team_codes, day) for name in ("home_team", "away_team"))
    return quotes.with_columns(home=home, away=away, day=day).with_columns(
        event_id=worded("{} @ {} {}", pl.col("away"), pl.col("home"), pl.col("day"))
    )


def _once(events: pl.DataFrame) -> pl.DataFrame:
    """Return one row per event, with its day and the day that its publisher wrote."""
    return (
        events.drop_nulls(EVENT)
        .group_by(EVENT, maintain_order=True)
        .agg(
            pl.col("day").first(),
            pl.col("book").min(),
            pl.col("event_date").min().alias("written_day"),
            pl.col("tip_off").max().is_not_null().alias("sure"),
            pl.col("quoted_at").min().alias("first_quote"),
            pl.col("quoted_at").max().alias("last_quote"),
        )
    )
