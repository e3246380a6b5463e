"""Blocks that read what the books say, worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.errors import NBAPropsError
from nba_props.features.block.game_lines import GameLines
from nba_props.features.block.market import MarketLines
from nba_props.features.history import History
from nba_props.features.prices import Prices
from nba_props.market import Market
from tests.features.block.hand import POINTS, features, games, row, upcoming, value

GAMES = [
    row(1, 1, "AAA", "BBB", points=100, fga=90, minutes=48.0),
    row(1, 2, "BBB", "AAA", points=90, fga=90, minutes=48.0, home=False),
    upcoming(3, 1, "AAA", "BBB", game_id="g"),
    upcoming(3, 2, "BBB", "AAA", game_id="g", home=False),
]
LINE = pl.DataFrame({"game_id": ["g"], "home": ["AAA"], "margin": [6.0], "total": [220.0], "home_win": [0.7]})


def test_a_line_is_seen_from_each_sides_team() -> None:
    made = features(GameLines(), GAMES, prices=Prices(games=LINE))
    at_home = {name: value(made, name, 3, 1) for name in made.columns}
    away = {name: value(made, name, 3, 2) for name in made.columns}
    assert (at_home["game_total"], away["game_total"]) == (220.0, 220.0)
    assert (at_home["expected_margin"], away["expected_margin"]) == (6.0, -6.0)
    assert (at_home["expected_margin_squared"], away["expected_margin_squared"]) == (36.0, 36.0)
    assert (at_home["implied_total"], away["implied_total"]) == (113.0, 107.0)
    assert (at_home["opponent_implied_total"], away["opponent_implied_total"]) == (107.0, 113.0)
    assert at_home["win_probability"] == pytest.approx(0.7)
    assert away["win_probability"] == pytest.approx(0.3)


def test_a_line_is_compared_with_what_both_teams_usually_do() -> None:
    made = features(GameLines(), GAMES, prices=Prices(games=LINE))
    assert value(made, "implied_total_excess", 3, 1) == pytest.approx(113 - 100)
    assert value(made, "implied_total_excess", 3, 2) == pytest.approx(107 - 90)
    assert value(made, "game_total_excess", 3, 1) == pytest.approx(220 - 190)
    # One man's 48 minutes are a fifth of a team's: 90 shots in them are a pace of 450.
    assert value(made, "implied_points_per_possession", 3, 1) == pytest.approx(113 / 450)


def test_a_game_without_a_line_stays_empty() -> None:
    made = features(GameLines(), GAMES, prices=Prices(games=LINE.clear()))
    assert made.drop("day", "player_id").null_count().sum_horizontal().item() == 4 * (made.width - 2)


def quotes(*rows: tuple[str, float]) -> Prices:
    return Prices(
        lines=pl.DataFrame(
            {
                "game_id": ["g"] * len(rows),
                "player_id": [1] * len(rows),
                "market": [market for market, _ in rows],
                "line": [median - 0.25 for _, median in rows],
                "novig_over": [0.52] * len(rows),
                "median": [median for _, median in rows],
                "books": pl.Series([5] * len(rows), dtype=pl.Int32),
                "disagreement": [1.5] * len(rows),
                "move": [-0.5] * len(rows),
            }
        )
    )


def test_the_books_line_stands_beside_those_of_other_markets() -> None:
    made = features(MarketLines(), GAMES, prices=quotes(("points", 21.75), ("pra", 30.0)))
    assert value(made, "book_line", 3) == 21.5
    assert value(made, "book_median", 3) == 21.75
    assert value(made, "book_over", 3) == 0.52
    assert (value(made, "books", 3), value(made, "book_disagreement", 3)) == (5, 1.5)
    assert value(made, "book_move", 3) == -0.5
    assert value(made, "book_median_pra", 3) == 30.0
    assert value(made, "book_median_assists", 3) is None
    assert "book_median_points" not in made.columns
    assert value(made, "book_line", 1) is None
    assert value(made, "book_line", 3, player=2) is None


def test_the_parts_of_a_sum_are_held_against_it() -> None:
    pra = Market("pra", ["points", "rebounds", "assists"])
    lines = quotes(("pra", 30.0), ("points", 21.0), ("rebounds", 6.0), ("assists", 5.0))
    made = MarketLines().features(History.of(games(GAMES), pra, prices=lines))
    assert made["book_parts_excess"].drop_nulls().to_list() == [2.0]
    lacking = MarketLines().features(History.of(games(GAMES), pra, prices=quotes(("pra", 30.0))))
    assert lacking["book_parts_excess"].null_count() == lacking.height


@pytest.mark.parametrize(
    ("block", "key"), [(GameLines(), "data.game_lines"), (MarketLines(), "data.prop_lines")]
)
def test_without_the_table_it_says_which_is_missing(block: GameLines | MarketLines, key: str) -> None:
    with pytest.raises(NBAPropsError, match=key):
        block.features(History.of(games(GAMES), POINTS))


def test_on_neutral_ground_each_team_sees_its_own_side() -> None:
    rows = [upcoming(3, 1, "AAA", "BBB", game_id="g", home=False), GAMES[3]]
    made = features(GameLines(), rows, prices=Prices(games=LINE))
    assert [value(made, "expected_margin", 3, player) for player in (1, 2)] == [6.0, -6.0]
