"""Simulated marketplaces: as strict as the real ones, on loopback."""
