"""Words of publishers -> ours: teams, markets and books, the same for logs, lines and reports."""
