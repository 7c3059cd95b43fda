"""Signing a PDF: PAdES B-B over the whole file, which allows no change after it. In the child: pyHanko is large."""

import asyncio
import io

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from contest.lib.signatures.keys import SigningKey

FIELD = "Issuer"
_RESERVED = 4096  # hexadecimal digits for the signature: its certificate is some 500 bytes


def _signer(key: SigningKey) -> SimpleSigner:
    der = load_pem_x509_certificate(key.public.certificate.encode()).public_bytes(Encoding.DER)
    return SimpleSigner(
        Certificate.load(der),
        PrivateKeyInfo.load(key.ec),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def sign(data: bytes, key: SigningKey) -> bytes:
    """`data`, a whole PDF, with an invisible certifying signature appended; the time is this machine's."""
    how = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signed = io.BytesIO()
    signer = PdfSigner(how, signer=_signer(key))
    asyncio.run(
        signer.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), output=signed, bytes_reserved=_RESERVED)
    )
    return signed.getvalue()
