"""What cannot be true: each rule is broken on purpose, counted, and refused where it is broken too often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from nba_props.data.contradictions import without_contradictions
from nba_props.data.eastern import MORNING, at_hour
from nba_props.data.matching.credible import EARLY, credible
from nba_props.data.matching.events import schedule
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.data.sources import unplaced
from nba_props.errors import DataError
from tests.data.published import league

TODAY = dt.date(2024, 3, 1)
Change = Callable[[pl.DataFrame], pl.DataFrame]


def obeying(frame: pl.DataFrame, today: dt.date | None = TODAY) -> tuple[pl.DataFrame, QualityReport]:
    quality = QualityReport()
    return without_contradictions(frame, today, unplaced, quality), quality


def games() -> pl.DataFrame:
    """The league's player-games with an outcome."""
    return league().player_games.filter(pl.col("minutes") > 0)


def first(count: int, **cells: pl.Expr) -> Change:
    """Change cells of the first rows of different games."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        keys = frame.unique("game_id", maintain_order=True).head(count).select("game_id", "player_id")
        chosen = pl.struct("game_id", "player_id").is_in(keys.to_struct().implode())
        return frame.with_columns(
            pl.when(chosen).then(value).otherwise(pl.col(name)).alias(name) for name, value in cells.items()
        )

    return change


def second_id(count: int) -> Change:
    """Put all rows of a few games below the table, under another id."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        some = frame["game_id"].unique(maintain_order=True).head(count)
        again = frame.filter(pl.col("game_id").is_in(some.implode()))
        return pl.concat([frame, again.with_columns(game_id="X" + pl.col("game_id"))])

    return change


def test_the_simulated_league_contradicts_itself_nowhere() -> None:
    frame, quality = obeying(games())
    assert frame.equals(games())
    assert not quality.contradictions
    assert not quality.steps


@pytest.mark.parametrize(
    ("change", "wrong", "left_out"),
    [
        (first(3, points=pl.col("points") + 1), "points are not 2·fgm + threes + ftm", 0),
        (first(3, oreb=pl.col("oreb") + 1), "rebounds are not oreb + dreb", 0),
        (first(3, fga=pl.col("fgm") - 1), "more fgm than fga", 0),
        (first(3, minutes=pl.lit(None)), "a box score without minutes", 0),
        (first(3, fta=pl.col("ftm") - 1), "more ftm than fta", 0),
        (first(3, opponent=pl.col("team")), "team is its own opponent", 3),
        (first(3, date=pl.col("date") + pl.duration(days=1)), "game on several dates", 3),
        (second_id(1), "game under several ids", None),
        (first(3, opponent=pl.lit("XYZ")), "team against several opponents in a game", 3),
    ],
)
def test_a_broken_rule_is_counted(change: Change, wrong: str, left_out: int | None) -> None:
    broken = change(games().filter(pl.col("ftm") > 0, pl.col("fgm") > 0))
    frame, quality = obeying(broken)
    (found,) = quality.contradictions
    assert (found.wrong, found.of) == (wrong, broken.height)
    assert broken.height - frame.height == (found.rows if left_out is None else left_out)
    assert quality.steps[0].rows == found.rows


@pytest.mark.parametrize("won", [True, False])
def test_one_team_wins_a_game(won: bool) -> None:
    some = games().with_columns(won=pl.when(of_first_games(1)).then(pl.lit(won)).otherwise("won"))
    frame, quality = obeying(some)
    assert frame.height == some.height
    assert [found.wrong for found in quality.contradictions] == ["both teams won a game, or neither"]
    with pytest.raises(DataError, match=r"both teams won a game, or neither .*at most 5%"):
        obeying(games().with_columns(won=pl.lit(won)))
    assert not obeying(games().filter(pl.col("home")).with_columns(won=pl.lit(won)))[1].contradictions
    assert not obeying(games().with_columns(won=pl.lit(None, pl.Boolean)))[1].contradictions


@pytest.mark.parametrize("count", [12, 40])
def test_one_wrong_cell_a_game_refuses_no_table(count: int) -> None:
    some = games().filter(of_first_games(count))
    wrong = first(3, won=~pl.col("won"))(some)
    frame, quality = obeying(wrong)
    assert frame.height == some.height
    assert [(found.wrong, found.rows) for found in quality.contradictions] == [
        ("team won a game and lost it", 3)
    ]
    with pytest.raises(DataError, match=r"team won a game and lost it .*rows; at most 5%"):
        obeying(some.with_columns(won=pl.int_range(pl.len()) % 2 == 0))


@pytest.mark.parametrize(("broken", "of"), [(1, 12), (2, 12), (3, 12), (1, 1), (2, 2)])
def test_what_is_wrong_of_a_game_is_counted_in_games(broken: int, of: int) -> None:
    some = games().filter(of_first_games(of))
    again = some.filter(of_first_games(broken)).with_columns(pl.col("player_id") + 10**6)
    twice = pl.concat([some, again])
    if broken < min(of, 3):
        frame, quality = obeying(twice)
        assert frame.height == twice.height
        assert [found.rows for found in quality.contradictions] == [2 * again.height]
        return
    with pytest.raises(DataError, match=rf"400 minutes .*in {broken} of {of} games; at most 5%"):
        obeying(twice)


def of_first_games(count: int) -> pl.Expr:
    return pl.col("game_id").is_in(games()["game_id"].unique(maintain_order=True).head(count).implode())


def test_a_team_that_plays_more_minutes_than_any_game_has_is_counted() -> None:
    some = games().filter(of_first_games(1), pl.col("team") == pl.col("team").first())
    again = some.with_columns(player_id=pl.col("player_id") + 10**6)
    frame, quality = obeying(pl.concat([games(), again]))
    assert frame.height == games().height + some.height
    (found,) = quality.contradictions
    assert (found.wrong, found.rows) == ("more than 400 minutes of a team in a game", 2 * some.height)
    with pytest.raises(DataError, match=r"more than 400 minutes of a team in a game .*at most 5%"):
        obeying(pl.concat([games(), games().with_columns(player_id=pl.col("player_id") + 10**6)]))


def test_minutes_in_hours_or_days_are_counted_and_a_table_of_them_is_refused() -> None:
    in_hours, half = pl.col("minutes") / 60, games()["game_id"].n_unique() // 2
    some = games().with_columns(minutes=pl.when(of_first_games(1)).then(in_hours).otherwise("minutes"))
    frame, quality = obeying(some)
    assert frame.height == some.height
    assert [found.wrong for found in quality.contradictions] == [
        "fewer than 100 minutes of a team of 8 players or more in a game"
    ]
    with pytest.raises(DataError, match=r"fewer than 100 minutes .*\(game_id=\w+, team=\w+, minutes=0\.\d+"):
        obeying(
            games().with_columns(minutes=pl.when(of_first_games(half)).then(in_hours).otherwise("minutes"))
        )


@pytest.mark.parametrize("unit", [60, 24 * 60])
def test_minutes_in_hours_or_days_are_refused_of_a_part_of_the_teams_players(unit: int) -> None:
    few = games().group_by("game_id", "team", maintain_order=True).head(3)
    wrong = few.with_columns(pl.col("minutes") / unit)
    with pytest.raises(
        DataError, match=r"nobody has 2 minutes in 100 player-games: they are hours or days \(min"
    ):
        obeying(wrong)
    assert not obeying(wrong.head(99))[1].contradictions


def test_a_part_of_a_teams_players_may_have_played_little() -> None:
    few = games().sort("minutes").group_by("game_id", "team", maintain_order=True).head(7)
    assert not obeying(few)[1].contradictions


def test_a_player_plays_once_a_day() -> None:
    day = games()["date"][0]
    today = games().filter(pl.col("date") == day)
    ids = today["game_id"].unique().sort()
    one = today.filter(pl.col("game_id") == ids[0]).row(0, named=True)
    elsewhere = {**one, "game_id": ids[1], **today.filter(pl.col("game_id") == ids[1]).select(
        "team", "opponent", "home").row(0, named=True)}  # fmt: skip
    frame, quality = obeying(pl.concat([games(), pl.DataFrame([elsewhere], schema=games().schema)]))
    assert [found.wrong for found in quality.contradictions] == [
        "player in several games of a competition on one day"
    ]
    assert frame.filter(pl.col("player_id") == one["player_id"], pl.col("date") == day).is_empty()


def test_nobody_has_played_tomorrow_but_games_may_be_scheduled() -> None:
    last = games()["date"].max()
    assert isinstance(last, dt.date)
    rows = games().filter(pl.col("date") >= last - dt.timedelta(days=2))
    before = rows.filter(pl.col("date") < last)
    to_come = pl.when(pl.col("date") < last).then(pl.col(POSTGAME_COLUMNS)).name.keep()
    scheduled = rows.with_columns(to_come)
    assert obeying(scheduled, last - dt.timedelta(days=2))[0].height == rows.height
    with pytest.raises(DataError, match=r"game \d+, player \d+: played in the future \(date=.*at most 5%"):
        obeying(rows, last - dt.timedelta(days=2))
    assert obeying(before, last - dt.timedelta(days=2))[1].contradictions == []


def test_a_rule_that_many_rows_break_refuses_the_table() -> None:
    wrong = games().with_columns(points=pl.col("points") + 1)
    with pytest.raises(DataError, match=r"points are not 2·fgm \+ threes \+ ftm \(points=\d+, fgm=\d+"):
        obeying(wrong)


def test_game_logs_without_minutes_are_refused() -> None:
    """Averages are of games with minutes: without any, every player would be one without a past."""
    with pytest.raises(
        DataError, match=r"a box score without minutes \(minutes=None, points=\d+; .*at most 5%"
    ):
        obeying(games().with_columns(minutes=pl.lit(None, pl.Float64)))


def test_neutral_ground_is_the_same_whatever_the_order_of_rows() -> None:
    some = games()["game_id"][0]
    both = games().with_columns(home=pl.col("home") | (pl.col("game_id") == some))
    frame, quality = obeying(both)
    assert frame.filter(pl.col("game_id") == some)["home"].to_list() == [False] * quality.steps[0].rows
    assert schedule(frame).equals(schedule(frame.reverse()))
    assert schedule(frame.sample(fraction=1, shuffle=True, seed=1)).equals(schedule(frame))


def test_lines_quoted_before_the_morning_stay_and_are_counted() -> None:
    lines = league().prop_lines
    first = pl.int_range(pl.len()) == 0
    for earlier, count in ((0, 0), (1, 1)):
        at = at_hour(pl.col("date"), MORNING) - pl.duration(minutes=earlier)
        moved = lines.with_columns(quoted_at=pl.when(first).then(at).otherwise("quoted_at"))
        quality = QualityReport()
        assert credible(moved, league().player_games, quality).height == lines.height
        assert [(step.reason, step.rows, step.dropped) for step in quality.steps] == [
            (EARLY, 1, False)
        ] * count


def test_lines_quoted_after_the_day_are_left_out_and_odd_ones_counted() -> None:
    lines = league().prop_lines
    one = pl.int_range(pl.len()) == 0
    delay = pl.when(one).then(pl.duration(days=2)).otherwise(pl.duration(days=0))
    late = lines.with_columns(quoted_at=pl.col("quoted_at") + delay)
    quality = QualityReport()
    assert credible(late, league().player_games, quality).height == lines.height - 1
    (step,) = quality.steps
    assert (step.reason, step.lost) == ("quoted after the day of the game", True)
    far = lines.with_columns(line=pl.when(one).then(140.5).otherwise("line"))
    quality = QualityReport()
    assert credible(far, league().player_games, quality).height == lines.height
    assert "line far from what the player scores" in [found.wrong for found in quality.contradictions]


def test_every_rule_is_of_a_canonical_column() -> None:
    assert set(games().columns) == set(PLAYER_GAMES.columns)
