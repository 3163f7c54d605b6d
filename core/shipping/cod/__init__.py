"""Money that couriers collect: what is expected, their statements, and what they billed."""
