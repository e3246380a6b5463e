"""Tonight's picks: the models in production on the games that have not begun."""
