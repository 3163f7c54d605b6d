"""Money on orders: what buyers say they paid, who checked it, and what was given back."""
