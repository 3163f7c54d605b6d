"""Simulated providers of e-invoices: strict like the real ones, with all that can go wrong."""
