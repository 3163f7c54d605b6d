"""What the business does: orders, stock, packing, paper and shipping; knows no screen and no printer."""
