"""The host region: needs and counterparts."""
