"""Looking up: any code that is scanned or typed, what it is, and all that is known of it."""
