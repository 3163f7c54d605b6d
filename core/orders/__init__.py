"""Orders, their lines, status, promise, and how they come in from files."""
