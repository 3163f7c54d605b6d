"""Orders that come in as files: read, grouped, checked, then stored whole or parked whole."""
