"""Picking many orders at once: waves, walks, their pick tasks, routes and sorting."""
