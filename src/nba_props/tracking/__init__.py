"""Experiment tracking with MLflow: the store, and one run per job."""
