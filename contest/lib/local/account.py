"""Who the embedded servers run as.

PostgreSQL refuses to run as root, and nothing needs root: started by root, the servers become `nobody`, who
exists everywhere and owns nothing else.
"""

import os
import pwd
import subprocess
from pathlib import Path

from msgspec import Struct


class Account(Struct, frozen=True):
    """A user that a child becomes before it runs."""

    name: str
    uid: int
    gid: int

    def may_run(self, program: Path) -> bool:
        """Whether this user can execute the program; a folder above it may be closed to them."""
        test = subprocess.run(["/usr/bin/test", "-x", str(program)], user=self.uid, group=self.gid, extra_groups=[])
        return test.returncode == 0


def to_become() -> Account | None:
    """The account to drop to, or None when we are not root and children stay who we are."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own_folder(path: Path, account: Account | None) -> None:
    """Make a folder that only the account can enter. A link or someone else's folder is refused."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    uid = account.uid if account else os.geteuid()
    if path.is_symlink() or not path.is_dir() or found.st_uid not in (uid, os.geteuid()):
        raise PermissionError(f"{path} belongs to someone else: remove it")
    if account and found.st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)


def own_file(path: Path, text: str, account: Account | None) -> None:
    """Write a file only the account can read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    if account:
        os.chown(path, account.uid, account.gid)
