"""The names of teams, books, markets and players."""

from __future__ import annotations

_ABBREVIATIONS = """
ATL BOS BKN CHA CHI CLE DAL DEN DET GSW HOU IND LAC LAL MEM MIA MIL MIN NOP NYK OKC ORL PHI PHX POR SAC SAS
TOR UTA WAS
"""
_FIRST = """
Aaron Bram Calvin Dario Elias Felix Gordon Hugo Isaac Jamal Kofi Luka Malik Nico Omar Pascal Quentin Rafael
Silas Tobias Umar Victor Wes Xavier Yannick Zane Andre Boris Cedric Dante Emil
"""
_LAST = """
Abara Bexley Corrigan Dufresne Ekholm Farrow Granger Holloway Ibarra Jankovic Kessler Lindqvist Marlowe
Navarro Okafor Pemberton Quist Rosario Sandoval Thorne Ullman Vasquez Whitlock Xenakis Yarrow Zeller Ashford
Brandt Castellan Dorsey Everhart Fontaine Gallagher Hartwell Imani Jessup Kowalski Langston Mercer Northcott
Ogden Prescott Rainier Sterling Tillman Underhill Vance
"""
TEAMS, FIRST, LAST = tuple(_ABBREVIATIONS.split()), tuple(_FIRST.split()), tuple(_LAST.split())

BOOKS = {"Alpha": 0.042, "Bravo": 0.048, "Circle": 0.055, "Delta": 0.062, "Empire": 0.068, "Falcon": 0.078}
"""The books and their overround: by how much the implied probabilities of the two sides exceed 1."""

MARKETS: dict[str, tuple[str, ...]] = {
    "pra": ("points", "rebounds", "assists"),
    "points": ("points",),
    "rebounds": ("rebounds",),
    "assists": ("assists",),
    "threes": ("threes",),
}
"""The stats that each market adds up."""


def player_name(player: int) -> str:
    """Return a name that no other player has: 31 first and 47 last names share no divisor."""
    name = f"{FIRST[player % len(FIRST)]} {LAST[player % len(LAST)]}"
    generation = player // (len(FIRST) * len(LAST))
    return name if generation == 0 else f"{name} {'I' * (generation + 1)}"
