"""Steps by which shapes of game logs complete their rows: sides, opponents, names and ids."""

from __future__ import annotations

import hashlib
import re

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.raw.parsing import days, fail_where, filled
from nba_props.data.raw.read import FILE, RECORD, RawTable
from nba_props.data.shapes.games import ABOUT, STATS
from nba_props.data.vocabulary.teams import as_codes, league_codes, team_codes
from nba_props.data.vocabulary.words import plain
from nba_props.errors import DataError

AT_HOME = ("home", "h", "1", "1.0", "true", "t", "yes", "vs", "vs.")
AWAY = ("away", "a", "0", "0.0", "false", "f", "no", "@", "at", "visitor", "road")
NEUTRAL = ("neutral", "n")
YES_NO = ("y", "yes", "no")
HOME, ROAD = "home", "away"
"""The side of a row, as all shapes have it in the end."""

WON = r"^(?:W\b.*|1|1\.0|TRUE|WIN)$"
LOST = r"^(?:L\b.*|0|0\.0|FALSE|LOSS)$"


GENERAL = frozenset({
    "gamelog", "gamelogs", "game", "games", "log", "logs", "player", "nba", "csv", "api", "box", "score",
    "scores", "stats", "statistics", "data", "table", "sportsref", "download", "downloads", "export",
    "basketball", "reference", "bbref", "basic", "copy", "season", "regular", "preseason", "postseason",
    "playoff", "playoffs", "career",
})  # fmt: skip
"""Words in names of files that are nobody's name."""


def with_empty(raw: RawTable) -> RawTable:
    """Return the rows with the columns of `ABOUT` that they lack, empty, and no other ones."""
    absent = [name for name in ABOUT if name not in raw.frame.columns]
    filled_up = raw.with_columns(*(pl.lit(None, pl.String).alias(name) for name in absent))
    return filled_up.select([*ABOUT, *STATS, "PLUS_MINUS", FILE, RECORD])


def side_by_flag(raw: RawTable, column: str = "HOME") -> RawTable:
    """Return the rows with `HOME` in our words, from a flag such as `home`, `1`, `True` or `@`.

    On neutral ground nobody is at home. `N` means that beside other words for sides than yes and no.

    Raises:
        DataError: a cell is none of them.
    """
    word = raw.frame[column].str.strip_chars().str.to_lowercase()
    sides = word.is_in([*AT_HOME, *AWAY]).fill_null(False)
    lettered = sides.any() and not word.is_in(YES_NO).any()
    neutral = word.is_in(NEUTRAL if lettered else NEUTRAL[:1]).fill_null(False)
    fail_where(
        raw,
        ~(sides | neutral),
        column,
        "{value} says neither 'home' nor 'away'; 1 and 0, True and False, 'vs.', '@', neutral are read, too",
    )
    side = pl.select(pl.when(word.is_in(AT_HOME)).then(pl.lit(HOME)).otherwise(pl.lit(ROAD)).alias("HOME"))
    return raw.with_columns(side.to_series())


def result_by_word(raw: RawTable) -> RawTable:
    """Return the rows with `WL` as `W` or `L`, from words such as `W, 112-104`, `1` or `TRUE`."""
    word = raw.frame["WL"].str.strip_chars().str.to_uppercase()
    won, lost = word.str.contains(WON), word.str.contains(LOST)
    cell = pl.when(won).then(pl.lit("W")).when(lost).then(pl.lit("L")).otherwise(raw.frame["WL"])
    return raw.with_columns(pl.select(cell.alias("WL")).to_series())


def team_by_name(raw: RawTable, column: str) -> pl.Series:
    """Return the abbreviations of teams by their names; a name that we do not know stays."""
    written = filled(raw, column)
    return as_codes(written, team_codes({}, [])).fill_null(written).alias(column)


def with_league_codes(raw: RawTable) -> RawTable:
    """Return the rows with the league's abbreviations of both teams."""
    return raw.with_columns(*(league_codes(raw.frame[name]) for name in ("TEAM_ABBREVIATION", "OPPONENT")))


def opponent_by_rows(raw: RawTable) -> RawTable:
    """Return the rows with the other team of each game as `OPPONENT`; all rows of a game must be there.

    Raises:
        DataError: the rows of a game name no other team, or several.
    """
    games = raw.frame.group_by("GAME_ID").agg(pl.col("TEAM_ABBREVIATION").unique().sort().alias("_teams"))
    rows = raw.frame.join(games, on="GAME_ID", how="left", maintain_order="left")
    others = rows["_teams"].list.set_difference(rows.select(pl.concat_list("TEAM_ABBREVIATION")).to_series())
    fail_where(
        raw,
        others.list.len() != 1,
        "GAME_ID",
        "the rows of game {value} do not tell the opponent: they are not of two teams",
    )
    return raw.with_columns(others.list.first().alias("OPPONENT"))


def game_id_by_teams(raw: RawTable) -> RawTable:
    """Return the rows with day and teams as `GAME_ID`, where the file has none."""
    if "GAME_ID" in raw.headers[0]:
        return raw
    teams = pl.concat_list("TEAM_ABBREVIATION", "OPPONENT").list.sort().list.join("-")
    day = days(raw, "GAME_DATE").dt.to_string("%Y-%m-%d")
    named = raw.frame.select(worded("{}-{}", day, teams).alias("GAME_ID")).to_series()
    return raw.with_columns(named)


def player_id_by_name(raw: RawTable) -> RawTable:
    """Return the rows with a number that follows from the name as `PLAYER_ID`, where the file has none.

    Where the file has ids in letters (`jokicni01`), the number follows from these.
    """
    has_ids = "PLAYER_ID" in raw.headers[0]
    words = filled(raw, "PLAYER_ID" if has_ids else "PLAYER_NAME")
    if has_ids and words.str.contains(r"^\d+(\.0)?$").all():
        return raw
    numbers = {word: str(number_of(word)) for word in words.unique()}
    return raw.with_columns(words.replace_strict(numbers, return_dtype=pl.String).alias("PLAYER_ID"))


def number_of(name: str) -> int:
    """Return a whole number below 2^52 that follows from the plain spelling of a name."""
    digest = hashlib.blake2b(plain(name).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 12


def name_by_file(raw: RawTable) -> RawTable:
    """Return the rows with the words of the file's name as `PLAYER_NAME`, where no column names the player.

    Raises:
        DataError: the file's name holds no words but general ones.
    """
    if "PLAYER_NAME" in raw.headers[0]:
        return raw
    path = raw.files[0]
    stem = re.sub(r"\.\w+(\.gz)?$", "", getattr(path, "name", str(path)))
    words = [word for word in re.split(r"[\W_\d]+", stem) if word.lower() not in {"", *GENERAL}]
    if not words:
        raise DataError(
            f"{path}: no column names the player, nor does the file's name; call it such as "
            "Nikola_Jokic_2023-24.csv, or add a column PLAYER_NAME"
        )
    name = " ".join(word[0].upper() + word[1:] for word in words)
    return raw.with_columns(pl.lit(name).alias("PLAYER_NAME"))
