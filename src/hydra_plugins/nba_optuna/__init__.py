"""`hydra/sweeper=nba_optuna`: Optuna sweeps that resume, prune and share a study."""
