"""Documents on sheets of paper: PDF pages, the same bytes each time."""
