"""Ten nights of a simulated season, replayed through a local server: `python -m examples.live_demo.demo`."""
