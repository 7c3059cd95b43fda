"""Entries: drafts, frozen versions, files, screening, and who is too close to which entry."""
