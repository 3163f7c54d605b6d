"""The order book: all orders, with search, filters, counts, and lists that people keep."""
