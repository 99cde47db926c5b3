"""Changes to a definition that there is: its lines, their values, numbers and times."""
