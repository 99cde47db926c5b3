"""Ironleaf, a chain of gyms in four cities of eastern China: invented members and what they do."""
