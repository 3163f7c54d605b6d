"""The tables that large migrations make, as they were made then."""
