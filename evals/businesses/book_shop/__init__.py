"""A book shop with branches and a web shop: its readers, and what they order, add to the basket, visit and review."""
