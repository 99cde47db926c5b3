"""Muster beside other ways to count the same users: `python -m evals.speed.bench`."""
