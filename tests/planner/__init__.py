"""What requests mean: cases over catalogs that the planner was not written for."""
