"""Words for what core answers in codes, chosen at the edge in the current language."""
