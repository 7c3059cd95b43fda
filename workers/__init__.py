"""The work that no request waits for."""
