"""What engineers run in a checkout: generated docs, pictures, layouts. Not part of the package."""
