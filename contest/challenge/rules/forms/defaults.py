"""The forms that an edition begins with: one for each kind of entry."""

from decimal import Decimal

import msgspec

from contest.challenge.rules.forms import beside, climate
from contest.challenge.rules.forms.questions import Condition, Field, Form, Option, Section, Words

_SECTIONS = (
    Section("basics", Words("The entry in short", "作品概要")),
    Section("applicant", Words("Who applies", "申请人")),
    Section("substance", Words("What it is", "作品内容")),
    climate.SECTION,
    beside.SECTION,
    Section("talent", Words("Your work", "您的工作")),
    Section("place", Words("In Hainan", "落地海南")),
    Section("files", Words("Files", "文件")),
)

APPLICANTS = (
    Option("company", Words("Company", "企业")),
    Option("startup", Words("Start-up", "初创企业")),
    Option("research", Words("University or research institute", "高校或科研机构")),
    Option("ngo", Words("Non-profit organisation", "非营利组织")),
    Option("government", Words("Public body", "政府或公共机构")),
    Option("team", Words("Team without a legal form", "未注册团队")),
    Option("individual", Words("Individual", "个人")),
)
_BODIES = Condition("applicant_type", ("company", "startup", "research", "ngo", "government"))

_FIELDS = (
    Field(
        key="title_en",
        section="basics",
        type="line",
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
        label=Words("Title in Chinese", "中文名称"),
        help=Words("One language is enough to hand in.", "提交时有一种语言即可。"),
        characters=30,
        words=12,
        instead="title_en",
    ),
    Field(
        key="summary_en",
        section="basics",
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
        label=Words("Summary in Chinese", "中文简介"),
        help=Words("One language is enough to hand in.", "提交时有一种语言即可。"),
        characters=60,
        words=30,
        instead="summary_en",
    ),
    Field(
        key="scene",
        section="basics",
        type="scene",
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
        label=Words("Legal name of the organisation", "机构法定名称"),
        help=Words("A team or an individual may leave this empty.", "团队或个人可以不填。"),
        characters=60,
        words=25,
        needed_if=(_BODIES,),
        is_hidden_blind=True,
    ),
    Field(
        key="country",
        section="applicant",
        type="country",
        label=Words("Country or region", "国家或地区"),
        is_hidden_blind=True,
    ),
    Field(
        key="website",
        section="applicant",
        type="link",
        label=Words("Website", "网址"),
        needed=None,
        is_hidden_blind=True,
    ),
    Field(
        key="contact_name",
        section="applicant",
        type="line",
        label=Words("Contact person", "联系人"),
        help=Words("Read by the organisers only.", "仅主办方可见。"),
        characters=30,
        words=12,
        seen_by="organisers",
    ),
    Field(
        key="contact_phone",
        section="applicant",
        type="line",
        label=Words("Telephone of the contact person", "联系电话"),
        help=Words("With the country code. Read by the organisers only.", "请加国家区号。仅主办方可见。"),
        characters=30,
        words=12,
        needed=None,
        seen_by="organisers",
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
        least=Decimal(1),
        most=Decimal(9),
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
    *climate.FIELDS,
    *beside.FIELDS,
    Field(
        key="field_of_work",
        section="talent",
        type="line",
        label=Words("Your field", "专业领域"),
        characters=30,
        words=12,
    ),
    Field(
        key="record",
        section="talent",
        label=Words("Your record of innovation", "创新经历与成果"),
        characters=600,
        words=400,
    ),
    Field(
        key="proposal",
        section="place",
        label=Words("The post or topic you propose", "拟承担的岗位或课题"),
        characters=400,
        words=250,
    ),
    Field(
        key="months_available",
        section="place",
        type="number",
        label=Words("Months you can be there", "可到岗时间（月）"),
        least=Decimal(1),
        most=Decimal(60),
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
        label=Words("What you are looking for", "所需支持"),
        help=Words("Funds, a pilot site, a partner, a licence.", "资金、试点场地、合作方、许可等。"),
        characters=60,
        words=40,
        needed=None,
    ),
    Field(
        key="pitch_deck",
        section="files",
        type="file",
        label=Words("Pitch deck (PDF)", "路演材料（PDF）"),
        help=Words("At most 12 pages.", "不超过 12 页。"),
        pages=12,
    ),
    Field(
        key="cv",
        section="files",
        type="file",
        label=Words("Curriculum vitae (PDF)", "个人简历（PDF）"),
        help=Words("At most 3 pages.", "不超过 3 页。"),
        pages=3,
    ),
)

_TALENT_ONLY = frozenset({"field_of_work", "record", "proposal", "months_available", "cv"})
_WORKS_ONLY = frozenset(
    {"applicant_type", "website", "problem", "solution", "novelty", "trl", "impact", "landing", "risks", "pitch_deck"}
    | {field.key for field in (*climate.FIELDS, *beside.FIELDS)}
)

# Lists, search, certificates and the public pages are made of these: no form is without them.
ALWAYS = ("title_en", "title_zh", "summary_en", "summary_zh", "scene", "organisation_name", "country")


def default_form(kind: str) -> Form:
    """The form for this kind of entry, until organisers make their own."""
    others = _WORKS_ONLY if kind == "talent" else _TALENT_ONLY
    asked = [field for field in _FIELDS if field.key not in others]
    keys = {field.key for field in asked}
    fields = tuple(_fitted(field, keys) for field in asked)
    used = {field.section for field in fields}
    return Form(kind=kind, sections=tuple(section for section in _SECTIONS if section.key in used), fields=fields)


def _fitted(field: Field, keys: set[str]) -> Field:
    """A question that is needed because of an answer this kind is not asked for is not needed."""
    if all(condition.field in keys for condition in field.needed_if):
        return field
    return msgspec.structs.replace(field, needed=None, needed_if=())
