"""Labels that arrive as PDF: drawn in a process of their own, their bar codes drawn anew."""
