"""Goods on their way from bulk bins to the bins that are picked from: planned, listed, done."""
