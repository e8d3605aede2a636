"""Files to rows to findings."""
