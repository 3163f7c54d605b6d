"""Gateways that make links by which invoices are paid, and the money that comes through them."""
