"""Couriers that are simulated on this machine: their servers as strict as the real ones."""
