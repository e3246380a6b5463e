"""`data=files`: reading real game logs and bookmakers' lines, and finding out who and what they mean."""

from nba_props.data.files.source import Files

__all__ = ["Files"]
