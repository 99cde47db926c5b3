"""Lantern Academy, an online school for pupils and adults: invented accounts and what they do."""
