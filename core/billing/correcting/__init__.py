"""Corrections of issued invoices: new documents that refer to them, in series of their own."""
