"""The front ends: each one shows the same cards of `ui.view` in its own way."""
