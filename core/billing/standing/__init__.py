"""Standing orders: what is invoiced again and again by the calendar."""
