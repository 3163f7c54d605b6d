"""Buyers: who they are, where their parcels go, and whether the shop trusts them."""
