"""What marketplaces pay out: their statements, the fees of each order, and what is missing."""
