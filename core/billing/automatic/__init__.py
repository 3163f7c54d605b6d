"""Invoices that are made by themselves: of what is due, once, and looked at where it is odd."""
