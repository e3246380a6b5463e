"""Injury reports: what was known of who is out, and since when, as one would try one's own in a notebook.

    python examples/read_injury_reports.py                  two reports of nobody's
    python examples/read_injury_reports.py my_reports.csv   your own

A report counts for a game only where it was known before the tip-off; one that came later changes nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from nba_props.data.files.injury_reports import ReportOptions, read_reports
from nba_props.data.quality import QualityReport
from nba_props.data.vocabulary.teams import team_codes
from nba_props.errors import NBAPropsError

# %% A table of one's own: each row says since when it was known
OWN = """date,team,player_name,status,known_at
2023-10-24,DEN,Ann Other,out,2023-10-24T17:30:00Z
2023-10-24,Lakers,Bo Example,GTD,2023-10-24T21:00:00-04:00
"""
# %% The league's report: the file's name says when, date and team stand in the first row of their group
OFFICIAL = """Game Date,Game Time (ET),Matchup,Team,Player Name,Current Status,Reason
10/24/2023,07:30 (ET),LAL@DEN,Denver Nuggets,"Other, Ann",Out,Injury/Illness - Left Ankle; Sprain
,,,,"Third, Cy",Questionable,Injury/Illness - Right Knee; Soreness
,,,Los Angeles Lakers,,,NOT YET SUBMITTED
"""
SAMPLES = {"own.csv": OWN, "Injury-Report_2023-10-24_05PM.csv": OFFICIAL}


def write_samples(folder: Path) -> list[Path]:
    """Write the samples."""
    for name, text in SAMPLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in SAMPLES]


def show(path: Path, zone: str | None) -> None:
    """Print the rows of a report, and what was left out and why."""
    quality = QualityReport()
    reports = read_reports([path], team_codes({}, []), ReportOptions(time_zone=zone), quality)
    print(f"\n{path.name}: read as {quality.shapes[str(path)]}")
    print(reports.select("date", "team", "player_name", "status", "known_at"))
    for step in quality.steps:
        print(f"  {step.rows} rows: {step.reason}")


def main() -> None:
    """Read the files that are named, or the samples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="reports of your own")
    parser.add_argument("--zone", help="the zone of times that name none, such as America/New_York")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in args.files or write_samples(Path(folder)):
            try:
                show(path, args.zone)
            except NBAPropsError as error:
                parser.exit(2, f"error: {error}\n")


if __name__ == "__main__":
    main()
