"""A contest management system for climate challenges."""
