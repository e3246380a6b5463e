"""`python -m nba_props.cli` is `nba-props`."""

from __future__ import annotations

import sys

from nba_props.cli import main

if __name__ == "__main__":
    sys.exit(main())
