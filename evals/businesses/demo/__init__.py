"""Consumers in China: the first 20,000 users of the demo population."""
