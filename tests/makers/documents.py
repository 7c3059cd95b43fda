"""Pictures and office documents, good and bad, made when they are asked for."""

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

AUTHOR = "Lin Xiaoyu"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, author: str = "") -> bytes:
    """A red picture; with an author it says who took it, and that it lies on its side."""
    made, out = Image.new("RGB", size, (200, 30, 30)), BytesIO()
    exif = Image.Exif()
    if author:
        exif[0x013B], exif[0x0112] = author, 6
    made.save(out, kind, exif=exif, **({"comment": author.encode()} if author and kind == "JPEG" else {}))
    return out.getvalue()


def pdf_with_photograph(author: str = AUTHOR) -> bytes:
    """A PDF whose only picture is a JPEG as a camera wrote it."""
    made = pikepdf.Pdf.new()
    page = made.add_blank_page()
    photograph = pikepdf.Stream(made, picture(author=author))
    for name, value in {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": 60, "Height": 40}.items():
        photograph[f"/{name}"] = value
    photograph.ColorSpace, photograph.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    photograph.Filter = pikepdf.Name.DCTDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photograph))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def docx(author: str = AUTHOR, **more: bytes) -> bytes:
    """A Word document as small as can be; `more` are further parts, their names with `__` for `/` and `_` for `.`."""
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f'<w:document><w:ins w:author="{author}">Cold</w:ins></w:document>'.encode(),
        "word/comments.xml": f'<w:comments><w:comment w:author="{author}" w:initials="LX"/></w:comments>'.encode(),
        "word/media/image1.jpeg": picture(author=author),
        "docProps/core.xml": f"<cp><dc:creator>{author}</dc:creator></cp>".encode(),
        "docProps/app.xml": f"<Properties><Company>{author}</Company></Properties>".encode(),
    }
    return zipped(parts | {name.replace("__", "/").replace("_", "."): body for name, body in more.items()})


def odt(author: str = AUTHOR) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "meta.xml": f"<office:meta><meta:initial-creator>{author}</meta:initial-creator></office:meta>".encode(),
            "content.xml": f"<text><dc:creator>{author}</dc:creator>Cold</text>".encode(),
        }
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body)
    return out.getvalue()
