"""A night that is asked again: for what it counts, and in whose place."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from nba_props.live.picks.evening import Evening
from nba_props.live.picks.logged import earlier_runs
from nba_props.live.picks.publish import EXPERIMENT, night_metrics, night_tags, which_run
from nba_props.store import Tracking
from nba_props.tracking.store import open_store
from nba_props.tracking.tracker import NBAPropsTracker

from .nights import NIGHT, model


def asked(player_games: int) -> Evening:
    """A night on which so many player-games were left to predict, in two markets."""
    one = pl.DataFrame({"game_id": ["g"] * player_games, "player_id": range(player_games)})
    both = pl.concat([one, one]) if player_games else pl.DataFrame()
    now = dt.datetime(2024, 3, 15, 22, tzinfo=dt.UTC)
    return Evening(NIGHT, now, [model(("pooling=logit",))], both, pl.DataFrame({"taken": [False]}), {}, 0, {})


@pytest.fixture
def logged(tracking: Tracking) -> list[str]:
    """The runs of one night that predicted three player-games, two of them, and none any more."""
    tracker, found = NBAPropsTracker(EXPERIMENT, tracking.uri), []
    for player_games in (3, 2, 0):
        with tracker.start_run("night", night_tags(asked(player_games))):
            tracker.log_metrics(night_metrics(asked(player_games)))
            found.append(tracker.run.id)
    return found


def test_a_night_counts_for_what_it_predicted_in_place_of_those_that_predicted(
    logged: list[str], tracking: Tracking
) -> None:
    again = asked(1)
    earlier = earlier_runs(open_store(tracking.uri), again)
    assert earlier == logged[:2]
    told = which_run(again, "9b1c04aa" * 4, earlier)
    place = f"it counts for 1 player-game of this night, in place of {earlier[1][:8]} and 1 run before it"
    assert told == f"run 9b1c04aa in {EXPERIMENT}; {place}"


def test_a_night_that_predicts_nothing_takes_no_place(logged: list[str], tracking: Tracking) -> None:
    late = asked(0)
    earlier = earlier_runs(open_store(tracking.uri), late)
    assert logged
    assert earlier == []
    assert which_run(late, "9b1c04aa" * 4, earlier) == f"run 9b1c04aa in {EXPERIMENT}"
