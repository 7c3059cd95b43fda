"""A signed ZIP of texts: a manifest with the digest of every file and of every line of a table, and its signature.

The same texts, key and moment make the same bytes, on every machine: nothing is compressed, and nothing of ours runs on
a clock. Ed25519 (RFC 8032) over the manifest; each file is vouched for by its digest in there.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contest.lib.signatures.keys import PublicKey, SigningKey
from contest.lib.signatures.words import BROKEN, CHANGED, FOREIGN, UNSIGNED, WHOLE

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
TABLE = ".csv"
_LINE_DIGITS = 16  # of a line's digest, in hexadecimal: it only finds the line, the file's own vouches for it
_LARGEST = 200_000_000
_HEADER = 30


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed when, with which key; the SHA-256 of each file, and the beginning of that of each line of a table."""

    issuer: str
    key: str
    signed_at: datetime
    files: dict[str, str]
    lines: dict[str, list[str]]


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: the word of `check`, where it differs from what was signed, and the texts as they are."""

    what: str
    key_id: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    differs: tuple[str, ...] = ()
    files: dict[str, bytes] = {}


def pack(files: Mapping[str, bytes], *, key: SigningKey, issuer: str, at: datetime) -> bytes:
    """The signed ZIP of these texts (UTF-8), by their names; tables end in `.csv`."""
    manifest = Manifest(
        issuer=issuer,
        key=key.public.id,
        signed_at=at,
        files={name: _digest(data) for name, data in sorted(files.items())},
        lines={name: _lines(data) for name, data in sorted(files.items()) if name.endswith(TABLE)},
    )
    signed = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    signature = key.proof_key().sign(signed).hex().encode()
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as out:
        for name, data in {**dict(sorted(files.items())), MANIFEST: signed, SIGNATURE: signature}.items():
            info = ZipInfo(name, date_time=at.timetuple()[:6])
            info.create_system, info.external_attr = 3, 0o644 << 16  # as on Unix, wherever it is made
            out.writestr(info, data)
    return made.getvalue()


def check(data: bytes, keys: Sequence[PublicKey]) -> Parcel:
    """Look at a signed ZIP. `differs` names files, and lines of tables (`scores.csv, line 17`), that were changed."""
    try:
        files = _files(data)
        manifest = msgspec.json.decode(files[MANIFEST], type=Manifest)
        signature = bytes.fromhex(files[SIGNATURE].decode())
    except KeyError:
        return Parcel(what=UNSIGNED)
    except (BadZipFile, ValueError, NotImplementedError, EOFError):  # what a damaged or strange ZIP comes out as
        return Parcel(what=BROKEN)
    texts = {name: text for name, text in files.items() if name not in {MANIFEST, SIGNATURE}}
    known = next((key for key in keys if key.id == manifest.key), None)
    facts = {"key_id": manifest.key, "issuer": manifest.issuer, "signed_at": manifest.signed_at, "files": texts}
    if known is None:
        return Parcel(what=FOREIGN, **facts)  # type: ignore[arg-type]
    differs = _differs(manifest, texts)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(known.ed25519)).verify(signature, files[MANIFEST])
    except InvalidSignature:
        differs = (MANIFEST, *differs)
    return Parcel(what=CHANGED if differs else WHOLE, differs=differs, **facts)  # type: ignore[arg-type]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _lines(data: bytes) -> list[str]:
    return [_digest(line)[:_LINE_DIGITS] for line in data.splitlines()]


def _differs(manifest: Manifest, files: Mapping[str, bytes]) -> tuple[str, ...]:
    found: list[str] = []
    for name in sorted({*manifest.files, *files}):
        if name not in files or name not in manifest.files:
            found.append(name)
        elif _digest(files[name]) != manifest.files[name]:
            then, now = manifest.lines.get(name, []), _lines(files[name])
            lines = [at + 1 for at in range(max(len(then), len(now))) if then[at : at + 1] != now[at : at + 1]]
            found += [f"{name}, line {line}" for line in lines] if then and lines else [name]
    return tuple(found)


def _files(data: bytes) -> dict[str, bytes]:
    """What a ZIP holds. Its own check sums are not asked: which digit was changed is for the manifest to say."""
    with ZipFile(io.BytesIO(data)) as held:
        infos = held.infolist()
        if sum(info.file_size for info in infos) > _LARGEST or len({info.filename for info in infos}) != len(infos):
            raise BadZipFile
        return {info.filename: _stored(data, info) or held.read(info) for info in infos}


def _stored(data: bytes, info: ZipInfo) -> bytes:
    """The bytes of a member that is not compressed; nothing for another."""
    if info.compress_type != ZIP_STORED:
        return b""
    header = info.header_offset + _HEADER
    name, extra = (int.from_bytes(data[at : at + 2], "little") for at in (header - 4, header - 2))
    begin = header + name + extra
    return data[begin : begin + info.file_size]
