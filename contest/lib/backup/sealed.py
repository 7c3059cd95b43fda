"""A stream that nobody reads or alters without the key: AES-256-GCM in chunks, the key from a passphrase by scrypt.

A chunk is one byte that says whether it is the last, its length in four bytes, and the text with its tag. The nonce is
the number of the chunk with that byte, so that none can be left out, moved or cut off unseen. Memory holds one chunk.
"""

import os
from collections.abc import Callable
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from contest.lib.local.errors import LocalError

MAGIC = b"contest sealed 1\n"
SALT, CHECK, TAG, HEAD = 16, 16, 16, 5
CHUNK = 1 << 20
SCRYPT_N = 2**15  # 32 MiB for a tenth of a second
LEAST_WORDS = 16  # characters of a passphrase


class Sink(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object: ...


def check_passphrase(passphrase: str) -> None:
    """LocalError where it could be guessed."""
    if len(passphrase) < LEAST_WORDS:
        raise LocalError(f"BACKUP_KEY is not set, or shorter than {LEAST_WORDS} characters: nothing is saved in clear")


def _keys(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The cipher of one archive, and what tells its key from others without telling the key."""
    made = Scrypt(salt=salt, length=32 + CHECK, n=SCRYPT_N, r=8, p=1).derive(passphrase.encode())
    return AESGCM(made[:32]), made[32:]


def _nonce(number: int, is_last: bytes) -> bytes:
    return number.to_bytes(11, "big") + is_last


class Sealer:
    """Seals what is written to it into `out`; only `close` makes it whole."""

    def __init__(self, out: Sink, passphrase: str) -> None:
        check_passphrase(passphrase)
        salt = os.urandom(SALT)
        self._cipher, check = _keys(passphrase, salt)
        self._out, self._buffer, self._number = out, bytearray(), 0
        out.write(MAGIC + salt + check)

    def write(self, data: bytes | memoryview, /) -> int:
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), b"\0")
            del self._buffer[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Seal the last chunk, which says that it is the last."""
        self._seal(bytes(self._buffer), b"\1")

    def _seal(self, text: bytes, is_last: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), text, None)
        self._out.write(is_last + len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class Opener:
    """Reads what was sealed. LocalError names, by `where`, the first place that is not as it was."""

    def __init__(self, source: BinaryIO, passphrase: str, *, where: Callable[[], str]) -> None:
        check_passphrase(passphrase)
        head = source.read(len(MAGIC) + SALT + CHECK)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT + CHECK:
            raise LocalError("this is no sealed archive of this software, or of a newer version of it")
        salt = head[len(MAGIC) : len(MAGIC) + SALT]
        self._cipher, check = _keys(passphrase, salt)
        if check != head[-CHECK:]:
            raise LocalError("BACKUP_KEY is not the key that this archive was sealed with")
        self._source, self._where = source, where
        self._buffer, self._number, self._is_over = bytearray(), 0, False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none when all was read."""
        while len(self._buffer) < size and not self._is_over:
            self._buffer += self._open()
        text = bytes(self._buffer[:size])
        del self._buffer[:size]
        return text

    def _open(self) -> bytes:
        head = self._source.read(HEAD)
        length = int.from_bytes(head[1:], "big")
        if len(head) == HEAD and (head[:1] not in (b"\0", b"\1") or not TAG <= length <= CHUNK + TAG):
            raise self._broken("damaged")
        sealed = self._source.read(length) if len(head) == HEAD else b""
        if len(head) < HEAD or len(sealed) < length:
            raise self._broken("cut off")
        try:
            text = self._cipher.decrypt(_nonce(self._number, head[:1]), sealed, None)
        except InvalidTag:
            raise self._broken("damaged") from None
        self._number += 1
        self._is_over = head[:1] == b"\1"
        return text

    def _broken(self, how: str) -> LocalError:
        return LocalError(f"the archive is {how} at {self._where()}: nothing was restored from it")
