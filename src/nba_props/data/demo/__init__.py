"""`data=demo`: the simulated league.

Read it in this order: `schedule`, `rosters`, `injuries`, `minutes`, `pregame` (what is settled before
tip-off), `boxscore` (what then happens), `beliefs` and `books` (the betting market), `tables`, `league`.
"""

from nba_props.data.demo.league import DemoLeague

__all__ = ["DemoLeague"]
