"""Goods that come back: announced, received, inspected, and settled by refund or exchange."""
