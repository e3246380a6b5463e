"""Hypothesis as property tests use it here: the same examples every time, and no clock."""

from __future__ import annotations

from hypothesis import settings

quick = settings(max_examples=50, deadline=None, derandomize=True)
