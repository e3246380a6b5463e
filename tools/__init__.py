"""Tools that the project is made with; nothing of them is in the wheel."""
