"""A pasted block of chat text is taken apart into name, phone and address, to be looked over."""
