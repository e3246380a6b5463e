"""The ledger of bets that were made: paper and real ones, as they were taken, settled by box scores.

It is one SQLite file beside the store. Nothing in it is ever changed or taken away: every change of a bet is
a row of its own, with its time, and what a bet is now follows from them.
"""

FILE = "bets.sqlite"
"""The ledger's name in the folder of a store."""
LEAST_STAKE = 0.01
"""The least that a person bets, in units of money."""
