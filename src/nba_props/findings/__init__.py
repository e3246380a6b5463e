"""What may be believed of a run: coded checks of its figures, and the verdict that follows from them."""
