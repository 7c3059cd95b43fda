"""Debian's own virus scanner with a signature of ours (scanner.ndb, one line), for the tests that need one.

`scanner`  starts clamd once; gives its addresses, over a unix socket and over TCP.
`scanned`  this process told to use it, over the unix socket.
"""

import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from contest.lib.config import settings
from contest.lib.local.processes import Child
from contest.lib.local.supervisor import stop_all

CLAMD = "/usr/sbin/clamd"
HARMFUL = b"CONTEST-MALWARE-TEST-SIGNATURE-7f3a9c"
NAME = "Contest.Test.Signature.UNOFFICIAL"
START_S = 60

CONFIG = """
DatabaseDirectory {home}/signatures
LocalSocket {home}/clamd.sock
TCPSocket {port}
TCPAddr 127.0.0.1
TemporaryDirectory {home}
StreamMaxLength 110M
MaxFileSize 110M
MaxScanSize 400M
Foreground yes
"""


@pytest.fixture(scope="session")
def scanner() -> Iterator[dict[str, str]]:
    home = Path(tempfile.mkdtemp(prefix="contest-clamd-"))
    (home / "signatures").mkdir()
    shutil.copy(Path(__file__).with_name("scanner.ndb"), home / "signatures")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (home / "clamd.conf").write_text(CONFIG.format(home=home, port=port))
    argv = [CLAMD, f"--config-file={home / 'clamd.conf'}"]
    child = Child("clamd", argv, log=home / "clamd.log", env={}, cwd=home, orphaned=signal.SIGKILL)
    child.start()
    try:
        _wait(child, home / "clamd.sock")
        yield {"unix": f"unix:{home}/clamd.sock", "tcp": f"tcp://127.0.0.1:{port}"}
    finally:
        stop_all([child], seconds=5)
        shutil.rmtree(home, ignore_errors=True)


def _wait(child: Child, path: Path) -> None:
    until = time.monotonic() + START_S
    while True:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as asked:
            asked.connect(str(path))
            return
        assert child.is_alive(), child.last_lines(20)
        assert time.monotonic() < until, f"clamd is not ready after {START_S} s"
        time.sleep(0.05)


@pytest.fixture
def scanned(scanner: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CLAMD_URL", scanner["unix"])
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
