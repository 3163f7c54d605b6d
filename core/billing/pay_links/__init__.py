"""Links by which invoices are paid at a gateway: what is wanted, and what became of it."""
