"""What `nba-props experiments` found as pages: a comparison of runs, and the progress of all phases."""
