"""Whether a PDF is whole and bears one of our signatures: from its bytes and the published keys, and nothing else.

Bytes of strangers, and pyHanko is large: in a process of its own, or from the command line.
"""

import asyncio
import io

from asn1crypto.cms import ContentInfo, SignedData, SignerInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from contest.lib.signatures.keys import PublicKey
from contest.lib.signatures.words import ADDED, BROKEN, CHANGED, FOREIGN, UNSIGNED, WHOLE, Finding


def check(data: bytes, keys: list[PublicKey]) -> Finding:
    """Look at the signature of a whole PDF. Nothing of it is believed that the key of `keys` does not vouch for."""
    try:
        return asyncio.run(_check(data, {_der(key): key for key in keys}))
    except Exception:  # a byte in the wrong place comes out as any error of any library below
        return Finding(what=BROKEN)


def _der(key: PublicKey) -> bytes:
    return load_pem_x509_certificate(key.certificate.encode()).public_bytes(Encoding.DER)


async def _check(data: bytes, known: dict[bytes, PublicKey]) -> Finding:
    signatures = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures
    if not signatures:
        return Finding(what=UNSIGNED)
    first = signatures[0]
    der = first.signer_cert.dump()
    if der not in known:
        return Finding(what=FOREIGN)
    key = known[der]
    trusted = ValidationContext(trust_roots=[Certificate.load(der)], moment=key.valid_from)
    status = await async_validate_pdf_signature(first, trusted)
    at = status.signer_reported_dt
    if not (status.intact and status.valid and _is_gap_plain(data, first)):
        return Finding(what=CHANGED, key_id=key.id, signed_at=at)
    is_all = status.coverage is SignatureCoverageLevel.ENTIRE_FILE and len(signatures) == 1
    if not is_all or status.modification_level is not ModificationLevel.NONE:
        return Finding(what=ADDED, key_id=key.id, signed_at=at)
    return Finding(what=WHOLE, key_id=key.id, signed_at=at)


def _is_gap_plain(data: bytes, signature: EmbeddedPdfSignature) -> bool:
    """A signature does not cover the room it lies in: there it must be alone, as we write it, and zeros behind it.

    So what it does not vouch for itself is built anew and compared: the envelope, and the signer's facts.
    """
    before, length, after, _ = signature.byte_range
    gap = data[before + length : after]
    info, sha256 = signature.signer_info, {"algorithm": "sha256"}
    signer = SignerInfo(
        {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {
                    "issuer": signature.signer_cert.issuer,
                    "serial_number": signature.signer_cert.serial_number,
                }
            },
            "digest_algorithm": sha256,
            "signed_attrs": info["signed_attrs"],
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": info["signature"],
        }
    )
    content = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [signature.signer_cert],
        "signer_infos": [signer],
    }
    der: bytes = ContentInfo({"content_type": "signed_data", "content": SignedData(content)}).dump()
    return gap == b"<" + der.hex().upper().encode().ljust(len(gap) - 2, b"0") + b">"
