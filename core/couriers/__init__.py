"""One adapter a courier, behind one protocol."""
