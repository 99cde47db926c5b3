"""Spark: how to reach it, which of its tables a snapshot is, and the compiled tree in its SQL."""
