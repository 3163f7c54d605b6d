"""Invoices: made from orders, numbered without a gap, never changed once they are issued."""
