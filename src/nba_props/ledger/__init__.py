"""Bets at real prices: which are made, how they are settled, and what they come to."""
