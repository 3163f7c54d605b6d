"""Counting: bins are counted and held against the books, and the books are set right."""
