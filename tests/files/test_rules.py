"""What is taken and what is not, without any storage."""

import zipfile
from io import BytesIO

import pytest

from contest.files import rules
from contest.lib.web.download import disposition, parse_range
from tests.makers import pdfs

EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode."


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("0", b"\0" * 10_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        EXE,
        zip_bomb(),
        b"<!doctype html><script>alert(1)</script>",
        b"<html>%PDF-1.7",
        b"",
        b"%PD",
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["program", "zip_bomb", "html", "html_that_names_pdf", "nothing", "too_short", "picture"],
)
def test_looks_like_pdf_goes_by_content(data: bytes) -> None:
    assert not rules.looks_like_pdf(data[:512])


def test_inspect_counts_pages() -> None:
    assert rules.looks_like_pdf(pdfs.pdf()[:512])
    assert rules.inspect(pdfs.pdf(3)) == rules.Finding(None, 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdfs.pdf(0), "no_pages"),
        (pdfs.encrypted(), "encrypted"),
        (pdfs.encrypted(user=""), "encrypted"),
        (pdfs.with_script(), "script"),
        (pdfs.with_launch(), "script"),
        (pdfs.with_attachment(), "attachment"),
        (pdfs.with_form_that_sends(), "form"),
        (pdfs.with_film(), "media"),
        (b"%PDF-1.7\n" + b"\0" * 2000, "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (pdfs.pdf()[:200], "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "pdf",  # an encrypted one differs at each run
)
def test_inspect_refuses(data: bytes, reason: str) -> None:
    assert rules.inspect(data).reason == reason
    assert str(rules.reason_words(reason))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("deck.pdf", "deck.pdf"),
        ("C:\\Users\\me\\deck.pdf", "deck.pdf"),
        ("../../etc/passwd", "passwd"),
        ("方案\u202efdp.exe", "方案fdp.exe"),
        ('a"b\n<c>.pdf', "abc.pdf"),
        ("", "file"),
        ("...", "file"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_safe_name(name: str, safe: str) -> None:
    assert rules.safe_name(name) == safe
    assert len(rules.safe_name(name)) <= 120


def test_disposition_is_readable_for_old_and_new_programs() -> None:
    assert disposition('方案 "a".pdf') == (
        "attachment; filename=\"__ _a_.pdf\"; filename*=UTF-8''%E6%96%B9%E6%A1%88%20%22a%22.pdf"
    )


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=2-", (2, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-99", (0, 9)),
        ("bytes=5-99", (5, 9)),
        ("bytes=0-1,3-4", None),
        ("bytes=5-2", None),
        ("lines=1-2", None),
        ("bytes=-", None),
    ],
)
def test_parse_range(header: str, part: tuple[int, int] | None) -> None:
    assert parse_range(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_parse_range_beyond_the_end(header: str) -> None:
    with pytest.raises(ValueError):
        parse_range(header, 10)
