"""The live backend: the terminal's protocol over core, in words for a person."""
