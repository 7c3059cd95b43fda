"""Proving and checking in a process of its own: the library for it is large, and what is checked is a stranger's."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from contest.lib import killable
from contest.lib.signatures.keys import PublicKey, SigningKey
from contest.lib.signatures.words import BROKEN

SECONDS, SECONDS_EACH = 30.0, 0.5


def _prove(documents: list[tuple[dict[str, Any], datetime]], key: SigningKey, method: str) -> list[bytes]:
    from contest.lib.signatures.proofs import prove  # noqa: PLC0415 - in the child only

    return [_written(prove(document, key=key, method=method, at=at)) for document, at in documents]


def _written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


async def prove_many(
    documents: Sequence[tuple[dict[str, Any], datetime]], *, key: SigningKey, method: str
) -> list[bytes]:
    """Each document with its proof, of that moment, as JSON: the same key gives the same bytes. Raises `Killed`."""
    if not documents:
        return []
    seconds = SECONDS + SECONDS_EACH * len(documents)
    return await killable.run(_prove, list(documents), key, method, seconds=seconds)


def check_here(data: bytes, keys: list[PublicKey]) -> str:
    """`check_credential` in this process, for the command line."""
    from contest.lib.signatures.proofs import check_proof  # noqa: PLC0415 - in the child, or on the command line

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return BROKEN
    return check_proof(document, keys).what if isinstance(document, dict) else BROKEN


async def check_credential(data: bytes, keys: Sequence[PublicKey]) -> str:
    """What the proof of a credential from anywhere tells, by a word of `words`."""
    try:
        return await killable.run(check_here, data, list(keys), seconds=SECONDS)
    except killable.Killed:
        return BROKEN
