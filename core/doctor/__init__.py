"""Proves on a live database that the rules hold, and repairs what needs no decision."""
