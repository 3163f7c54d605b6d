"""Reads what the journal is made of: one module for each kind of event."""
