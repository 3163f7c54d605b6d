"""Who is billed how: names and numbers on invoices, terms, limits, and what makes an invoice."""
