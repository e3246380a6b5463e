"""Bookmakers' lines in every shape, read one after the other, as one would try one's own in a notebook.

    python examples/read_odds.py                     one quote of nobody's in each shape
    python examples/read_odds.py my_lines.csv        your own

Whatever the shape, a quote is a player, a market, a book, a line, both prices (decimal inside) and a time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from nba_props.cli.inspect_report import text
from nba_props.data.inspection.inspect import inspect
from nba_props.data.inspection.option import settings_of
from nba_props.errors import NBAPropsError

# %% The same quote as collectors save it
ABOUT = "Denver Nuggets,Los Angeles Lakers,2023-10-24T22:00:00Z,2023-10-25T00:10:00Z"
TABLES = {
    "a_row_per_quote.csv": (
        "player_name,event_id,home_team,away_team,timestamp,game_time,market,bookmaker,line,over_price,under_price",
        f"Ann Other,e1,{ABOUT},points,DraftKings,20.5,-115,-105",
    ),
    "a_row_per_side.csv": (
        "description,event_id,home_team,away_team,last_update,commence_time,market_key,bookmaker,point,name,price",
        f"Ann Other,e1,{ABOUT},player_points,draftkings,20.5,Over,-115",
        f"Ann Other,e1,{ABOUT},player_points,draftkings,20.5,Under,-105",
    ),
    "halves.csv": (  # each row holds one side's price: the halves become one quote
        "player_name,event_id,home_team,away_team,timestamp,game_time,market,bookmaker,line,over_price,under_price",
        f"Ann Other,e1,{ABOUT},Points,DraftKings,20.5,-115,",
        f"Ann Other,e1,{ABOUT},Points,DraftKings,20.5,,-105",
    ),
    "pick_em.csv": (  # no prices: a line to compare with, nothing to bet on
        "player_name,game,game_time,market,bookmaker,line",
        "Ann Other,Los Angeles Lakers @ Denver Nuggets,2023-10-25T00:10:00Z,Pts,PrizePicks,20.5",
    ),
}  # fmt: skip
EVENT = {
    "id": "e1", "commence_time": "2023-10-25T00:10:00Z",
    "home_team": "Denver Nuggets", "away_team": "Los Angeles Lakers",
    "bookmakers": [{"key": "draftkings", "title": "DraftKings", "markets": [{
        "key": "player_points", "last_update": "2023-10-24T22:00:00Z",
        "outcomes": [
            {"name": "Over", "description": "Ann Other", "price": -115, "point": 20.5},
            {"name": "Under", "description": "Ann Other", "price": -105, "point": 20.5},
        ],
    }]}],
}  # fmt: skip
"""The Odds API's answer on one event; its history wraps this in `{"timestamp": ..., "data": ...}`."""


def write_samples(folder: Path) -> list[Path]:
    """Write the samples."""
    for name, lines in TABLES.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "the_odds_api.json").write_text(json.dumps({"timestamp": "", "data": EVENT}), encoding="utf-8")
    return [*(folder / name for name in TABLES), folder / "the_odds_api.json"]


def main() -> None:
    """Show what the files that are named are, or the samples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", help="lines of your own, and settings: data.odds_format=decimal")
    words = parser.parse_args().files
    settings = [word for word in words if word.startswith("data.")]
    with tempfile.TemporaryDirectory() as folder:
        for path in [word for word in words if word not in settings] or write_samples(Path(folder)):
            try:
                found = inspect([str(path)], settings_of(settings))
            except NBAPropsError as error:
                parser.exit(2, f"error: {error}\n")
            print(f"\n== {Path(path).name}\n{text(found)}")


if __name__ == "__main__":
    main()
