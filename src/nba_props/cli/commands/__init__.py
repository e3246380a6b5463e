"""One subcommand of `nba-props` a module."""
