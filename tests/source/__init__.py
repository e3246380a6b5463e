"""Tests of live sources, against a local server that replays answers of their shapes."""
