"""What the business does: orders, stock, packing, paper, shipping. Knows no screen or printer."""
