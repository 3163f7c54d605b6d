"""E-invoices: legal invoices by providers of Vietnam, tax invoices by files for Coretax."""
