"""A device that makes and shows passkeys: made of a key and a counter, it signs as WebAuthn says."""

import base64
import hashlib
import json
import os
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:8000"


def plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """Holds one key for one site and counts its uses."""

    def __init__(self, *, site: str = "localhost", origin: str = ORIGIN) -> None:
        self.site, self.origin, self.id, self.count = site, origin, os.urandom(16), 0
        self.key = ec.generate_private_key(ec.SECP256R1())

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _state(self, extra: bytes = b"") -> bytes:
        flags = 0x05 | (0x40 if extra else 0)  # somebody touched it and showed who they are; a key comes along
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + extra

    def _answer(self, client: bytes, **parts: bytes) -> str:
        response = {name: plain(part) for name, part in parts.items()} | {"clientDataJSON": plain(client)}
        named = {"id": plain(self.id), "rawId": plain(self.id), "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(named | {"response": response})

    def make(self, asked: dict[str, Any]) -> str:
        at = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")})
        state = self._state(bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public)
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": state})
        return self._answer(self._client("webauthn.create", asked), attestationObject=made)

    def show(self, asked: dict[str, Any]) -> str:
        self.count += 1
        client, state = self._client("webauthn.get", asked), self._state()
        signed = self.key.sign(state + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=state, signature=signed)
