"""Simulated platforms that bill the shop: as strict as the real ones, on loopback."""
