"""Sealed archives of one installation: taken while it runs, kept by rule, restored, and rehearsed."""
