"""Configuration: composing it, building it typed, explaining what is wrong with it, showing and comparing it."""
