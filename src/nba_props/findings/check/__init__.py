"""One check a file, named by its subject."""
