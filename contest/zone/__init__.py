"""The host region: what it and its counterparts look for, and the counterparts who say so."""
