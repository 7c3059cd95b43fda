"""People, organisations, how they sign in, and which roles they hold how far."""
