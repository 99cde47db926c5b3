"""Numbers, amounts with their units, and the bands and scales that they are held to."""
