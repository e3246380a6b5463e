"""The canonical tables: their columns, types, allowed values, and when each column becomes known.

`known_at` is one of

- `pregame`: known before tip-off (schedule, rosters);
- `quoted`: known at the row's own `quoted_at` or `known_at`;
- `postgame`: an outcome. Null in rows without one: tonight's games, lined players who did not play.

Feature blocks reach `postgame` columns only through `nba_props.features.history.History`.
"""

from __future__ import annotations

from dataclasses import replace

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.table import Column, Kind, KnownAt, Table


def _outcome(kind: Kind, low: float | None, high: float) -> Column:
    return Column(kind, KnownAt.POSTGAME, nullable=True, low=low, high=high)


_TEXT, _ID, _COUNT, _UTC = Kind.TEXT, Kind.ID, Kind.COUNT, Kind.UTC

COMPETITIONS = ("regular", "tournament", "play_in", "playoffs", "preseason", "all_star", "other_league")
"""Kinds of games; the in-season tournament's group games are games of the regular season."""

PLAYER_GAMES = Table(
    "player_games",
    {
        "season": Column(_TEXT, KnownAt.PREGAME),  # "2023-24"
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),  # US/Eastern calendar day of the tip-off
        "player_id": Column(_ID, KnownAt.PREGAME),
        "player_name": Column(_TEXT, KnownAt.PREGAME),
        "team": Column(_TEXT, KnownAt.PREGAME),  # abbreviation
        "opponent": Column(_TEXT, KnownAt.PREGAME),
        "home": Column(Kind.FLAG, KnownAt.PREGAME),
        "competition": Column(_TEXT, KnownAt.PREGAME, nullable=True, allowed=COMPETITIONS),
        "won": Column(Kind.FLAG, KnownAt.POSTGAME, nullable=True),
        "minutes": _outcome(Kind.NUMBER, 0, 75),
        "points": _outcome(_COUNT, 0, 120),
        "rebounds": _outcome(_COUNT, 0, 60),
        "assists": _outcome(_COUNT, 0, 40),
        "threes": _outcome(_COUNT, 0, 30),  # three-point field goals made
        "steals": _outcome(_COUNT, 0, 20),
        "blocks": _outcome(_COUNT, 0, 25),
        "turnovers": _outcome(_COUNT, 0, 25),
        "fouls": _outcome(_COUNT, 0, 10),
        "fgm": _outcome(_COUNT, 0, 50),  # field goals made (twos and threes)
        "fga": _outcome(_COUNT, 0, 80),
        "fg3a": _outcome(_COUNT, 0, 50),
        "ftm": _outcome(_COUNT, 0, 50),
        "fta": _outcome(_COUNT, 0, 60),
        "oreb": _outcome(_COUNT, 0, 40),
        "dreb": _outcome(_COUNT, 0, 50),
        "plus_minus": _outcome(_COUNT, -100, 100),
    },
    key=(*PLAYER_GAME,),
)

PROP_LINES = Table(
    "prop_lines",
    {
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),
        "player_id": Column(_ID, KnownAt.PREGAME),
        "market": Column(_TEXT, KnownAt.PREGAME),  # as in conf/market: "pra", "points", ...
        "book": Column(_TEXT, KnownAt.PREGAME),
        "line": Column(Kind.NUMBER, KnownAt.QUOTED, low=0, high=150),
        "quoted_at": Column(_UTC, KnownAt.QUOTED),
        "over_price": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=1.001, high=1001),  # decimal
        "under_price": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=1.001, high=1001),
        "one_sided": Column(Kind.FLAG, KnownAt.QUOTED),  # a price of one side, or of none
        "tip_off": Column(_UTC, KnownAt.PREGAME, nullable=True),
    },
    key=(*PLAYER_GAME_MARKET, "book", "line", "quoted_at"),
)

UNMATCHED = Table(
    "unmatched",
    {
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),
        "player": Column(_TEXT, KnownAt.PREGAME),  # as the bookmaker spells the name
        "market": Column(_TEXT, KnownAt.PREGAME),
        "book": Column(_TEXT, KnownAt.PREGAME),
        "line": Column(Kind.NUMBER, KnownAt.QUOTED, low=0, high=150),
        "quoted_at": Column(_UTC, KnownAt.QUOTED),
    },
    key=("game_id", "player", "market", "book", "line", "quoted_at"),
)
"""Quotes of known games on players whom nobody was found for: counted, and never bet on."""

WITHDRAWN = Table(
    "withdrawn",
    {
        **{name: PROP_LINES.columns[name] for name in PROP_LINES.key},
        "withdrawn_at": Column(_UTC, KnownAt.QUOTED),
    },
    key=PROP_LINES.key,
)
"""Quotes of `prop_lines` that a later snapshot of their event, book and market is without, and its time."""

_PRICE = Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=1.001, high=1001)  # decimal
_QUOTED_GAME = {
    "book": Column(_TEXT, KnownAt.PREGAME, nullable=True),  # null where the file names none
    "spread": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=-60, high=60),  # the home team's
    "total": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=100, high=400),
    "home_price": _PRICE,  # of the home team's win (its moneyline)
    "away_price": _PRICE,
    "quoted_at": Column(_UTC, KnownAt.QUOTED, nullable=True),  # null: near the close, known at tip-off
    "tip_off": Column(_UTC, KnownAt.PREGAME, nullable=True),
}
"""What a book says of a game. The spread is the home team's handicap: -4.5 where it is favoured by 4.5."""

GAME_LINES = Table(
    "game_lines",
    {
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),
        "home": Column(_TEXT, KnownAt.PREGAME),  # the team whose spread and price it is; one of the two
        **_QUOTED_GAME,
    },
    key=("game_id", "book", "quoted_at"),
)

GAME_QUOTES = Table(
    "game_quotes",
    {
        "event_date": Column(Kind.DAY, KnownAt.PREGAME, nullable=True),  # as the publisher wrote it
        "home_team": Column(_TEXT, KnownAt.PREGAME),  # a name or an abbreviation
        "away_team": Column(_TEXT, KnownAt.PREGAME),
        **_QUOTED_GAME,
    },
    key=(),
)
"""Books' lines on games as they were published, before games are found."""

STATUSES = ("out", "doubtful", "questionable", "probable", "available")
UNNAMED = "unnamed"
"""What stands in place of a status since a later report of the team does not name the player any more."""

AVAILABILITY = Table(
    "availability",
    {
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),
        "player_id": Column(_ID, KnownAt.PREGAME),
        "team": Column(_TEXT, KnownAt.PREGAME),
        "status": Column(_TEXT, KnownAt.QUOTED, allowed=(*STATUSES, UNNAMED)),
        "known_at": Column(_UTC, KnownAt.QUOTED),
    },
    key=(*PLAYER_GAME, "known_at"),
)
"""What reports said of a player before a game: a row for each change, since when it was known.

What was known at a moment is the last row up to it (`nba_props.data.said.last_said`)."""

TEAM_REPORTS = Table(
    "team_reports",
    {
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),
        "team": Column(_TEXT, KnownAt.PREGAME),
        "submitted": Column(Kind.FLAG, KnownAt.QUOTED),
        "known_at": Column(_UTC, KnownAt.QUOTED),
    },
    key=("game_id", "team", "known_at"),
)
"""Whether a team had submitted its injury report before a game: a row for each change."""

POSITIONS = Table(
    "positions",
    {
        "season": Column(_TEXT, KnownAt.PREGAME),
        "player_id": Column(_ID, KnownAt.PREGAME),
        "position": Column(_TEXT, KnownAt.PREGAME, allowed=("G", "F", "C")),
    },
    key=("season", "player_id"),
)

QUOTES = Table(
    "quotes",
    {
        "event_id": Column(_TEXT, KnownAt.PREGAME),  # of the publisher; with the teams, an event
        "player": Column(_TEXT, KnownAt.PREGAME),  # as the bookmaker spells the name
        "book": Column(_TEXT, KnownAt.PREGAME),
        "market": Column(_TEXT, KnownAt.PREGAME, nullable=True),  # ours, where we know it ...
        "unknown_market": Column(
            _TEXT, KnownAt.PREGAME, nullable=True
        ),  # ... else the publisher's; or both empty
        "alternate": Column(Kind.FLAG, KnownAt.PREGAME, nullable=True),  # a further line of the market
        "line": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=0, high=150),
        "over_price": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=1.001, high=1001),  # decimal
        "under_price": Column(Kind.NUMBER, KnownAt.QUOTED, nullable=True, low=1.001, high=1001),
        "quoted_at": Column(_UTC, KnownAt.QUOTED, nullable=True),
        "tip_off": Column(_UTC, KnownAt.PREGAME, nullable=True),
        "event_date": Column(Kind.DAY, KnownAt.PREGAME, nullable=True),  # as the publisher wrote it
        "home_team": Column(_TEXT, KnownAt.PREGAME),  # a name or an abbreviation
        "away_team": Column(_TEXT, KnownAt.PREGAME),
        "source_player_id": Column(_TEXT, KnownAt.PREGAME, nullable=True),  # the publisher's own
    },
    key=(),
)
"""Bookmakers' lines as they were published, before games and players are found."""

FETCHED_AT = Column(_UTC, KnownAt.QUOTED, nullable=True)
"""When a row was fetched; null where it came from a file, which does not tell."""
FETCHED_QUOTES = replace(QUOTES, columns={**QUOTES.columns, "fetched_at": FETCHED_AT})
"""Such lines with the time of the snapshot that they are of, where one is known."""

INJURY_REPORTS = Table(
    "injury_reports",
    {
        "date": Column(Kind.DAY, KnownAt.PREGAME),  # of the game, US/Eastern
        "team": Column(_TEXT, KnownAt.PREGAME),  # abbreviation
        "status": Column(_TEXT, KnownAt.QUOTED, allowed=STATUSES),
        "known_at": Column(_UTC, KnownAt.QUOTED, nullable=True),  # null: just before tip-off
        "tip_off": Column(_UTC, KnownAt.PREGAME, nullable=True),  # where the report says it
        "player_id": Column(_ID, KnownAt.PREGAME, nullable=True),
        "player_name": Column(_TEXT, KnownAt.PREGAME, nullable=True),  # needed where there is no id
    },
    key=(),
)
"""Injury reports as they were published, before games and players are found."""

SUBMISSIONS = Table(
    "submissions",
    {
        "report_at": Column(_UTC, KnownAt.QUOTED),
        "date": Column(Kind.DAY, KnownAt.PREGAME),  # of the game, US/Eastern
        "team": Column(_TEXT, KnownAt.PREGAME),  # abbreviation
        "submitted": Column(Kind.FLAG, KnownAt.QUOTED),
    },
    key=(),
)
"""Which teams a report holds; a team that has not submitted, or that none lists, is unknown, not healthy."""

GAME_STATUSES = ("scheduled", "live", "final", "postponed")

SCHEDULE = Table(
    "schedule",
    {
        "season": Column(_TEXT, KnownAt.PREGAME),
        "game_id": Column(_TEXT, KnownAt.PREGAME),
        "date": Column(Kind.DAY, KnownAt.PREGAME),  # US/Eastern
        "tip_off": Column(_UTC, KnownAt.PREGAME, nullable=True),
        "home": Column(_TEXT, KnownAt.PREGAME),  # abbreviation
        "away": Column(_TEXT, KnownAt.PREGAME),
        "competition": Column(_TEXT, KnownAt.PREGAME, nullable=True, allowed=COMPETITIONS),
        "status": Column(_TEXT, KnownAt.PREGAME, allowed=GAME_STATUSES),
        "neutral": Column(Kind.FLAG, KnownAt.PREGAME),
    },
    key=("game_id",),
)

ROSTERS = Table(
    "rosters",
    {
        "season": Column(_TEXT, KnownAt.PREGAME),
        "team": Column(_TEXT, KnownAt.PREGAME),  # abbreviation
        "player_id": Column(_ID, KnownAt.PREGAME),
        "player_name": Column(_TEXT, KnownAt.PREGAME),
        "position": Column(_TEXT, KnownAt.PREGAME, nullable=True, allowed=("G", "F", "C")),
        "seen_at": Column(_UTC, KnownAt.PREGAME),
    },
    key=("season", "team", "player_id", "seen_at"),
)
"""Teams' players each time they were looked up; a team's roster of a moment is the last seen before it."""

TABLES = {
    table.name: table
    for table in (
        PLAYER_GAMES, PROP_LINES, GAME_LINES, AVAILABILITY, POSITIONS, QUOTES, GAME_QUOTES, INJURY_REPORTS,
        SUBMISSIONS, SCHEDULE, ROSTERS,
    )
}  # fmt: skip

PREGAME_COLUMNS = PLAYER_GAMES.known_at(KnownAt.PREGAME)
POSTGAME_COLUMNS = PLAYER_GAMES.known_at(KnownAt.POSTGAME)
