"""Raw tables: files of every kind as rows of text, each cell with its place, and cells as numbers or days."""
