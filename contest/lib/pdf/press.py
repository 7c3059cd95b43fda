"""What runs in the child process: fonts cut to the text, one document, nothing fetched from anywhere.

Only the pool imports this, late, in the child: the web starts without Pango.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from contest.lib.pdf import fonts


class OurFilesOnly(URLFetcher):  # type: ignore[misc]
    """Refuses every address but `data:` and the files named: a text cannot make us read a file or call a server."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._allowed = allowed

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url not in self._allowed and not url.startswith("data:"):
            raise FatalURLFetchingError(f"a document may not fetch {url[:200]}")
        return super().fetch(url, headers)


def _font_faces(folder: Path, css: str, text: str) -> tuple[str, frozenset[str]]:
    """Cut every face the style sheet names; the @font-face rules and the addresses they use."""
    rules, allowed = [], set()
    for number, cut in enumerate(fonts.CUTS):
        if f'"{cut.family}"' not in css:
            continue
        path = folder / f"{number}{cut.path.suffix}"
        path.write_bytes(fonts.subset(cut, text))
        allowed.add(path.as_uri())
        rules.append(
            f'@font-face {{ font-family: "{cut.family}"; font-weight: {cut.weight}; src: url({path.as_uri()}) }}'
        )
    return "\n".join(rules), frozenset(allowed)


def press(document: str, text: str, css: str, attachments: dict[str, bytes]) -> bytes:
    """The PDF/A-3 of one whole HTML document. `text` holds every character that it shows."""
    with TemporaryDirectory(prefix="contest-pdf-") as name:
        faces, allowed = _font_faces(Path(name).resolve(), css, text)
        fetcher = OurFilesOnly(allowed)
        config = FontConfiguration()
        try:
            sheet = weasyprint.CSS(string=faces + css, font_config=config, url_fetcher=fetcher)
            made: bytes = weasyprint.HTML(string=document, url_fetcher=fetcher).write_pdf(
                stylesheets=[sheet],
                font_config=config,
                pdf_variant="pdf/a-3a",
                pdf_tags=True,
                attachments=[
                    weasyprint.Attachment(string=data, name=name, relationship="Data", url_fetcher=fetcher)
                    for name, data in attachments.items()
                ],
            )
        except FatalURLFetchingError as error:
            raise ValueError(str(error)) from error
        return made
