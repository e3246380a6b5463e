"""Live sources: the league's statistics, bookmakers' prices, injury reports, fetched into the local store."""
