"""What an entry is asked for: fields, their words in both languages, and whether what was written will do."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from contest.lib.i18n import N_, Lazy, locale
from contest.submissions.rules.counting import fits

KINDS = ("project", "solution", "product", "talent")
_WORKS = frozenset({"project", "solution", "product"})
_ALL = frozenset(KINDS)
LONGEST = 20_000  # no field takes more, whatever its own limit says


class Words(msgspec.Struct, frozen=True):
    """Words that organisers give in both languages; as text, those of the reader's language."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if locale() == "zh" else self.en


class Option(msgspec.Struct, frozen=True):
    value: str
    label: Words


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `characters` and `words` are its limit; `instead` names a field that answers it too.

    `is_confidential`: for organisers only, no judge ever reads it. `for_applicants` limits "required" to those
    types of applicant.
    """

    key: str
    section: str
    type: str = "text"
    label: Words
    help: Words = Words("", "")
    characters: int = 0
    words: int = 0
    least: int = 0
    most: int = 0
    options: tuple[Option, ...] = ()
    kinds: frozenset[str] = _WORKS
    is_required: bool = True
    instead: str = ""
    for_applicants: frozenset[str] = frozenset()
    is_confidential: bool = False


SECTIONS: dict[str, Words] = {
    "basics": Words("The entry in short", "作品概要"),
    "applicant": Words("Who applies", "申请人"),
    "substance": Words("What it is", "作品内容"),
    "talent": Words("Your work", "您的工作"),
    "place": Words("In Hainan", "落地海南"),
    "files": Words("Files", "文件"),
}

APPLICANTS = (
    Option("company", Words("Company", "企业")),
    Option("startup", Words("Start-up", "初创企业")),
    Option("research", Words("University or research institute", "高校或科研机构")),
    Option("ngo", Words("Non-profit organisation", "非营利组织")),
    Option("government", Words("Public body", "政府或公共机构")),
    Option("team", Words("Team without a legal form", "未注册团队")),
    Option("individual", Words("Individual", "个人")),
)
_BODIES = frozenset({"company", "startup", "research", "ngo", "government"})

# Held in columns of their own, because lists and search need them; everything else lies in `answers`.
COLUMNS = ("title_en", "title_zh", "summary_en", "summary_zh", "organisation_name", "country", "scene")
_COLUMN_LENGTHS = {"title_en": 200, "title_zh": 200, "organisation_name": 200, "country": 2, "scene": 40}

FIELDS: tuple[Field, ...] = (
    Field(
        key="title_en",
        section="basics",
        type="line",
        kinds=_ALL,
        label=Words("Title in English", "英文名称"),
        help=Words("One language is enough to hand in.", "提交时有一种语言即可。"),
        characters=30,
        words=12,
        instead="title_zh",
    ),
    Field(
        key="title_zh",
        section="basics",
        type="line",
        kinds=_ALL,
        label=Words("Title in Chinese", "中文名称"),
        characters=30,
        words=12,
        instead="title_en",
    ),
    Field(
        key="summary_en",
        section="basics",
        kinds=_ALL,
        label=Words("Summary in English", "英文简介"),
        help=Words(
            "One sentence that somebody outside your field understands.",
            "一句话，让本领域以外的人也能看懂。",
        ),
        characters=60,
        words=30,
        instead="summary_zh",
    ),
    Field(
        key="summary_zh",
        section="basics",
        kinds=_ALL,
        label=Words("Summary in Chinese", "中文简介"),
        characters=60,
        words=30,
        instead="summary_en",
    ),
    Field(
        key="scene",
        section="basics",
        type="scene",
        kinds=_ALL,
        label=Words("Zero-carbon scene", "零碳场景"),
        help=Words("The one your entry belongs to most.", "请选择最契合的一个场景。"),
    ),
    Field(
        key="applicant_type",
        section="applicant",
        type="choice",
        label=Words("Type of applicant", "申请人类型"),
        options=APPLICANTS,
    ),
    Field(
        key="organisation_name",
        section="applicant",
        type="line",
        kinds=_ALL,
        label=Words("Legal name of the organisation", "机构法定名称"),
        help=Words("A team or an individual may leave this empty.", "团队或个人可以不填。"),
        characters=60,
        words=25,
        for_applicants=_BODIES,
    ),
    Field(
        key="country",
        section="applicant",
        type="country",
        kinds=_ALL,
        label=Words("Country or region", "国家或地区"),
    ),
    Field(
        key="website",
        section="applicant",
        type="link",
        label=Words("Website", "网址"),
        is_required=False,
    ),
    Field(
        key="contact_name",
        section="applicant",
        type="line",
        kinds=_ALL,
        label=Words("Contact person", "联系人"),
        help=Words("Read by the organisers only.", "仅主办方可见。"),
        characters=30,
        words=12,
        is_confidential=True,
    ),
    Field(
        key="contact_phone",
        section="applicant",
        type="line",
        kinds=_ALL,
        label=Words("Telephone of the contact person", "联系电话"),
        help=Words("With the country code. Read by the organisers only.", "请加国家区号。仅主办方可见。"),
        characters=30,
        words=12,
        is_required=False,
        is_confidential=True,
    ),
    Field(
        key="problem",
        section="substance",
        label=Words("The problem", "要解决的问题"),
        help=Words("Whose problem is it, and how large?", "是谁的问题？规模有多大？"),
        characters=400,
        words=250,
    ),
    Field(
        key="solution",
        section="substance",
        label=Words("The solution and how it works", "解决方案与原理"),
        characters=800,
        words=500,
    ),
    Field(
        key="novelty",
        section="substance",
        label=Words("What is new", "创新之处"),
        help=Words("Compared with what is used today.", "与现有做法相比。"),
        characters=400,
        words=250,
    ),
    Field(
        key="trl",
        section="substance",
        type="number",
        label=Words("Technology readiness level, 1 to 9", "技术成熟度（1–9 级）"),
        help=Words(
            "1: principle observed. 5: validated in the relevant environment. 9: proven in operation.",
            "1：发现基本原理；5：在相关环境中得到验证；9：经实际运行证明。",
        ),
        least=1,
        most=9,
    ),
    Field(
        key="impact",
        section="substance",
        label=Words("Effect on emissions", "减排效果"),
        help=Words(
            "Per what unit, against which baseline, from which sources.",
            "以什么为单位、相对于什么基准、依据什么来源。",
        ),
        characters=200,
        words=120,
    ),
    Field(
        key="field_of_work",
        section="talent",
        type="line",
        kinds=frozenset({"talent"}),
        label=Words("Your field", "专业领域"),
        characters=30,
        words=12,
    ),
    Field(
        key="record",
        section="talent",
        kinds=frozenset({"talent"}),
        label=Words("Your record of innovation", "创新经历与成果"),
        characters=600,
        words=400,
    ),
    Field(
        key="proposal",
        section="place",
        kinds=frozenset({"talent"}),
        label=Words("The post or topic you propose", "拟承担的岗位或课题"),
        characters=400,
        words=250,
    ),
    Field(
        key="months_available",
        section="place",
        type="number",
        kinds=frozenset({"talent"}),
        label=Words("Months you can be there", "可到岗时间（月）"),
        least=1,
        most=60,
    ),
    Field(
        key="landing",
        section="place",
        label=Words("Landing plan for Hainan", "落地海南计划"),
        help=Words("Site, partner, permits, the first twelve months.", "选址、合作方、许可、前十二个月安排。"),
        characters=600,
        words=400,
    ),
    Field(
        key="risks",
        section="place",
        label=Words("Risks and safeguards", "风险与保障措施"),
        characters=300,
        words=200,
    ),
    Field(
        key="ask",
        section="place",
        type="line",
        kinds=_ALL,
        label=Words("What you are looking for", "所需支持"),
        help=Words("Funds, a pilot site, a partner, a licence.", "资金、试点场地、合作方、许可等。"),
        characters=60,
        words=40,
        is_required=False,
    ),
    Field(
        key="pitch_deck",
        section="files",
        type="file",
        label=Words("Pitch deck (PDF)", "路演材料（PDF）"),
        help=Words("At most 12 pages.", "不超过 12 页。"),
        most=12,
    ),
    Field(
        key="cv",
        section="files",
        type="file",
        kinds=frozenset({"talent"}),
        label=Words("Curriculum vitae (PDF)", "个人简历（PDF）"),
        help=Words("At most 3 pages.", "不超过 3 页。"),
        most=3,
    ),
)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The questions to this kind of entry, in their order."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def file_fields_of(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in fields_of(kind) if field.type == "file")


def shown(field: Field | None, text: str) -> str:
    """An answer as it is read: a choice by its words in the reader's language."""
    if field is not None and field.type == "choice":
        return next((str(option.label) for option in field.options if option.value == text), text)
    return text


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """The file at a field, as far as a check needs it."""

    field: str
    name: str
    state: str
    pages: int | None = None


def check_draft(kind: str, values: Mapping[str, str], scenes: Iterable[str]) -> dict[str, Lazy | str]:
    """Why these answers cannot even be saved, by field. A text over its limit can: nobody loses words to a counter."""
    known = {field.key: field for field in fields_of(kind) if field.type != "file"}
    errors: dict[str, Lazy | str] = {}
    for key, value in values.items():
        field = known.get(key)
        if field is None:
            errors[key] = N_("There is no such question in this form.")
        elif len(value) > _COLUMN_LENGTHS.get(key, LONGEST):
            most = _COLUMN_LENGTHS.get(key, LONGEST)
            errors[key] = N_("%(label)s: use at most %(most)s characters.", label=field.label, most=most)
        elif field.type == "scene" and value and value not in scenes:
            errors[key] = N_("%(label)s: choose one of the answers offered.", label=field.label)
    return errors


def check_complete(
    kind: str, values: Mapping[str, str], files: Mapping[str, Attached], scenes: Iterable[str]
) -> dict[str, Lazy | str]:
    """What is still in the way of handing in, by field, in the order of the form."""
    errors: dict[str, Lazy | str] = {}
    offered = set(scenes)
    for field in fields_of(kind):
        if field.type == "file":
            wrong = _check_file(field, files.get(field.key))
        else:
            wrong = _check_answer(field, values, offered)
        if wrong is not None:
            errors[field.key] = wrong
    return errors


def _is_needed(field: Field, values: Mapping[str, str]) -> bool:
    if field.instead and values.get(field.instead):
        return False
    if field.for_applicants:
        return values.get("applicant_type") in field.for_applicants
    return field.is_required


def _check_answer(field: Field, values: Mapping[str, str], scenes: set[str]) -> Lazy | None:
    value = values.get(field.key, "")
    label = field.label
    if not value:
        return N_("%(label)s: this answer is needed.", label=label) if _is_needed(field, values) else None
    if field.words and not fits(value, characters=field.characters, words=field.words):
        return N_(
            "%(label)s: shorten to %(characters)s Chinese characters or %(words)s words.",
            label=label,
            characters=field.characters,
            words=field.words,
        )
    if field.type == "number" and not _is_whole(value, field.least, field.most):
        return N_(
            "%(label)s: enter a whole number from %(least)s to %(most)s.",
            label=label,
            least=field.least,
            most=field.most,
        )
    if field.type == "link" and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
        return N_("%(label)s: enter a web address that begins with https://", label=label)
    if not _is_offered(field, value, scenes):
        return N_("%(label)s: choose one of the answers offered.", label=label)
    return None


def _is_whole(value: str, least: int, most: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most


def _is_offered(field: Field, value: str, scenes: set[str]) -> bool:
    if field.type == "scene":
        return value in scenes
    if field.type == "country":
        return re.fullmatch(r"[A-Z]{2}", value) is not None
    return field.type != "choice" or any(option.value == value for option in field.options)


def _check_file(field: Field, file: Attached | None) -> Lazy | None:
    label = field.label
    if file is None or file.state == "announced":
        return N_("%(label)s: upload this file.", label=label) if field.is_required else None
    if file.state == "refused":
        return N_("%(label)s: “%(name)s” was refused. Upload another file.", label=label, name=file.name)
    if file.state != "checked":
        return N_(
            "%(label)s: “%(name)s” is still being checked. Wait a moment, then hand in.", label=label, name=file.name
        )
    if field.most and (file.pages or 0) > field.most:
        return N_(
            "%(label)s: “%(name)s” has %(pages)s pages; at most %(most)s are allowed.",
            label=label,
            name=file.name,
            pages=file.pages,
            most=field.most,
        )
    return None
