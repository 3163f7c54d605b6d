"""Suppliers, purchase orders, goods receipts, what goods cost, and what is short."""
