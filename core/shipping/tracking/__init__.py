"""Where parcels are: what couriers tell, once each, and what follows from it."""
