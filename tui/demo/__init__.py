"""A throw-away warehouse to look around in: invented goods and orders, taken in for real."""
