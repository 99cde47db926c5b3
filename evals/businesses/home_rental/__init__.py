"""Eaves, who let furnished flats in six Chinese cities: invented tenants, people who looked and what they do."""
