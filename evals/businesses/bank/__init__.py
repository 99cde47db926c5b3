"""A retail bank in the Pearl River Delta: 3,000 made-up customers, what they hold and what they did for a year."""
