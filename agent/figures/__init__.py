"""Numbers in a model's reply, held against those that tools gave and the person said: a model makes none up."""
