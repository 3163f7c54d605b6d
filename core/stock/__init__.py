"""Warehouses, bins, the ledger of moves, levels and reservations."""
