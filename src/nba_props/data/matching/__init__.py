"""Matching: which game and which player a bookmaker or an injury report means, whatever source it is from."""
