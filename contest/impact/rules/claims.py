"""What may be said of a product in a market: each rule with its reference, and what it makes of a text.

A rule of this house is a reading of the law by people who are no court: who reviewed it last, and when, stands with it.
"""

import re
import unicodedata
from typing import Literal

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

Verdict = Literal["refused", "warned", "noted"]
VERDICTS: dict[str, Lazy] = {
    "refused": N_("Not to be said"),
    "warned": N_("With care"),
    "noted": N_("Nothing found"),
}
MARKETS: dict[str, Lazy] = {"cn": N_("China"), "eu": N_("European Union")}
AUDIENCES: dict[str, Lazy] = {"consumers": N_("Consumers"), "business": N_("Businesses and authorities")}
LONGEST_TEXT = 5_000
_EU_LAW = "Directive 2005/29/EC, Annex I, {}, as amended by Directive (EU) 2024/825; applies since 27 September 2026"

_NEUTRAL = (
    "carbon neutral", "climate neutral", "co2 neutral", "carbon negative", "climate positive", "carbon positive",
    "net zero", "zero carbon", "carbon neutrality", "klimaneutral", "co2-neutral", "klimapositiv", "neutre en carbone",
    "neutro en carbono", "klimatneutral", "klimatkompenserad", "碳中和", "气候中和", "净零", "零碳", "负碳", "零排放",
)  # fmt: skip
_GENERIC = (
    "eco friendly", "environmentally friendly", "climate friendly", "green product", "green", "ecological",
    "environmentally correct", "nature's friend", "gentle on the environment", "biodegradable", "energy efficient",
    "umweltfreundlich", "环保", "绿色产品", "生态友好", "环境友好",
)  # fmt: skip
_LABEL = ("eco label", "ecolabel", "label", "certified", "seal of", "gütesiegel", "标签", "认证", "标志")
_MEDICAL = (
    "cure", "cures", "heals", "treats", "therapeutic", "prevents disease", "prevent disease", "lowers blood pressure",
    "immune", "heilt", "治疗", "治愈", "疗效", "预防疾病", "降血压", "提高免疫", "药用",
)  # fmt: skip
_RECOGNISED = (
    "recognised by the eu", "recognized by the eu", "recognised by china", "recognized by china",
    "mutually recognised", "mutually recognized", "mutual recognition", "officially recognised", "互认", "官方认可",
    "欧盟认可", "国家认可",
)  # fmt: skip


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: for which markets and whom, which words it looks for, and what it says. `with_offsets`: only where the
    claim rests on offsets; None: either way."""

    key: str
    markets: tuple[str, ...]
    audiences: tuple[str, ...]
    words: tuple[str, ...]
    verdict: Verdict
    says: Lazy
    reference: str
    with_offsets: bool | None = None


_BOTH, _ALL = ("cn", "eu"), ("consumers", "business")
RULES: tuple[Rule, ...] = (
    Rule(
        key="eu_offset_neutral", markets=("eu",), audiences=("consumers",), words=_NEUTRAL, verdict="refused",
        with_offsets=True, reference=_EU_LAW.format("point 4c"),
        says=N_("A product may not be called neutral, reduced or positive to consumers on the strength of offsets."),
    ),
    Rule(
        key="eu_neutral", markets=("eu",), audiences=("consumers",), words=_NEUTRAL, verdict="warned",
        with_offsets=False, reference=_EU_LAW.format("points 4b and 4c"),
        says=N_("Without offsets it has to be true of the whole life cycle of the product, and shown."),
    ),
    Rule(
        key="eu_neutral_business", markets=("eu",), audiences=("business",), words=_NEUTRAL, verdict="warned",
        reference="Directive 2006/114/EC, Article 3",
        says=N_("To businesses too it must not mislead: give the figure, its boundary and what was offset."),
    ),
    Rule(
        key="eu_generic", markets=("eu",), audiences=("consumers",), words=_GENERIC, verdict="warned",
        reference=_EU_LAW.format("point 4a"),
        says=N_("A general claim needs recognised excellent performance: say what exactly is better, and by how much."),
    ),
    Rule(
        key="eu_label", markets=("eu",), audiences=("consumers",), words=_LABEL, verdict="warned",
        reference=_EU_LAW.format("point 2a"),
        says=N_("A sustainability label may be shown only from a certification scheme or a public authority: name it."),
    ),
    Rule(
        key="cn_neutral", markets=("cn",), audiences=_ALL, words=_NEUTRAL, verdict="warned",
        reference="GB/T 24067-2024, scope",
        says=N_("A footprint by this standard leaves offsets and what is said of it outside: it cannot carry this."),
    ),
    Rule(
        key="cn_medical", markets=("cn",), audiences=_ALL, words=_MEDICAL, verdict="warned",
        reference="Advertising Law of the People’s Republic of China, Article 17",
        says=N_("Only medicines, medical devices and medical services may speak of treating an illness."),
    ),
    Rule(
        key="eu_medical", markets=("eu",), audiences=_ALL, words=_MEDICAL, verdict="warned",
        reference="Directive 2005/29/EC, Annex I, point 17; Regulation (EC) No 1924/2006",
        says=N_("A claim to cure or prevent an illness is forbidden where false, and on food needs an authorisation."),
    ),
    Rule(
        key="recognition", markets=_BOTH, audiences=_ALL, words=_RECOGNISED, verdict="refused",
        reference="no scheme of mutual recognition of product footprints is known to be in force",
        says=N_("Nobody recognises this footprint across the two markets: a comparison is not a recognition."),
    ),
)  # fmt: skip
BY_KEY = {one.key: one for one in RULES}


class Claim(Struct, frozen=True, kw_only=True):
    """A text as it is to be said in a market, to whom, and whether it rests on offsets."""

    text: str
    market: str
    audience: str
    uses_offsets: bool = False


class Hit(Struct, frozen=True, kw_only=True):
    """A rule that speaks to a text, and the words in it."""

    rule: Rule
    found: tuple[str, ...]


def claim_faults(of: Claim) -> dict[str, Lazy | str]:
    """What cannot be checked, by field."""
    found: dict[str, Lazy | str] = {}
    if not of.text:
        found["text"] = N_("This answer is needed.")
    elif len(of.text) > LONGEST_TEXT:
        found["text"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    if of.market not in MARKETS:
        found["market"] = N_("Choose one of the answers offered.")
    if of.audience not in AUDIENCES:
        found["audience"] = N_("Choose one of the answers offered.")
    return found


def _plain(text: str) -> str:
    """In one case and width; every run of spaces and hyphens is one space."""
    return re.sub(r"[\s\-‐-―_]+", " ", unicodedata.normalize("NFKC", text).casefold())


def _holds(text: str, word: str) -> bool:
    """Whether a word stands in a text; a Latin one only as a whole word."""
    plain = _plain(word)
    if not plain.isascii() and not plain[0].isascii():
        return plain in text.replace(" ", "")
    return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text) is not None


def check(of: Claim) -> list[Hit]:
    """Which rules speak to a text, those that refuse it first."""
    text = _plain(of.text)
    hits = []
    for rule in RULES:
        if of.market not in rule.markets or of.audience not in rule.audiences:
            continue
        if rule.with_offsets is not None and rule.with_offsets != of.uses_offsets:
            continue
        if found := tuple(word for word in rule.words if _holds(text, word)):
            hits.append(Hit(rule=rule, found=found))
    return sorted(hits, key=lambda hit: hit.rule.verdict != "refused")


def verdict(hits: list[Hit]) -> Verdict:
    """The strongest of what was found."""
    kinds = {hit.rule.verdict for hit in hits}
    return "refused" if "refused" in kinds else "warned" if kinds else "noted"
