"""What is found in a file's content: its kind, what it hides, how far it unpacks, what it says of its author."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from contest.files import rules
from tests.makers import documents, pdfs
from tests.makers.documents import AUTHOR

ALL = rules.kinds_of(("pdf", "image", "office"))


def zeros(mebibytes: int) -> bytes:
    """That many of zeros, deflated (RFC 1950): one is compressed, and its block stands there again and again."""
    machine = zlib.compressobj(9, wbits=-15)
    block = machine.compress(bytes(1 << 20)) + machine.flush(zlib.Z_FULL_FLUSH)
    adler = ((mebibytes << 20) % 65521 << 16) + 1
    return b"\x78\xda" + block * mebibytes + b"\x03\x00" + adler.to_bytes(4, "big")


def burst(layers: int) -> bytes:
    """A PDF of a few kilobytes whose page unpacks to more than a gigabyte."""
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    body = zeros(1100)
    for _ in range(layers - 1):
        body = zlib.compress(body)
    contents = pikepdf.Stream(made, b"")
    contents.write(body, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * layers))
    made.pages[0].Contents = contents
    out = BytesIO()
    made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


@pytest.mark.parametrize("layers", [1, 2])
def test_a_pdf_that_bursts_is_refused(layers: int) -> None:
    data = burst(layers)
    assert len(data) < 2_000_000
    assert rules.inspect(data).reason == "bomb"


def test_a_pdf_with_a_picture_of_a_billion_pixels_is_refused() -> None:
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    made.make_indirect(pikepdf.Stream(made, b"x", Subtype=pikepdf.Name.Image, Width=40_000, Height=40_000))
    made.Root.Odd = made.objects[-1]
    assert rules.inspect(pdfs.saved(made)).reason == "bomb"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert rules.inspect(pdfs.pdf(501)).reason == "too_many_pages"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdfs.pdf(), "pdf"),
        (documents.picture("JPEG"), "jpeg"),
        (documents.picture("PNG"), "png"),
        (documents.picture("WEBP"), "webp"),
        (documents.docx(), "docx"),
        (documents.odt(), "odt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_a_file_is_what_its_content_says(data: bytes, kind: str) -> None:
    assert rules.inspect(data, ALL) == rules.Finding(None, 1, kind)
    others = tuple(one for one in ALL if one != kind)
    assert rules.refused_kind(rules.kind_of(data), others) or rules.inspect(data, others).reason == "other_kind"


@cache
def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("word/document.xml", bytes(501 * 1024 * 1024))
    return out.getvalue()


def lying_size() -> bytes:
    """A ZIP that says it unpacks to nothing."""
    data = documents.zipped({"word/document.xml": bytes(1 << 20), "[Content_Types].xml": b""})
    return data.replace(struct.pack("<I", 1 << 20), struct.pack("<I", 10))


def locked() -> bytes:
    data = bytearray(documents.zipped({"word/document.xml": b"x", "[Content_Types].xml": b""}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


TEMPLATE_ELSEWHERE = b'Type="http://x/attachedTemplate" TargetMode="External"'


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (zip_bomb, "bomb"),
        (lying_size, "broken_office"),
        (lambda: documents.zipped({f"{n}": b"" for n in range(5_001)}), "bomb"),
        (locked, "locked_office"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked_office"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "other_kind"),
        (lambda: documents.docx(word__vbaProject_bin=b"x"), "macro"),
        (
            lambda: documents.docx(
                word___rels__settings_rels=b'Type="http://x/attachedTemplate" TargetMode="External"'
            ),
            "macro",
        ),
        (lambda: documents.docx(word__embeddings__object1_bin=b"x"), "inside"),
        (lambda: documents.docx(extra_exe=b"MZ"), "inside"),
        (lambda: documents.docx()[:300], "broken_office"),
        (lambda: documents.zipped({"readme.txt": b"x"}), "other_kind"),
        (lambda: documents.picture("JPEG")[:200], "broken_picture"),
        (lambda: documents.picture("PNG")[:60], "broken_picture"),
        (lambda: documents.picture("PNG", (10_000, 9_000)), "large_picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_hides_or_bursts_or_is_broken_is_refused(make: Callable[[], bytes], reason: str) -> None:
    assert rules.inspect(make(), ALL).reason == reason
    assert str(rules.reason_words(reason))


def test_a_zip_bomb_named_pdf_is_no_pdf() -> None:
    assert rules.refused_kind(rules.kind_of(zip_bomb()[:8192]), ("pdf",)) == "not_pdf"


@pytest.mark.parametrize(
    "data",
    [
        documents.picture("JPEG", author=AUTHOR),
        documents.picture("PNG", author=AUTHOR),
        documents.picture("WEBP", author=AUTHOR),
        documents.docx(),
        documents.odt(),
        documents.pdf_with_photograph(),
        pdfs.by(AUTHOR),
    ],
    ids=["jpeg", "png", "webp", "docx", "odt", "photograph_in_pdf", "pdf"],
)
def test_nothing_beside_the_contents_names_the_author(data: bytes) -> None:
    plain = rules.without_author(data)
    assert AUTHOR.encode() in _unpacked(data)
    assert AUTHOR.encode() not in _unpacked(plain)
    assert rules.inspect(plain, ALL).reason is None


def _unpacked(data: bytes) -> bytes:
    """Every byte that a reader could see: of an archive its parts, of a PDF its objects, of a picture its notes."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        out = BytesIO()
        with pikepdf.open(BytesIO(data)) as pdf:
            pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()
    return data


def test_a_picture_stands_upright_without_its_notes() -> None:
    with Image.open(BytesIO(rules.without_author(documents.picture(author=AUTHOR)))) as plain:
        assert (plain.size, dict(plain.getexif())) == ((40, 60), {})


def test_the_pixels_of_a_photograph_in_a_pdf_stay_as_they_are() -> None:
    def pixels(data: bytes) -> bytes:
        with pikepdf.open(BytesIO(data)) as pdf:
            raw = pdf.pages[0].Resources.XObject.P.read_raw_bytes()
        with Image.open(BytesIO(raw)) as photograph:
            return photograph.tobytes()

    data = documents.pdf_with_photograph()
    assert pixels(rules.without_author(data)) == pixels(data)


def test_pages_become_pictures_with_their_words() -> None:
    first, second = rules.draw(pdfs.written(["Cold from the sea", "Second page"]), 0, 4)
    assert (first.text, second.text) == ("Cold from the sea", "Second page")
    with Image.open(BytesIO(first.webp)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (first.width, first.height))
        assert min(shown.convert("L").getdata()) < 128 < max(shown.convert("L").getdata())
    assert rules.draw(pdfs.pdf(3), 2, 4)[0].width == 1240
    assert [page.width for page in rules.draw(documents.picture(size=(3000, 300)), 0, 1)] == [1240]


@pytest.mark.parametrize(
    ("name", "kind", "true"),
    [
        ("deck.pdf", "pdf", "deck.pdf"),
        ("deck.PDF", "pdf", "deck.PDF"),
        ("deck.exe", "pdf", "deck.exe.pdf"),
        ("photo.jpeg", "jpeg", "photo.jpeg"),
        ("photo", "jpeg", "photo.jpg"),
        ("x" * 116 + ".exe", "pdf", "x" * 110 + ".pdf"),
    ],
)
def test_a_name_ends_as_its_content_says(name: str, kind: str, true: str) -> None:
    assert rules.true_name(name, kind) == true


@pytest.mark.parametrize(("size", "part", "count"), [(1, 5, 1), (5, 5, 1), (6, 5, 2), (100, 5, 20), (5 * 1001, 6, 835)])
def test_parts_cover_a_file_exactly(size: int, part: int, count: int) -> None:
    mib = rules.MIB
    assert (rules.part_bytes(size * mib), rules.part_count(size * mib, part * mib)) == (part * mib, count)
    sizes = [rules.part_size(size * mib, part * mib, number) or 0 for number in range(1, count + 1)]
    assert (sum(sizes), rules.part_size(size * mib, part * mib, count + 1)) == (size * mib, None)
