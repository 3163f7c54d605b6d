"""Goods on their way from one warehouse to another: drawn up, sent, and received by scanning."""
