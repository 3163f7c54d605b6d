"""The catalogues of the three languages, and what keeps them in step with the source."""
