"""The tutorials of the documentation: scripts that `make docs` executes.

    python -m examples.tutorials.first_experiment

Each works in a folder of its own, `outputs/tutorials/<name>`, which it empties first.
"""
