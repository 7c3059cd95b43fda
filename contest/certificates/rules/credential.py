"""A certificate as an Open Badge 3.0, which is a W3C Verifiable Credential, and the list that says what holds no more.

Sources: https://www.imsglobal.org/spec/ob/v3p0/ and https://www.w3.org/TR/vc-bitstring-status-list/
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from contest.certificates.rules import kinds
from contest.certificates.rules.wording import Award, Lines, chinese, english

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
LIST_BITS = 131_072  # the least that a status list may have
LIST_HOLDS = timedelta(days=1)  # for how long a copy of it may be believed
MEDIA_TYPE = "application/vc+json"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a credential says beside what the sheet prints. `public_url` is the installation's."""

    number: str
    check_url: str
    status_index: int
    is_demo: bool
    issued_at: datetime
    public_url: str


def did(public_url: str) -> str:
    """The installation's did:web: its host, and its port where it names one."""
    return "did:web:" + quote(urlsplit(public_url).netloc, safe="")


def method(public_url: str, key_id: str) -> str:
    """Where a verifier finds the public half of a key."""
    return f"{did(public_url)}#{key_id}"


def list_url(public_url: str, number: int) -> str:
    """The address of a status list."""
    return f"{public_url}/.well-known/certificate-status/{number}"


def unsigned(award: Award, facts: Facts) -> dict[str, Any]:
    """The credential without its proof. It names the holder as the sheet does, and nothing that the sheet does not."""
    zh, en = chinese(award), english(award)
    demo = "DEMONSTRATION 演示 · " if facts.is_demo else ""
    number, place = divmod(facts.status_index, LIST_BITS)
    its_list = list_url(facts.public_url, number)
    return {
        "@context": CONTEXTS,
        "id": facts.check_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{demo}{facts.number} · {en.award} {zh.award}",
        "issuer": {
            "id": did(facts.public_url),
            "type": ["Profile"],
            "name": demo + en.issuer,
            "url": facts.public_url,
        },
        "validFrom": _moment(facts.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": award.name}
            ],
            "achievement": {
                "id": f"{facts.check_url}#achievement",
                "type": ["Achievement"],
                "achievementType": "Award" if award.earned == kinds.AWARD else "Certificate",
                "name": f"{demo}{en.award} {zh.award}",
                "description": demo + _sentence(en),
                "criteria": {"narrative": demo + _sentence(zh)},
            },
        },
        "credentialStatus": {
            "id": f"{its_list}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": its_list,
        },
    }


def _sentence(half: Lines) -> str:
    place = f" ({half.place})" if half.place else ""
    return f"{half.award}{place} {half.before}{half.title}{half.after}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


class Rest(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of our credentials: a member that the contexts do not know, the proof does not hold either."""

    context: list[str] = msgspec.field(name="@context")
    id: str
    type: list[str]
    name: str
    issuer: "_Issuer"
    valid_from: str = msgspec.field(name="validFrom")
    subject: "_Subject" = msgspec.field(name="credentialSubject")
    status: "_Status" = msgspec.field(name="credentialStatus")
    proof: "_Proof"


class _Issuer(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    type: list[str]
    name: str
    url: str


class _Identity(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    kind: str = msgspec.field(name="identityType")
    hashed: bool
    value: str = msgspec.field(name="identityHash")


class _Criteria(msgspec.Struct, forbid_unknown_fields=True):
    narrative: str


class _Achievement(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    type: list[str]
    kind: str = msgspec.field(name="achievementType")
    name: str
    description: str
    criteria: _Criteria


class _Subject(msgspec.Struct, forbid_unknown_fields=True):
    type: list[str]
    identifier: list[_Identity]
    achievement: _Achievement


class _Status(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    type: str
    purpose: str = msgspec.field(name="statusPurpose")
    index: str = msgspec.field(name="statusListIndex")
    list_: str = msgspec.field(name="statusListCredential")


class _Proof(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    suite: str = msgspec.field(name="cryptosuite")
    created: str
    method: str = msgspec.field(name="verificationMethod")
    purpose: str = msgspec.field(name="proofPurpose")
    value: str = msgspec.field(name="proofValue")


def read(data: bytes) -> Rest | None:
    """A credential in our shape; None where it has another."""
    try:
        found = msgspec.json.decode(data, type=Rest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if found.context == CONTEXTS else None


def document(public_url: str, keys: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The did:web document: every published key (its id and `publicKeyMultibase`), for what it signed stays valid."""
    its = did(public_url)
    methods = [
        {"id": method(public_url, key_id), "type": "Multikey", "controller": its, "publicKeyMultibase": multikey}
        for key_id, multikey in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": its,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def status_list(public_url: str, number: int, over: Iterable[int], now: datetime) -> dict[str, Any]:
    """The status list `number` without its proof; `over` are the places in it of what holds no more."""
    bits = bytearray(LIST_BITS // 8)
    for place in over:
        bits[place // 8] |= 0x80 >> place % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    address = list_url(public_url, number)
    return {
        "@context": CONTEXTS[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(public_url),
        "validFrom": _moment(now),
        "validUntil": _moment(now + LIST_HOLDS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
