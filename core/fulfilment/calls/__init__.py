"""Calls for a lead: from a table, seen at every lead's terminal, answered there."""
