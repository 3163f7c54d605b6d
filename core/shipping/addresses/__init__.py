"""Where an order goes in a courier's own codes: lists of places, matching, what people decided."""
