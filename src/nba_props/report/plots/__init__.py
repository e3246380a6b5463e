"""Plots of probabilities and bets, as matplotlib figures to save with `figure.savefig(path)`."""
