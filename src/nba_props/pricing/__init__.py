"""From prices to decisions: odds, no-vig probabilities, quote hygiene, expected value."""
