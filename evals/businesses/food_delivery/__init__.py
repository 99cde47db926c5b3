"""Ladle, an app that brings meals to people in five cities of inland China: invented customers and what they order."""
