"""Usage and services from other sources: taken in from files, priced, billed once."""
