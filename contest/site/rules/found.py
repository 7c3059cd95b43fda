"""What search engines and feed readers ask for: which pages there are, in which languages, and what is new."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree

import msgspec

from contest.lib.i18n import HTML_LANG, LOCALES, N_, Lazy, gettext

# Where nothing is to be found without signing in, or where a link is a key.
PRIVATE = (
    *("/account", "/accounts", "/api", "/certificates", "/challenge", "/desk", "/files", "/home", "/incubator"),
    *("/invitation", "/judging", "/language", "/letters", "/nominations", "/password", "/roadshow", "/sign-in"),
    *("/submissions", "/verify/", "/zone"),
)
ALWAYS = (
    *("/", "/calls", "/editions", "/gallery", "/privacy", "/imprint", "/accessibility", "/verify"),
    "/impact/factors",
)
WHAT: dict[str, Lazy] = {
    "opened": N_("A call opens: %(what)s"),
    "moved": N_("The deadline is moved: %(what)s"),
    "cancelled": N_("Cancelled: %(what)s"),
    "published": N_("Results under public notice: %(what)s"),
    "final": N_("Final results: %(what)s"),
}
_SITEMAP, _XHTML, _ATOM = (
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2005/Atom",
)

_BELIEVED = timedelta(days=180)


def robots(site: str) -> str:
    """`robots.txt`: what is public is open, the rest is nobody's business."""
    closed = "\n".join(f"Disallow: {path}" for path in PRIVATE)
    return f"User-agent: *\n{closed}\n\nSitemap: {site}/sitemap.xml\n"


def security_txt(contact: str, *, site: str, now: datetime) -> str:
    """RFC 9116: whom to tell of a flaw. It is to be believed for half a year from today."""
    address = contact if ":" in contact else f"mailto:{contact}"
    until = (now + _BELIEVED).strftime("%Y-%m-%dT00:00:00Z")
    found = {"Contact": address, "Expires": until, "Preferred-Languages": "en, zh"}
    found["Canonical"] = f"{site}/.well-known/security.txt"
    return "".join(f"{name}: {value}\n" for name, value in found.items())


def in_language(path: str, lang: str) -> str:
    """The address of a page in one language."""
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def sitemap(paths: Iterable[str], *, site: str) -> bytes:
    """Each page once for each language, with its other languages beside it (sitemaps.org 0.9)."""
    ElementTree.register_namespace("", _SITEMAP)
    ElementTree.register_namespace("xhtml", _XHTML)
    root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for path in (*ALWAYS, *paths):
        for lang in LOCALES:
            url = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
            ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = site + in_language(path, lang)
            for other in LOCALES:
                attributes = {"rel": "alternate", "hreflang": HTML_LANG[other], "href": site + in_language(path, other)}
                ElementTree.SubElement(url, f"{{{_XHTML}}}link", attributes)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


class News(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in a round."""

    id: UUID
    kind: str
    at: datetime
    path: str
    edition_en: str
    edition_zh: str
    round_en: str
    round_zh: str
    is_demo: bool


def atom(items: list[News], *, site: str, lang: str) -> bytes:
    """A feed (RFC 4287) in the language of now, the newest first."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": HTML_LANG[lang]})

    def add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        made.text = text or None
        return made

    add(root, "id", f"{site}/news.atom")
    add(root, "title", str(N_("News of the Climate Challenge")))
    add(root, "updated", _utc(max((one.at for one in items), default=datetime(2026, 1, 1, tzinfo=UTC))))
    add(root, "link", rel="self", href=f"{site}/news.atom?lang={lang}")
    add(add(root, "author"), "name", str(N_("Climate Challenge")))
    demonstration = N_("Demonstration")
    for one in items:
        entry = add(root, "entry")
        edition = (one.edition_zh or one.edition_en) if lang == "zh" else (one.edition_en or one.edition_zh)
        name = (one.round_zh or one.round_en) if lang == "zh" else (one.round_en or one.round_zh)
        title = gettext(WHAT[one.kind].message) % {"what": f"{edition} · {name}"}
        add(entry, "id", f"urn:uuid:{one.id}")
        add(entry, "title", f"{title} [{demonstration}]" if one.is_demo else title)
        add(entry, "updated", _utc(one.at))
        add(entry, "link", rel="alternate", href=site + in_language(one.path, lang))
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
