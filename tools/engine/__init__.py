"""Engines: where definitions are answered."""
