"""What a helper needs to see of a shop, without its secrets and its buyers."""
