"""Shapes: how a file's rows hold what we look for, one module for each, chosen by the file's header."""
