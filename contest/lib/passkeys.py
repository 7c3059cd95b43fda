"""Passkeys: what a browser is asked for, and whether what its device signed holds (W3C Web Authentication, level 2).

Each question holds a challenge that is good once, for ten minutes, and for the person who was asked.
"""

import ipaddress
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from contest.lib import valkey
from contest.lib.config import settings

SECONDS = 600
UNFIT = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a passkey: `credential` names it, `sign_count` is 0 where its device does not count."""

    credential: bytes
    public_key: bytes
    sign_count: int


def site() -> str | None:
    """For which host passkeys are made; None where people reach it by a bare address, which has none."""
    host = urlsplit(settings().public_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host if settings().is_secure or host == "localhost" or host.endswith(".localhost") else None
    return None


async def ask_new(*, person_id: UUID, email: str, name: str, known: Collection[bytes]) -> str:
    """What a browser is asked to make one, as JSON; none on a device that holds one of `known`."""
    return options_to_json(
        generate_registration_options(
            rp_id=site() or "",
            rp_name=site() or "",
            user_id=person_id.bytes,
            user_name=email,
            user_display_name=name,
            challenge=await _challenge("new", person_id),
            timeout=SECONDS * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_named(known),
        )
    )


async def ask(*, person_id: UUID, known: Collection[bytes]) -> str:
    """What a browser is asked to show one of `known`, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=site() or "",
            challenge=await _challenge("show", person_id),
            timeout=SECONDS * 1000,
            allow_credentials=_named(known),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
    )


async def made(answer: str, *, person_id: UUID) -> Known | None:
    """The new passkey that a browser's answer holds; None where it holds none that was asked for."""
    challenge = await _take("new", person_id, answer)
    if challenge is None:
        return None
    try:
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=site() or "", expected_origin=_origin()
        )
    except UNFIT:
        return None
    return Known(credential=found.credential_id, public_key=found.credential_public_key, sign_count=found.sign_count)


def credential_of(answer: str) -> bytes | None:
    """Which passkey an answer says that it is of."""
    try:
        return base64url_to_bytes(msgspec.json.decode(answer)["rawId"])
    except UNFIT:
        return None


async def shown(answer: str, *, person_id: UUID, known: Known) -> int | None:
    """The new count of uses of the passkey that signed this answer; None where it did not."""
    challenge = await _take("show", person_id, answer)
    if challenge is None:
        return None
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site() or "",
            expected_origin=_origin(),
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
        ).new_sign_count
    except UNFIT:
        return None


def _origin() -> str:
    parts = urlsplit(settings().public_url)
    return f"{parts.scheme}://{parts.netloc}"


def _named(known: Collection[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]


def _key(purpose: str, person_id: UUID, challenge: bytes) -> str:
    return f"passkey:{purpose}:{person_id}:{challenge.hex()}"


async def _challenge(purpose: str, person_id: UUID) -> bytes:
    challenge = secrets.token_bytes(32)
    await valkey.command("SET", _key(purpose, person_id, challenge), "1", "EX", SECONDS)
    return challenge


async def _take(purpose: str, person_id: UUID, answer: str) -> bytes | None:
    """The challenge that an answer was given to, once: a second answer to it is none."""
    try:
        client = base64url_to_bytes(msgspec.json.decode(answer)["response"]["clientDataJSON"])
        challenge = base64url_to_bytes(msgspec.json.decode(client)["challenge"])
    except UNFIT:
        return None
    return challenge if await valkey.command("DEL", _key(purpose, person_id, challenge)) else None
