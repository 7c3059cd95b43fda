"""The keys of a home in an archive of their own: whoever finds the one with the rows cannot sign or open with it.

The key of the embedded S3 server stays: it opens nothing but that server.
"""

import os
from pathlib import Path

from contest.lib.backup import members
from contest.lib.backup.members import END, KEYS, Writer
from contest.lib.backup.sealed import check_passphrase
from contest.lib.local.errors import LocalError

OF_THE_SERVER = "s3"


def save_keys(home: Path, path: Path, passphrase: str) -> list[str]:
    """Seal them into a new file; their names. LocalError where there are none."""
    check_passphrase(passphrase)
    folder = home / "keys"
    found = sorted(one for one in (folder.iterdir() if folder.exists() else ()) if one.name != OF_THE_SERVER)
    if not found:
        raise LocalError(f"{folder} holds no keys")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        archive = Writer(out, passphrase)
        for one in found:
            archive.add_bytes(f"{KEYS}{one.name}", one.read_bytes())
        archive.add_bytes(END, b"{}")
        archive.close()
    return [one.name for one in found]


def restore_keys(home: Path, path: Path, passphrase: str) -> list[str]:
    """Put them into a home, before or after the rest was restored, as long as it has none; their names."""
    with path.open("rb") as source:
        found = {
            member.name.removeprefix(KEYS): member.source.read()
            for member in members.members(source, passphrase)
            if member.name.startswith(KEYS)
        }
    if not found:
        raise LocalError("this archive holds no keys: `contest restore` takes one of an installation")
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if there := sorted(name for name in found if (folder / name).exists()):
        raise LocalError(f"{folder} has {', '.join(there)} already: nothing was replaced")
    for name, data in found.items():
        if Path(name).name != name:
            raise LocalError(f"{name} is no name of a key")
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    return sorted(found)
