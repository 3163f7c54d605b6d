"""The building blocks of the screens: safe text, console glyphs, no animation."""
