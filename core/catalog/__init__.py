"""Products, their barcodes and prices."""
