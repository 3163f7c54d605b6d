"""What the shop writes to buyers: texts, templates, and the ways by which they go out."""
