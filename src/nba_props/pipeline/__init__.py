"""The path from data to a verdict: `compute` is pure, `run` adds the store, `publish` says what is kept."""
