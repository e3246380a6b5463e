"""Seven real seasons and a season of real lines: what must be found in them is found, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.consensus import most_quoted_line
from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.errors import DataError

pytestmark = pytest.mark.slow
REVIEWED = {
    ("A. Coffey", "Amir Coffey"), ("B. Biyombo", "Bismack Biyombo"),
    ("Bojan Bogdanovich", "Bojan Bogdanovic"), ("Brook Robert Lopez", "Brook Lopez"),
    ("C. Okeke", "Chuma Okeke"), ("Cam Johnson", "Cameron Johnson"), ("Cameron Thomas", "Cam Thomas"),
    ("Christian James McCollum", "CJ McCollum"), ("D. Jones Jr.", "Derrick Jones Jr."),
    ("D. Robinson", "Duncan Robinson"), ("D. Sharpe", "Day'Ron Sharpe"), ("D. Wade", "Dean Wade"),
    ("Danilo Galinari", "Danilo Gallinari"), ("Edrice Femi Adebayo", "Bam Adebayo"),
    ("Eric Ambrose Gordon Jr.", "Eric Gordon"), ("G Antetokounmpo", "Giannis Antetokounmpo"),
    ("G. Bitadze", "Goga Bitadze"), ("Grant Jerami", "Jerami Grant"), ("Gregory Jackson", "GG Jackson"),
    ("Gregory Jackson II", "GG Jackson"), ("Herb Jones", "Herbert Jones"),
    ("Huerter Kevin", "Kevin Huerter"), ("I. Jackson", "Isaiah Jackson"),
    ("Ishmael Larry Smith", "Ish Smith"), ("J. Isaac", "Jonathan Isaac"), ("J. Tate", "Jae'Sean Tate"),
    ("Joshua Giddey", "Josh Giddey"), ("K Caldwell-Pope", "Kentavious Caldwell-Pope"),
    ("Kenyon Martin Jr.", "KJ Martin"), ("Kevin Devon Knox II", "Kevin Knox II"),
    ("Love Kevin", "Kevin Love"), ("M. Flynn", "Malachi Flynn"), ("M. McBride", "Miles McBride"),
    ("M. Moody", "Moses Moody"), ("Mil. Bridges", "Miles Bridges"), ("Moe Wagner", "Moritz Wagner"),
    ("Mohamed Bamba", "Mo Bamba"), ("Morris Marcus", "Marcus Morris Sr."),
    ("Murray Dejounte", "Dejounte Murray"), ("N Alexander-Walker", "Nickeil Alexander-Walker"),
    ("Nicholas Batum", "Nicolas Batum"), ("Nicolas Claxton", "Nic Claxton"),
    ("Obadiah Toppin", "Obi Toppin"), ("P. Pritchard", "Payton Pritchard"),
    ("R. Covington", "Robert Covington"),
    ("Richardson Josh", "Josh Richardson"), ("S Gilgeous-Alexander", "Shai Gilgeous-Alexander"),
    ("S. Dinwiddie", "Spencer Dinwiddie"), ("Wembanyama Victor", "Victor Wembanyama"),
    ("Z. Nnaji", "Zeke Nnaji"), ("Z. Williams", "Ziaire Williams"),
}  # fmt: skip
"""Every pair that is not the same name with or without a suffix, checked by hand."""

DOUBTFUL = {"Alfred Joel Horford Reynoso", "J. Green", "C. Martin", "T. Young"}
"""Names that nobody is found for: a full legal name, and initials that fit two players of the two teams."""


def plain(name: str) -> str:
    """A spelling without accents, punctuation and suffix; on purpose not the function under test."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", re.sub(r"[ ,]+(jr|sr|ii|iii|iv)\.?$", "", ascii_only))


@pytest.fixture(scope="module")
def data(real_data: Path) -> Dataset:
    lines = real_data / "odds" / "pra_odds_2023-24.csv"
    return Files(game_logs=str(real_data / "game_logs"), prop_lines=str(lines)).load(0)


@pytest.fixture(scope="module")
def written(real_data: Path) -> pl.DataFrame:
    """The lines' own player-days, read without the code under test."""
    lines = pl.read_csv(real_data / "odds" / "pra_odds_2023-24.csv", try_parse_dates=True)
    eastern = pl.col("timestamp").dt.replace_time_zone(None).dt.replace_time_zone("UTC")
    day = eastern.dt.convert_time_zone("America/New_York").dt.date()
    return lines.select("player_name", "home_team", "away_team", day=day).unique()


def test_all_rows_of_the_logs_arrive(data: Dataset) -> None:
    assert data.quality.read["player_games"] == 175_990
    assert (
        data.player_games["points"].count() == 175_990 - 641 + 311
    )  # of 641 rows with 0 minutes, 311 tell more
    kept = data.player_games.filter(pl.col("minutes").is_not_null())
    assert set(kept["competition"].unique()) == {"regular"}
    assert data.player_games["season"].n_unique() == 7


def test_at_least_98_percent_of_lined_player_days_are_matched(data: Dataset) -> None:
    assert data.quality.figures["lined player-games"] > 4_600
    assert data.quality.figures["share of them with a matched name"] >= 0.98


def test_every_name_that_is_not_the_same_was_checked_by_hand(data: Dataset) -> None:
    pairs = {
        (s.written, s.name) for s in data.quality.spellings if s.name and plain(s.written) != plain(s.name)
    }
    assert pairs == REVIEWED


def test_only_doubtful_names_stay_unmatched(data: Dataset) -> None:
    assert {s.written for s in data.quality.unmatched} == DOUBTFUL


def test_matches_agree_with_a_plain_join_on_name_and_day(data: Dataset, written: pl.DataFrame) -> None:
    season = data.player_games.filter(pl.col("season") == "2023-24", pl.col("points").is_not_null())
    keyed = season.with_columns(key=pl.col("player_name").map_elements(plain, return_dtype=pl.String))
    names = written.with_columns(key=pl.col("player_name").map_elements(plain, return_dtype=pl.String))
    joined = names.join(keyed, left_on=["key", "day"], right_on=["key", "date"]).select(
        "game_id", "player_id"
    )
    ours = data.prop_lines.select("game_id", "player_id").unique()
    assert joined.n_unique() > 4_300
    assert joined.unique().join(ours, on=["game_id", "player_id"], how="anti").height == 0


def test_every_line_belongs_to_one_of_the_players_own_games(data: Dataset) -> None:
    lined = data.prop_lines.select("game_id", "player_id").unique()
    assert lined.join(data.player_games, on=["game_id", "player_id"], how="anti").height == 0
    assert data.player_games.select("game_id", "player_id").is_duplicated().sum() == 0


def test_playoff_lines_are_told_apart_from_failed_names(data: Dataset) -> None:
    steps = {step.reason: step for step in data.quality.steps if step.table == "prop_lines"}
    playoffs = steps["after the last game log: predicted, not scored"]
    assert playoffs.rows > 3_000
    assert playoffs.examples[0].endswith("2024-04-16")
    assert steps["name not matched"].rows < 20
    assert "game not in the logs" not in steps


def test_rows_are_accounted_for(data: Dataset) -> None:
    dropped = sum(s.rows for s in data.quality.steps if s.table == "prop_lines" and s.dropped)
    assert data.quality.read["prop_lines"] == 29_592
    assert data.prop_lines.height == 29_592 - dropped


def test_the_most_quoted_line_has_its_known_error(data: Dataset) -> None:
    lines = most_quoted_line(data.prop_lines, "pra")
    assert lines.select("game_id", "player_id").is_duplicated().sum() == 0
    played = data.player_games.filter(pl.col("points").is_not_null())
    joined = lines.join(played, on=["game_id", "player_id"])
    outcome = pl.col("points") + pl.col("rebounds") + pl.col("assists")
    error = joined.select((outcome - pl.col("line")).abs().mean()).item()
    assert 4_450 <= joined.height <= 4_650
    assert 6.10 <= error <= 6.25


def test_the_poisoned_feed_is_found_and_no_other(data: Dataset) -> None:
    feeds = {feed.book: feed for feed in data.quality.feeds}
    assert {book for book, feed in feeds.items() if feed.wrong} == {"BetRivers", "Unibet"}
    assert feeds["BetRivers"].same_as == ["Unibet"]
    assert [book for book, feed in feeds.items() if feed.same_as] == ["BetRivers", "Unibet"]
    honest = [feed.correlation for feed in feeds.values() if not feed.wrong]
    assert all(value is not None and value < -0.1 for value in honest)


def test_without_upcoming_the_playoffs_are_dropped(real_data: Path) -> None:
    logs = real_data / "game_logs" / "player_game_logs_2023-24.csv"
    lines = real_data / "odds" / "pra_odds_2023-24.csv"
    data = Files(game_logs=str(logs), prop_lines=str(lines), upcoming=False).load(0)
    assert (
        data.player_games["date"].max()
        == data.player_games.filter(pl.col("points").is_not_null())["date"].max()
    )
    assert any(s.reason == "after the last game log" and s.dropped for s in data.quality.steps)


def test_raw_odds_of_all_markets_are_read(real_data: Path) -> None:
    logs = real_data / "game_logs" / "player_game_logs_2023-24.csv"
    data = Files(game_logs=str(logs), prop_lines=str(real_data / "odds" / "all_markets_*.csv")).load(0)
    steps = {step.reason: step for step in data.quality.steps if step.table == "prop_lines"}
    assert steps["no line (yes/no market)"].examples == ["player_double_double", "player_triple_double"]
    assert set(data.prop_lines["market"]) == {
        "pra", "points", "rebounds", "assists", "threes", "steals", "blocks",
    }  # fmt: skip
    assert (data.prop_lines["quoted_at"] < data.prop_lines["tip_off"]).all()
    # Tip-offs of the next UTC day belong to the evening before in the United States.
    assert {day.isoformat() for day in data.prop_lines["date"]} == {"2025-12-04", "2025-12-05"}


def test_lines_by_day_without_a_market_are_of_the_one_that_all_are_near(
    real_data: Path, tmp_path: Path
) -> None:
    lines = pl.read_csv(real_data / "odds" / "pra_odds_2023-24.csv", infer_schema=False)
    assert "market" not in lines.columns
    for (day,), rows in lines.group_by("event_date"):
        rows.write_csv(tmp_path / f"{day}.csv")
    logs = real_data / "game_logs" / "player_game_logs_2023-24.csv"
    data = Files(game_logs=str(logs), prop_lines=str(tmp_path / "*.csv")).load(0)
    assert data.prop_lines["market"].value_counts().rows() == [("pra", 28_753)]


def test_lines_by_day_that_may_be_of_several_markets_are_asked_about(real_data: Path, tmp_path: Path) -> None:
    for file in (real_data / "odds" / "threes_2024-25").glob("*.csv"):
        pl.read_csv(file, infer_schema=False).drop("market").write_csv(tmp_path / file.name)
    logs = real_data / "game_logs_2024-25" / "player_game_logs_2024-25_to_december.csv"
    with pytest.raises(DataError, match="no column says which market the lines are of"):
        Files(game_logs=str(logs), prop_lines=str(tmp_path / "*.csv")).load(0)
