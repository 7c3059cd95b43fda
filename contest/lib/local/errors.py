"""What the operator is told: one line each."""


class LocalError(Exception):
    """Something on this machine is not as it must be. The message is one clear line that says what to do."""


class AlreadyRunning(LocalError):
    """Another process holds this home."""


class StopAsked(Exception):
    """The operator asked to stop while something was being waited for."""
