"""Mails: from a template to a text, and from a text to a server."""
