"""Starts and keeps what one machine needs: PostgreSQL, Valkey, an S3 server, and our own processes.

Nothing here is used where a part is given by its address. `stores.Stores` is the whole of it for tests and
tools; `house` adds web and workers for `contest up`.
"""
