"""An empty store for made-up runs."""

from __future__ import annotations

import pytest

from nba_props.store import Tracking
from nba_props.tracking.store import open_store
from tests.tracking.comparison.made import Shelf


@pytest.fixture
def shelf(tracking: Tracking) -> Shelf:
    """An empty store of the test's own."""
    return Shelf(open_store(tracking))
