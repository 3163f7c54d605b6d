"""The packing session: one code in, one verdict out, in one transaction; no screen, no sleep."""
