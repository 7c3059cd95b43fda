"""Events written with the change they tell of, and the jobs they start. PostgreSQL is the truth; Valkey may be lost."""

from contest.lib.outbox.events import emit, emit_each

__all__ = ["emit", "emit_each"]
