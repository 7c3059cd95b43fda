"""A process may load its code while the stores still start, and waits here before it uses them.

Loading takes most of the time until the house is ready, and it needs nothing but a processor.
"""

import os

VARIABLE = "CONTEST_GATE"


class Gate:
    """A pipe that children inherit: they read its end of file, which comes when we open the gate or die."""

    def __init__(self) -> None:
        self.inherited, self._held = os.pipe()
        self._is_open = False

    def open(self) -> None:
        """Let all pass, those waiting now and those that come later."""
        if not self._is_open:
            self._is_open = True
            os.close(self._held)


def pass_gate() -> None:
    """Wait until the stores are there, where `contest up` said that there is something to wait for."""
    if inherited := os.environ.get(VARIABLE):
        with os.fdopen(int(inherited), "rb") as gate:
            gate.read()


READY = "CONTEST_READY"


class Ready:
    """A pipe into which a web process says that it serves, each time it was started."""

    def __init__(self) -> None:
        self._read, self.inherited = os.pipe()
        os.set_blocking(self._read, False)

    def is_told(self) -> bool:
        """Whether it has said so since this was asked last."""
        try:
            return bool(os.read(self._read, 64))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._read)
        os.close(self.inherited)


def tell_ready() -> None:
    """Say that this process serves, where `contest up` waits for it."""
    if inherited := os.environ.get(READY):
        os.write(int(inherited), b".")
