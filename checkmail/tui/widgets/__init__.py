"""Parts of screens. A part knows the session and nothing above it: it tells by messages."""
