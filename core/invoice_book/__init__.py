"""The book of all invoices: one list, filtered and searched, and everything about each of them."""
