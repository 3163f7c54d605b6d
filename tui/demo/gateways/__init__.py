"""Simulated gateways that make links to pay by: payOS, Midtrans and Xendit, as strict as they."""
