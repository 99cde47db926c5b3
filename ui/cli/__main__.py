"""`python -m ui.cli`: the same command where `muster` is not on the path."""

from ui.cli.app import main

main()
