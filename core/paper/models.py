"""Tables of labels and print jobs."""
