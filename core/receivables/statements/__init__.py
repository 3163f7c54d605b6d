"""Statements of banks as files: CSV and XLSX by a layout, OFX, and camt.053."""
