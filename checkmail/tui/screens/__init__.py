"""One screen an area of the work."""
