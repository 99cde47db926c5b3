"""What a turn does: a new audience, a change to the one there is, or something done with it."""
