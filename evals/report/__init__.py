"""What is made of the results: totals, a comparison with the baseline, a table, a page."""
