"""What things cost from when to when: price lists, prices of single buyers, and tax rates."""
