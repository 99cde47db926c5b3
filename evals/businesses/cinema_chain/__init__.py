"""Halfmoon, a chain of cinemas in five cities of western and central China: invented members and what they watch."""
