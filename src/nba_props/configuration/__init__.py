"""The configuration: composing, building, explaining what is wrong, showing, comparing."""
