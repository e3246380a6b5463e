"""What files are: which table, in which shape, and what a run would read of them."""
