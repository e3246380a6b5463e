"""Who is known to be out before tip-off: an input of its own, with the time at which it was known."""
