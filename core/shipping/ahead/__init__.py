"""Labels of marketplaces that are fetched and printed before their parcels are packed."""
