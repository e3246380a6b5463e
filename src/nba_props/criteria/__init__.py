"""What a model must show before it goes live, as data."""
