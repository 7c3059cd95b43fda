"""Proofs on credentials: W3C Data Integrity, cryptosuite eddsa-rdfc-2022 (Ed25519 over the canonical RDF of both).

In a child process: pyld is large. Contexts come with us and with pyld, none is fetched.
Source: https://www.w3.org/TR/vc-di-eddsa/ section 3.2.
"""

import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld  # type: ignore[import-untyped]
from pyld.documentloader.frozen import BUNDLED_CONTEXTS  # type: ignore[import-untyped]

from contest.lib.signatures.keys import PublicKey, SigningKey
from contest.lib.signatures.multikey import base58, from_base58
from contest.lib.signatures.words import BROKEN, CHANGED, FOREIGN, UNSIGNED, WHOLE, Finding

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_FILES = {
    CREDENTIALS: BUNDLED_CONTEXTS[CREDENTIALS],
    OPEN_BADGES: Path(__file__).parent / "contexts/open-badges-3.0.3.json",
}
_SIGNATURE = 64  # bytes


def prove(document: dict[str, Any], *, key: SigningKey, method: str, at: datetime) -> dict[str, Any]:
    """`document` with its proof; `method` is where the public half is found (`did:web:…#…`)."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signature = key.proof_key().sign(_to_sign(document, proof))
    return document | {"proof": proof | {"proofValue": "z" + base58(signature)}}


def check_proof(document: dict[str, Any], keys: list[PublicKey]) -> Finding:
    """Look at the proof of a credential that came from anywhere, by a word of `words`.

    It says nothing of members that the contexts do not know: who asks must hold the rest to a shape of its own.
    """
    proof = document.get("proof")
    if not isinstance(proof, dict):
        return Finding(what=UNSIGNED)
    known = {key.id: key for key in keys}
    key = known.get(str(proof.get("verificationMethod", "")).rpartition("#")[2])
    if key is None:
        return Finding(what=FOREIGN)
    try:
        config = {name: value for name, value in proof.items() if name != "proofValue"}
        data = _to_sign({name: value for name, value in document.items() if name != "proof"}, config)
        signature = from_base58(str(proof["proofValue"])[1:], length=_SIGNATURE)
    except Exception:  # what nobody wrote as a credential comes out as any error of any library below
        return Finding(what=BROKEN)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.ed25519)).verify(signature, data)
    except InvalidSignature:
        return Finding(what=CHANGED, key_id=key.id)
    return Finding(what=WHOLE, key_id=key.id)


def _to_sign(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    return b"".join(
        hashlib.sha256(_canonical(one)).digest() for one in (proof | {"@context": document["@context"]}, document)
    )


def _canonical(document: dict[str, Any]) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    text: str = jsonld.normalize(document, options)
    return text.encode()


def _load(url: str, _: dict[str, Any]) -> dict[str, Any]:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
        "tag": "static",  # pyld keeps what it made of it
    }


@cache
def _context(url: str) -> Any:
    return json.loads(_FILES[url].read_text())
