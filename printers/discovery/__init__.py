"""Finding the printers that are there: on the network, on USB, and the queues of CUPS."""
