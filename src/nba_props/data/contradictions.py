"""What cannot be true in this league: rules on the canonical tables, each counted, and refused above a bound.

The bounds come from seven seasons of the league's own logs: in 175,349 player-games no rule is broken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.played import FIGURES
from nba_props.data.quality import Contradiction, QualityReport
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.errors import DataError

MOST = 0.05
"""Share of rows that may break one rule; above it a table is refused."""
FEW = 20
"""Rows up to which a broken rule never refuses a table."""
FEW_GAMES = 2
"""The same of games, unless they are all games of the table and of more rows than that."""
LONGEST, SHORTEST = 400, 100
"""Minutes of a team in a game: 240, 25 more with each overtime, of which no game had more than six; 200 in
leagues whose games last 40 minutes. Of more, somebody's rows are there twice; fewer are hours or days, for
even eight players of the bench have more."""
TEAM = 8
"""Players with minutes from which a team's rows are no part of it."""
LONG, MANY = 2, 100
"""Minutes that somebody has in so many player-games; a whole game and its overtimes are less in hours."""

Place = Callable[[Mapping[str, object]], str]
"""From a canonical row to where it was read."""


@dataclass(frozen=True)
class Rule:
    """A rule by what is wrong where `broken` holds.

    `shown` are the columns that say so. Rows that are not `trusted` afterwards are left out; the others stay.
    What is wrong `of_games` is so of all rows of a game: games are counted against games.
    """

    wrong: str
    broken: pl.Expr
    shown: tuple[str, ...]
    trusted: bool = True
    of_games: bool = False


def _more(made: str, attempted: str) -> Rule:
    return Rule(f"more {made} than {attempted}", pl.col(made) > pl.col(attempted), (made, attempted))


BOX_SCORE: tuple[Rule, ...] = (
    Rule(
        "a box score without minutes",
        pl.col("minutes").is_null() & pl.any_horizontal(pl.col(FIGURES).is_not_null()),
        ("minutes", "points"),
    ),
    Rule(
        "points are not 2·fgm + threes + ftm",
        pl.col("points") != 2 * pl.col("fgm") + pl.col("threes") + pl.col("ftm"),
        ("points", "fgm", "threes", "ftm"),
    ),
    Rule(
        "rebounds are not oreb + dreb",
        pl.col("rebounds") != pl.col("oreb") + pl.col("dreb"),
        ("rebounds", "oreb", "dreb"),
    ),
    _more("fgm", "fga"),
    _more("threes", "fg3a"),
    _more("threes", "fgm"),
    _more("ftm", "fta"),
    Rule(
        f"nobody has {LONG} minutes in {MANY} player-games: they are hours or days",
        (pl.col("minutes") > 0) & (pl.col("minutes").max() < LONG) & ((pl.col("minutes") > 0).sum() >= MANY),
        ("minutes",),
    ),
)
"""Within a row: what its numbers say of each other, and what they are in."""


def _most_frequent(column: str, *of: str) -> pl.Expr:
    return pl.col(column).mode().sort().first().over(of)


def _of_team(amount: pl.Expr) -> pl.Expr:
    return amount.over("game_id", "team")


def _teams_with(true: str | pl.Expr) -> pl.Expr:
    return pl.col("team").filter(true).n_unique().over("game_id")


def _sides() -> pl.Expr:
    """Return how many teams that won or lost a game has; a team that did both counts twice."""
    return pl.struct("team", "won").filter(pl.col("won").is_not_null()).n_unique().over("game_id")


SCHEDULE: tuple[Rule, ...] = (
    Rule(
        "team is its own opponent",
        pl.col("team") == pl.col("opponent"),
        ("team", "opponent"),
        trusted=False,
    ),
    Rule(
        "game on several dates",
        pl.col("date") != _most_frequent("date", "game_id"),
        ("game_id", "date"),
        trusted=False,
    ),
    Rule(
        "game under several ids",
        (pl.col("game_id") != pl.col("game_id").min().over("date", "team", "opponent"))
        & (pl.col("game_id").n_unique().over("date", "team", "opponent") > 1),
        ("game_id", "team", "opponent"),
        trusted=False,
    ),
    Rule(
        "team against several opponents in a game",
        pl.col("opponent") != _most_frequent("opponent", "game_id", "team"),
        ("game_id", "team", "opponent"),
        trusted=False,
    ),
    Rule(
        "game of more than two teams",
        pl.col("team").n_unique().over("game_id") > 2,
        ("game_id", "team", "opponent"),
        trusted=False,
    ),
    Rule(
        "player in several games of a competition on one day",
        pl.struct("game_id").n_unique().over("player_id", "date", "competition") > 1,
        ("game_id", "team"),
        trusted=False,
    ),
    Rule(
        "team won a game and lost it",
        pl.col("won") != _most_frequent("won", "game_id", "team"),
        ("game_id", "team", "won"),
    ),
    Rule(
        "both teams won a game, or neither",
        ((_teams_with("won") > 1) | (_teams_with(~pl.col("won")) > 1)) & (_sides() == 2),
        ("game_id", "team", "won"),
        of_games=True,
    ),
    Rule(
        f"more than {LONGEST} minutes of a team in a game",
        pl.col("minutes").is_not_null() & (_of_team(pl.col("minutes").sum()) > LONGEST),
        ("game_id", "team", "minutes"),
        of_games=True,
    ),
    Rule(
        f"fewer than {SHORTEST} minutes of a team of {TEAM} players or more in a game",
        (pl.col("minutes") > 0)
        & (_of_team(pl.col("minutes").sum()) < SHORTEST)
        & (_of_team((pl.col("minutes") > 0).sum()) >= TEAM),
        ("game_id", "team", "minutes"),
        of_games=True,
    ),
)
"""Across rows: what they say of one game, and of one player's day; looked at in this order."""


def future(today: dt.date) -> Rule:
    """Return the rule that nobody has played after `today`; a day is spared for clocks of other zones."""
    late = pl.col("date") > today + dt.timedelta(days=1)
    return Rule("played in the future", late & pl.col("minutes").is_not_null(), ("date",), trusted=False)


def without_contradictions(
    player_games: pl.DataFrame, today: dt.date | None, place: Place, quality: QualityReport
) -> pl.DataFrame:
    """Return the rows that can be true; the others are counted and left out, as their rules say.

    Args:
        player_games: canonical, with rows of games played and to come.
        today: US/Eastern; None where the clock does not matter, as in a simulated league.
        place: where a row was read, for the error.
        quality: gets the counts.

    Raises:
        DataError: more rows break a rule than the bound allows.
    """
    rules = [*BOX_SCORE, *([] if today is None else [future(today)]), *SCHEDULE]
    left = player_games
    for rule in rules:
        left = _obeying(left, rule, place, quality)
    return _on_one_ground(left, quality)


def is_refused(broken: int, of: int, few: int = FEW) -> bool:
    """Whether so many of a table's rows (or games) break a rule that the table is refused."""
    return broken > max(few, MOST * of)


def how_many(broken: int, of: int, what: str = "rows") -> str:
    """Return the end of the message that refuses a table."""
    return f", and so it is in {broken:,} of {of:,} {what}; at most {MOST:.0%} may be"


def _obeying(frame: pl.DataFrame, rule: Rule, place: Place, quality: QualityReport) -> pl.DataFrame:
    broken = frame.select(rule.broken.fill_null(False).alias("broken")).to_series()
    count = int(broken.sum())
    if not count:
        return frame
    examples = frame.filter(broken).head(5)
    _check(rule, frame, broken, place)
    table = PLAYER_GAMES.name
    who = examples.select(worded("{} {}", "player_name", "date")).to_series().to_list()
    kept = "kept" if rule.trusted else "left out"
    quality.note(table, f"{rule.wrong}: {kept}", count, who, dropped=not rule.trusted)
    quality.contradictions.append(Contradiction(table, rule.wrong, count, frame.height))
    return frame if rule.trusted else frame.filter(~broken)


def _check(rule: Rule, frame: pl.DataFrame, broken: pl.Series, place: Place) -> None:
    """Refuse a table of which more rows or games break a rule than the bound allows."""
    wrong = frame.filter(broken)
    if rule.of_games:
        count, of, what = wrong["game_id"].n_unique(), frame["game_id"].n_unique(), "games"
        few = min(FEW_GAMES, of - 1)
    else:
        count, of, what, few = wrong.height, frame.height, "rows", FEW
    if wrong.height <= FEW or not is_refused(count, of, few):
        return
    row = wrong.row(0, named=True)
    cells = ", ".join(f"{name}={row[name]}" for name in rule.shown)
    where = f"{place(row)}: {rule.wrong} ({cells}; {row['player_name']}, {row['date']})"
    raise DataError(where + how_many(count, of, what))


def _on_one_ground(frame: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the rows with nobody at home in games in which both teams are, or a team is and is not."""
    homes = pl.col("team").filter(pl.col("home")).n_unique().over("game_id")
    mixed = pl.col("home").n_unique().over("game_id", "team") > 1
    neutral = frame.select(((homes > 1) | mixed).alias("neutral")).to_series()
    if not neutral.any():
        return frame
    games = frame.filter(neutral).select(worded("{} {}", "game_id", "date")).to_series().unique()
    quality.note(
        PLAYER_GAMES.name,
        "no home team, or two: taken for neutral ground",
        int(neutral.sum()),
        sorted(games),
        dropped=False,
    )
    return frame.with_columns(home=pl.col("home") & ~neutral)


def listed(contradictions: Sequence[Contradiction]) -> str:
    """Return contradictions in one sentence, most rows first."""
    ordered = sorted(contradictions, key=lambda found: -found.rows)
    return "; ".join(f"{found.wrong}: {found.rows:,} of {found.of:,} rows" for found in ordered)
