"""Which competition a game belongs to: what the league's ids say, and which competitions are kept.

The league numbers games `0022300061`: league (00 is the NBA), kind of competition, first year of the season,
game. Its statistics put the kind in front of the season's year, too (`22023`).
"""

from __future__ import annotations

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import COMPETITIONS, PLAYER_GAMES
from nba_props.data.vocabulary.leagues import ALL_STAR
from nba_props.data.vocabulary.leagues import NBA as NBA_TEAMS
from nba_props.data.vocabulary.words import plain
from nba_props.errors import DataError

KINDS = {
    "1": "preseason",
    "2": "regular",
    "3": "all_star",
    "4": "playoffs",
    "5": "play_in",
    "6": "tournament",
}
"""The league's number of a competition -> our word."""
OTHER = "other_league"
UNKNOWN = "word for a competition that nobody knows"
STRANGE = "code of a team that nobody knows, in a competition that nothing tells"
MOSTLY = 0.9
"""Share of rows of the NBA's teams from which a table is its: other leagues, too, have a MIL and a DEN."""
NBA = "00"
KEPT = ("regular", "tournament", "play_in", "playoffs")
"""Competitions in which teams play as they do in the season."""


WORDS = {
    "preseason": "preseason", "pre season": "preseason", "1": "preseason",
    "regular season": "regular", "regular": "regular", "2": "regular", "false": "regular",
    "playoffs": "playoffs", "playoff": "playoffs", "postseason": "playoffs", "3": "playoffs",
    "true": "playoffs",
    "play in tournament": "play_in", "play in": "play_in", "playin": "play_in", "5": "play_in",
    "all star": "all_star", "all star game": "all_star",
    "nba cup": "tournament", "emirates nba cup": "tournament", "nba emirates cup": "tournament",
    "in season tournament": "tournament", "in season": "tournament", "in season knockout": "tournament",
    **dict.fromkeys(("g league", "gleague", "wnba", "exhibition", "international"), OTHER),
}  # fmt: skip
"""What publishers call competitions; the numbers are ESPN's, the truth values balldontlie's `postseason`."""


def competition(game_id: pl.Series, season_id: pl.Series, written: pl.Series) -> pl.Series:
    """Return the competition of each row: null where nothing tells it, a word that nobody knows as it is.

    Args:
        game_id: of each row.
        season_id: nba_api's number of the season.
        written: words or numbers of competitions.
    """
    named = {word: _named(word) for word in written.drop_nulls().unique()}
    said = written.replace_strict(named, default=None, return_dtype=pl.String)
    return _by_ids(game_id, season_id).fill_null(said)


def _named(word: str) -> str:
    """Return our word for a word or a whole number, which may be written `2.0`; else the word itself."""
    words = plain(word.strip().removesuffix(".0"))
    return OTHER if words.endswith("summer league") else WORDS.get(words, word)


def _by_ids(game_id: pl.Series, season_id: pl.Series) -> pl.Series:
    """Return the competition that the league's own ids say."""
    frame = pl.DataFrame({"game": game_id, "season": season_id.str.strip_chars()})
    numbered = pl.col("game").str.contains(r"^\d{10}$")
    by_game = pl.col("game").str.slice(2, 1).replace_strict(KINDS, default=None, return_dtype=pl.String)
    by_season = (
        pl.when(pl.col("season").str.contains(r"^\d{5}$"))
        .then(pl.col("season").str.slice(0, 1))
        .replace_strict(KINDS, default=None, return_dtype=pl.String)
    )
    foreign = numbered & (pl.col("game").str.slice(0, 2) != NBA)
    found = pl.when(foreign).then(pl.lit(OTHER)).when(numbered).then(pl.coalesce(by_game, by_season))
    return frame.select(found.otherwise(by_season)).to_series()


def by_teams(frame: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return player-games with the competition of games that nothing tells, where no team can be the NBA's.

    Those are of teams that meet none of its teams, such as EAST and WEST, in a table that is mostly of its. A
    code that nobody knows in a game with one of its teams may be a spelling of one: such rows are counted.
    """
    untold = pl.col("competition").is_null()
    ours, theirs = (pl.col(name).is_in(NBA_TEAMS) for name in ("team", "opponent"))
    strange = frame.filter(untold, ~ours)["team"].unique()
    if strange.is_empty():
        return frame
    meet = frame.filter(theirs)["team"].unique()
    apart = strange.filter(~strange.is_in(meet.implode()))
    alone = apart.len() > 0 and frame.select(ours.mean() >= MOSTLY).item()
    left = frame.filter(untold, ~ours, ~pl.col("team").is_in(apart.implode()) | pl.lit(not alone))
    names = left["team"].unique(maintain_order=True).to_list()
    quality.note(PLAYER_GAMES.name, STRANGE, left.height, names, dropped=False)
    if not alone:
        return frame
    both = untold & pl.all_horizontal(pl.col("team", "opponent").is_in(apart.implode()))
    star = pl.any_horizontal(pl.col("team", "opponent").is_in(ALL_STAR))
    kind = pl.when(star).then(pl.lit("all_star")).otherwise(pl.lit(OTHER))
    return frame.with_columns(pl.when(both).then(kind).otherwise("competition").alias("competition"))


def keep(frame: pl.DataFrame, kept: tuple[str, ...], quality: QualityReport) -> pl.DataFrame:
    """Return the rows of the competitions that are kept, and of games whose competition nothing tells.

    Raises:
        DataError: no row is left.
    """
    strange = ~pl.col("competition").is_in(COMPETITIONS)
    unknown = frame.filter(strange)["competition"]
    quality.note(PLAYER_GAMES.name, UNKNOWN, unknown.len(), unknown.unique().sort().to_list(), lost=True)
    left = frame.filter(strange.fill_null(value=False).not_())
    for kind in COMPETITIONS:
        if kind not in kept:
            out = left.filter(pl.col("competition") == kind)
            games = out.select(worded("{} {}", "game_id", "date")).to_series().unique(maintain_order=True)
            quality.note(PLAYER_GAMES.name, f"{kind.replace('_', ' ')} game", out.height, games.to_list())
            left = left.filter(pl.col("competition").ne_missing(kind))
    if left.is_empty():
        kinds = ", ".join(sorted(frame["competition"].drop_nulls().unique()))
        raise DataError(
            f"game_logs: no row is left; all games are {kinds}, and data.competitions keeps {list(kept)}"
        )
    return left
