"""The models at work, every day: tonight's picks, the bets that were made, the watch over models."""
