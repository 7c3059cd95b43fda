"""Looking at a file that is none of ours to the last byte: what it claims to be, and what its signature tells."""

import hashlib
import json

from contest.certificates import queries
from contest.certificates.rules import credential, issue
from contest.lib import pdf
from contest.lib.signatures.children import check_credential
from contest.lib.signatures.words import CHANGED, WHOLE


async def look_at(data: bytes, *, sha256: str) -> tuple[str, str | None, str]:
    """Its digest, the code that it claims, and a word of `lib.signatures.words`.

    A credential of ours that was only set anew has the digest of the one we issued: its words count, not its spaces.
    """
    keys = await queries.published_keys()
    if not issue.is_json(data):
        claimed = issue.claimed_code(await pdf.read_attachment(data, issue.ATTACHMENT))
        return sha256, claimed, await pdf.check_signature(data, keys)
    claimed = issue.claimed_code(data)
    finding = await check_credential(data, keys)
    if finding == WHOLE and credential.read(data) is None:
        finding = CHANGED
    if finding == WHOLE and claimed and (found := await queries.by_code(claimed)) is not None:
        text = await queries.credential_text(found.id)
        if text is not None and json.loads(text) == json.loads(data):
            return hashlib.sha256(text.encode()).hexdigest(), claimed, finding
    return sha256, claimed, finding
