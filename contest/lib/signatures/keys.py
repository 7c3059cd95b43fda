"""A signing key: an EC P-256 key with its certificate for PDFs, an Ed25519 key for credentials, in one PEM file.

Public halves are published and kept for ever: what was signed is checked with the key of its day.
"""

import hashlib
import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from msgspec import Struct

from contest.lib.errors import Unavailable
from contest.lib.i18n import N_

YEARS = 20
_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----\n?", re.DOTALL)


class KeyMissing(Unavailable):
    """No key to sign with, or none that may sign today; the text says which and what to do."""

    code = "no_signing_key"


class PublicKey(Struct, frozen=True, kw_only=True):
    """What everybody may have. `ed25519` is the raw key in hexadecimal; times are those of the certificate."""

    id: str
    certificate: str
    ed25519: str
    valid_from: datetime
    valid_until: datetime


class SigningKey(Struct, frozen=True, kw_only=True):
    """Both halves. `ec` is PKCS#8 in DER; `ed25519_seed` the raw private key."""

    public: PublicKey
    ec: bytes
    ed25519_seed: bytes

    def proof_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)


def make(*, name: str, now: datetime) -> str:
    """A new key as PEM; `name` is whose it is: the host people know the installation by."""
    ec, ed = generate_private_key(SECP256R1()), Ed25519PrivateKey.generate()
    return "".join(
        made.decode()
        for made in (
            ec.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            _certificate(ec, name, now).public_bytes(Encoding.PEM),
            ed.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
    )


def _certificate(key: EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))  # a reader's clock may be behind ours
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def read(pem: str) -> SigningKey:
    """What `make` wrote; `KeyMissing` where a part is missing or is something else."""
    blocks = [found.group(0).encode() for found in _BLOCK.finditer(pem)]
    try:
        private = [load_pem_private_key(block, None) for block in blocks if b"PRIVATE KEY" in block]
        certificate = x509.load_pem_x509_certificate(next(block for block in blocks if b"CERTIFICATE" in block))
        ec = next(key for key in private if isinstance(key, EllipticCurvePrivateKey))
        ed = next(key for key in private if isinstance(key, Ed25519PrivateKey))
    except (StopIteration, ValueError, TypeError) as error:
        raise KeyMissing(N_("The signing key is not one that `contest keys make` wrote.")) from error
    raw = ed.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return SigningKey(
        public=public_key(certificate, raw.hex()),
        ec=ec.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        ed25519_seed=ed.private_bytes_raw(),
    )


def public_key(certificate: x509.Certificate, ed25519: str) -> PublicKey:
    """The public half; its id is the beginning of the digest of its certificate."""
    der = certificate.public_bytes(Encoding.DER)
    return PublicKey(
        id=hashlib.sha256(der).hexdigest()[:12],
        certificate=certificate.public_bytes(Encoding.PEM).decode(),
        ed25519=ed25519,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def stored(home: Path) -> list[Path]:
    """The files of this home's keys, oldest first."""
    return sorted((home / "keys").glob("signing-*.pem"))


def store(home: Path, pem: str, *, now: datetime) -> Path:
    """Keep a key in the home, readable by its owner only; the newest of them signs."""
    path = home / "keys" / f"signing-{now:%Y%m%dT%H%M%S%f}-{read(pem).public.id}.pem"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write(path, pem)
    return path


def write(path: Path, pem: str) -> None:
    """A new file that only its owner reads; one that is there is never written over."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(pem)


def current(*, given: str, home: Path, name: str, now: datetime) -> SigningKey:
    """The key to sign with: `given` (PEM, or the path of a PEM file), else the newest of the home, made at first use.

    `KeyMissing` where the file given is not there or the key may not sign at `now`.
    """
    if given:
        pem = given if given.lstrip().startswith("-----BEGIN") else _read_file(Path(given))
    else:
        if not (paths := stored(home)):
            paths = [store(home, make(name=name, now=now), now=now)]
        pem = paths[-1].read_text()
    key = read(pem)
    if not key.public.valid_from <= now < key.public.valid_until:
        raise KeyMissing(
            N_(
                "The signing key %(id)s is good from %(first)s to %(last)s only: `contest keys` makes a new one.",
                id=key.public.id,
                first=f"{key.public.valid_from:%Y-%m-%d}",
                last=f"{key.public.valid_until:%Y-%m-%d}",
            )
        )
    return key


def _read_file(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise KeyMissing(
            N_("There is no signing key at %(path)s, where SIGNING_KEY says it is.", path=str(path))
        ) from error
