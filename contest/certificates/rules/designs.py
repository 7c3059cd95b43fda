"""The designs an organiser chooses from, and what may be changed in one."""

import msgspec

from contest.certificates.rules import art
from contest.certificates.rules.fit import Frames
from contest.lib.i18n import N_, Lazy

BASES: dict[str, Lazy] = {"ridge": N_("Ridge"), "rings": N_("Rings"), "contours": N_("Contours")}
ORIENTATIONS: dict[str, Lazy] = {"landscape": N_("Landscape"), "portrait": N_("Portrait")}
# All of them dark enough for light type on them, and for themselves as type on paper (over 7 to 1).
COLOURS: dict[str, tuple[str, Lazy]] = {
    "forest": ("#0b5d43", N_("Forest")),
    "lake": ("#0f4c75", N_("Lake")),
    "clay": ("#7f2f14", N_("Clay")),
    "plum": ("#57285f", N_("Plum")),
    "ink": ("#1d2b26", N_("Ink")),
}
LONGEST_CLOSING, LONGEST_SIGNATORY = 120, 60

_SIDES = {"landscape": (297.0, 210.0), "portrait": (210.0, 297.0)}
_FRAMES = {
    ("ridge", "landscape"): Frames(name=245, award=112, text=112, issuer=84),
    ("ridge", "portrait"): Frames(name=162, award=162, text=162, issuer=76),
    ("rings", "landscape"): Frames(name=225, award=104, text=104, issuer=80),
    ("rings", "portrait"): Frames(name=158, award=150, text=146, issuer=70),
    ("contours", "landscape"): Frames(name=172, award=172, text=172, issuer=70),
    ("contours", "portrait"): Frames(name=162, award=162, text=162, issuer=76),
}


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """What an organiser decides: a base, how the sheet lies, its colour, a closing sentence, who signs, and a logo: the
    id of its licence.

    Texts are in two languages; one that is empty is not printed, the closing's is ours.
    """

    base: str = "ridge"
    orientation: str = "landscape"
    colour: str = "forest"
    closing_en: str = ""
    closing_zh: str = ""
    signatory_en: str = ""
    signatory_zh: str = ""
    office_en: str = ""
    office_zh: str = ""
    logo: str = ""

    @property
    def frames(self) -> Frames:
        return _FRAMES[self.base, self.orientation]

    @property
    def ink(self) -> str:
        """The colour as #rrggbb."""
        return COLOURS[self.colour][0]

    def texts(self) -> str:
        return "".join(
            (self.closing_en, self.closing_zh, self.signatory_en, self.signatory_zh, self.office_en, self.office_zh)
        )


def picture(design: Design, seed: str) -> str:
    """The drawing of one certificate, as SVG."""
    width, height = _SIDES[design.orientation]
    if design.base == "ridge":
        return art.ridge(seed, width=width, colour=design.ink)
    if design.base == "rings":
        return art.rings(seed, width=width, height=height, colour=design.ink)
    if design.orientation == "landscape":
        return art.contours(seed, width=82, height=height, colour=design.ink)
    return art.contours(seed, width=width, height=80, colour=design.ink)
