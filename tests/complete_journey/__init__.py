"""Real retail data (Complete Journey: a year of 2,469 households at a US grocer) as files and a catalog to load."""
