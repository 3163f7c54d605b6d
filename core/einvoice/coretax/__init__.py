"""Tax invoices of Indonesia: files for Coretax that a person uploads, and what comes back."""
