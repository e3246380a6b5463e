"""Game logs, in any shape that is known -> the canonical `player_games`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.files.competitions import by_teams, competition, keep
from nba_props.data.files.did_not_play import without_outcome
from nba_props.data.files.game_rows import GameLogOptions, read_rows
from nba_props.data.files.namesakes import told_apart
from nba_props.data.over import is_over, said_unfinished
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Origin
from nba_props.data.raw.parsing import Number, days, fail_where, filled, numbers
from nba_props.data.raw.read import FILE, RECORD, RawTable
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.data.seasons import first_years, is_season, to_seasons
from nba_props.data.shapes.game_parts import HOME
from nba_props.data.shapes.games import STATS
from nba_props.data.sources import Games
from nba_props.data.vocabulary.teams import league_codes
from nba_props.errors import DataError

TABLE = "player_games"
KEY = list(PLAYER_GAMES.key)
IN_PLAY = "game that nobody has won yet"
UNFINISHED = "game whose status is not final"


def read_game_logs(paths: Sequence[Origin], options: GameLogOptions, quality: QualityReport) -> Games:
    """Return the canonical player-games of all files, and the full name of every team -> its abbreviation.

    Raises:
        DataError: a file is broken, two rows disagree about one player's game, or no game is over.
    """
    raw, every = _over(read_rows(paths, options, quality), options.final, quality)
    if every.is_empty():
        if options.final is None:
            raise DataError(f"{raw.files[0]}: no game is over yet; game logs need games that were played")
        return Games(PLAYER_GAMES.empty())
    every = told_apart(by_teams(every, quality), options.competitions, quality)
    _check_box_scores(raw, every)
    frame = without_outcome(keep(every, options.competitions, quality), list(STATS.values())[1:], quality)
    if frame["minutes"].is_null().all():
        raise DataError(f"{raw.files[0]}: no row has an outcome; game logs need games that were played")
    player_games = _unique(raw, frame, quality)
    return Games(player_games, team_names=_team_names(raw, every), place=partial(_place, raw, every))


def _team_names(raw: RawTable, every: pl.DataFrame) -> dict[str, str]:
    """Return the full names of teams -> their abbreviations, of two teams of one name the latest one's."""
    named = every.select("date", "team", name=raw.frame["TEAM_NAME"]).drop_nulls("name")
    return dict(named.sort("date", "team").select("name", "team").unique(maintain_order=True).iter_rows())


def _over(
    raw: RawTable, final: Sequence[str] | None, quality: QualityReport
) -> tuple[RawTable, pl.DataFrame]:
    """Return the rows as read and canonical, those of games left out that may be in play.

    That is what a status says which is not final, whatever the score. Where there is no schedule, a file that
    tells nobody's win says nothing of it.
    """
    every = _canonical(raw)
    tells = pl.col("won").is_not_null().any().over(FILE) | pl.lit(final is not None)
    played = (pl.col("minutes") > 0).any().over(FILE, "game_id").fill_null(value=False)
    unfinished = (
        every.with_columns(raw.frame["GAME_STATUS"])
        .select(played & said_unfinished(pl.col("GAME_STATUS")))
        .to_series()
    )
    in_play = every.select(tells & played & ~is_over(final or (), FILE)).to_series() & ~unfinished
    for reason, which in ((UNFINISHED, unfinished), (IN_PLAY, in_play)):
        out = every.filter(which)
        games = out.select(worded("{} {}", "game_id", "date")).to_series().unique(maintain_order=True)
        quality.note(TABLE, reason, out.height, games.to_list())
    over = ~(unfinished | in_play)
    return raw.where(over), every.filter(over)


def _place(raw: RawTable, every: pl.DataFrame, row: Mapping[str, object]) -> str:
    """Return where a canonical row was read."""
    key = pl.all_horizontal(pl.col(name) == row[name] for name in KEY)
    return raw.place(every.filter(key).row(0, named=True))


def _canonical(raw: RawTable) -> pl.DataFrame:
    """Every row under canonical names and types, and where it came from."""
    fail_where(raw, ~raw.frame["WL"].is_in(["W", "L"]), "WL", "{value} is neither 'W' nor 'L'")
    date = days(raw, "GAME_DATE")
    season = _season(raw, date)
    game_id, of_league = _game_ids(filled(raw, "GAME_ID"), season, date)
    text = {
        "season": season,
        "game_id": game_id,
        "competition": competition(of_league, raw.frame["SEASON_ID"], raw.frame["COMPETITION"]),
        "date": date,
        "player_name": filled(raw, "PLAYER_NAME"),
        "team": league_codes(filled(raw, "TEAM_ABBREVIATION")),
        "opponent": league_codes(filled(raw, "OPPONENT")),
        "home": raw.frame["HOME"] == HOME,
        "won": raw.frame["WL"] == "W",
    }
    return pl.DataFrame(text).hstack(_numbers(raw)).hstack(raw.frame.select(FILE, RECORD))


def _numbers(raw: RawTable) -> pl.DataFrame:
    renamed = {**STATS, "PLUS_MINUS": "plus_minus"}
    rules = {"PLAYER_ID": Number(0, 2**53, whole=True, empty=False)}
    rules |= {name: _rule(canonical) for name, canonical in renamed.items()}
    schema = PLAYER_GAMES.schema
    return numbers(raw, rules).select(
        pl.col(name).cast(schema[to]).alias(to) for name, to in {"PLAYER_ID": "player_id", **renamed}.items()
    )


def _rule(canonical: str) -> Number:
    column = PLAYER_GAMES.columns[canonical]
    if column.low is None or column.high is None:
        raise ValueError(f"{canonical} has no bounds")
    return Number(column.low, column.high, whole=column.dtype.is_integer())


def _season(raw: RawTable, date: pl.Series) -> pl.Series:
    """`2023-24`: as given, from nba_api's `SEASON_ID` (`22023`: kind, first year), or the date's."""
    written = to_seasons(raw.frame["SEASON"])
    words = {word: re.fullmatch(r"\d{4}", word) or is_season(word) for word in written.drop_nulls().unique()}
    wrong = [word for word, known in words.items() if not known]
    fail_where(raw, written.is_in(wrong), "SEASON", "{value} is no season such as '2023-24'")
    fail_where(raw, _out_of(written, date), "SEASON", "{value} is no season of the row's day")
    fail_where(
        raw,
        written.is_null() & ~raw.frame["SEASON_ID"].str.contains(r"^\d{5}$"),
        "SEASON_ID",
        "{value} is no season such as '22023'",
    )
    by_id = raw.frame["SEASON_ID"].str.slice(-4).cast(pl.Int32, strict=False)
    first = pl.DataFrame({"id": by_id, "date": first_years(date)}).select(pl.coalesce("id", "date"))
    made = worded("{}-{}", "id", ((pl.col("id") + 1) % 100).cast(pl.String).str.zfill(2))
    whole = written.str.contains("-").fill_null(False)
    return written.zip_with(whole, first.select(made).to_series())


def _out_of(season: pl.Series, date: pl.Series) -> pl.Series:
    """Whether each day cannot be of the season that is written; from July to September it is of either."""
    whole = pl.when(pl.col("season").str.contains("-")).then(pl.col("season"))
    year, day = whole.str.slice(0, 4).cast(pl.Int32), pl.col("date").dt
    either = day.month().is_between(7, 9) & year.is_between(day.year() - 1, day.year())
    frame = pl.DataFrame({"season": season, "date": date, "first": first_years(date)})
    return frame.select(~((pl.col("first") == year) | either).fill_null(True)).to_series()


def _game_ids(text: pl.Series, season: pl.Series, date: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the ids of the games, and those of them that are the league's; null where they are others'.

    The league's name the season's first year: `0022300061`. Eight digits that do (`22300061`) get back the
    zeros that were lost where a tool took them for a number; those of other publishers stay as they are.
    """
    digits = text.str.replace(r"\.0$", "")
    lost = digits.str.contains(r"^[1-9]\d{7}$")
    whole = digits.str.zfill(10).zip_with(lost, digits)
    year = whole.str.slice(3, 2)
    names_year = (year == season.str.slice(2, 2)) | (
        year == (first_years(date) % 100).cast(pl.String).str.zfill(2)
    )
    ours = whole.str.contains(r"^\d{10}$") & names_year
    return whole.zip_with(ours, digits), whole.set(~ours, None)


def _check_box_scores(raw: RawTable, frame: pl.DataFrame) -> None:
    """Refuse a row that has half a box score: it has a whole one, none, or nothing but zeros."""
    empty = frame.select(pl.sum_horizontal(pl.col(c).is_null() for c in STATS.values())).to_series()
    idle = frame.select(pl.sum_horizontal(pl.col(*STATS.values()).fill_null(0)) == 0).to_series()
    half = (empty > 0) & (empty < len(STATS)) & ~idle
    if half.any():
        row = raw.frame.row(half.arg_max() or 0, named=True)
        column = next(c for c in STATS if row[c] is None)
        raise raw.error(row, column, "the cell is empty, but other columns of the row are not")


def _unique(raw: RawTable, frame: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """One row per player and game: copies are dropped, and a row with the outcome replaces one without."""
    columns = list(PLAYER_GAMES.columns)
    if not frame.select(KEY).is_duplicated().any():
        return frame.select(columns)
    once = frame.unique(columns, keep="first", maintain_order=True)
    quality.note(TABLE, "exact duplicate", frame.height - once.height)
    played = pl.col("minutes").is_not_null()
    final = once.filter(played | ~played.any().over(KEY))
    quality.note(TABLE, "row without outcome beside one with it", once.height - final.height)
    named = _latest_name(final, quality)
    clash = named.filter(pl.struct(KEY).is_duplicated()).sort(*KEY, FILE, RECORD)
    if clash.height:
        raise _disagreement(raw, clash.row(0, named=True), clash.row(1, named=True))
    return named.select(columns)


def _latest_name(frame: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Keep the last of rows that differ in the player's name alone: the id says who it is."""
    others = [column for column in PLAYER_GAMES.columns if column != "player_name"]
    latest = frame.unique(others, keep="last", maintain_order=True)
    twice = frame.join(latest, on=[FILE, RECORD], how="anti")
    examples = twice.select("player_name").to_series().unique(maintain_order=True).to_list()
    quality.note(TABLE, "other spelling of a player's name", twice.height, examples)
    return latest


def _disagreement(raw: RawTable, first: dict[str, object], second: dict[str, object]) -> DataError:
    columns = sorted(PLAYER_GAMES.columns, key=lambda c: c == "player_name")  # a name is no outcome
    column = next(c for c in columns if first[c] != second[c])
    back = {canonical: name for name, canonical in STATS.items()}
    return DataError(
        f"{raw.place(first)} and {raw.place(second)} disagree on column {back.get(column, column)} of player "
        f"{first['player_name']} ({first['player_id']}) in game {first['game_id']}: "
        f"{first[column]} and {second[column]}"
    )
