"""The queue, claims, picking, the packing session and parcels."""
