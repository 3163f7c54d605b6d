"""What platforms bill the shop: read, kept, and booked as purchase bills."""
