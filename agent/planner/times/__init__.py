"""Stretches of time as people say them: lengths, dates, calendar names, windows."""
