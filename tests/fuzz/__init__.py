"""Random operations on books, and a slow, obvious reading of the same books."""
