"""Sweeps: studies in a shared storage, and what a job does as one trial of many."""
