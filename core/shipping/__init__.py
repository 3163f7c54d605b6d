"""Shipments and the couriers that carry them."""
