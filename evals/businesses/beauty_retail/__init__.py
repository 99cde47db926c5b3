"""Maylis, a chain of cosmetics and personal-care shops with an online store: invented members and what they do."""
