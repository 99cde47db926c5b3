"""Benchmarks: how long Muster takes, and what takes the time."""
