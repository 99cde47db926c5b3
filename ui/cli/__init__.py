"""The `muster` command."""

from ui.cli.app import main

__all__ = ["main"]
