"""Editions of a challenge and their rounds: cities, dates, scenes, partners, and what is blind."""
