"""Tidewater 汐岸: eight hotels, their guests, and what the guests did there."""
