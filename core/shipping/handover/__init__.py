"""Hand-over to couriers: parcels scanned out onto manifests that are signed and kept."""
