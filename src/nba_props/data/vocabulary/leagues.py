"""Codes of teams by their league: the NBA's of today and of earlier years, and those of All-Star teams."""

from __future__ import annotations

from nba_props.data.vocabulary.teams import CODES, NAMES, TEAMS

FORMER = (
    "NJN", "SEA", "VAN", "NOH", "NOK", "CHH", "WSB", "KCK", "KCO", "SDC", "SDR", "BUF", "NOJ", "CAP", "BAL",
    "CIN", "SFW", "PHW", "STL", "STB", "MLH", "MIH", "TCB", "TRI", "ROC", "MNL", "SYR", "FTW", "INO", "AND",
    "SHE", "WAT", "DN", "DNN", "WSC", "BOM", "CHS", "CHP", "CHZ", "PRO", "PIT", "HUS", "TRH", "CLR", "DEF",
    "DTF", "BLB", "JET", "NYA", "NYN", "SAA", "DNA", "DNR", "INA", "CHB", "WBU", "NOR",
)  # fmt: skip
"""Teams of earlier years and names, by the league's codes and Basketball-Reference's."""
NBA = frozenset({*TEAMS, *CODES, *NAMES.values(), *FORMER})
"""Every code of a team that is, or was, in the NBA."""
ALL_STAR = frozenset(
    {"EAST", "WEST", "EST", "WST", "EAS", "WES", "USA", "WLD", "WORLD", "STARS", "LBN", "LEB", "GIA", "GNS",
     "STE", "STP", "DUR", "DRT", "KEN", "CHK", "SHQ", "CAN", "STR", "RIS", "SOP", "ROK", "ROOKIES"}
)  # fmt: skip
"""Codes of All-Star and Rising Stars teams, which change from year to year."""
