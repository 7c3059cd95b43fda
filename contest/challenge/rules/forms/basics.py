"""Questions on the entry in short, and on who applies."""

from decimal import Decimal

from contest.challenge.rules.forms.questions import Condition, Field, Option, Words

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
_YES_NO = (Option("yes", Words("Yes", "是")), Option("no", Words("No", "否")))
_ONE_LANGUAGE = Words("One language is enough to hand in.", "提交时有一种语言即可。")
_ONE_SENTENCE = Words(
    "One sentence that somebody outside your field understands.", "一句话，让本领域以外的人也能看懂。"
)
_ORGANISERS_ONLY = Words("Read by the organisers only.", "仅主办方可见。")


def _in_short(key: str, label: Words, help_: Words, instead: str, *, characters: int, words: int) -> Field:
    """A title or summary: everybody reads it, and one language is enough."""
    return Field(
        key=key,
        section="basics",
        type="line" if key.startswith("title") else "text",
        label=label,
        help=help_,
        characters=characters,
        words=words,
        instead=instead,
        seen_by="public",
    )


BASICS = (
    _in_short("title_en", Words("Title in English", "英文名称"), _ONE_LANGUAGE, "title_zh", characters=30, words=12),
    _in_short("title_zh", Words("Title in Chinese", "中文名称"), _ONE_LANGUAGE, "title_en", characters=30, words=12),
    _in_short(
        "summary_en", Words("Summary in English", "英文简介"), _ONE_SENTENCE, "summary_zh", characters=60, words=30
    ),
    _in_short(
        "summary_zh", Words("Summary in Chinese", "中文简介"), _ONE_LANGUAGE, "summary_en", characters=60, words=30
    ),
    Field(
        key="scene",
        section="basics",
        type="scene",
        label=Words("Zero-carbon scene", "零碳场景"),
        help=Words("The one your entry belongs to most.", "请选择最契合的一个场景。"),
    ),
    Field(
        key="more_scenes",
        section="basics",
        type="scenes",
        label=Words("Other scenes it serves", "还适用的场景"),
        help=Words("At most two.", "最多两个。"),
        most_choices=2,
        needed=None,
    ),
    Field(
        key="zone_need",
        section="basics",
        type="line",
        label=Words("Need of the zone that it answers", "所回应的园区需求"),
        help=Words("Its name or number in the zone’s list, if there is one.", "如有，请填写需求清单中的名称或编号。"),
        characters=60,
        words=30,
        needed=None,
    ),
)

APPLICANT = (
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
        help=_ORGANISERS_ONLY,
        characters=30,
        words=12,
        seen_by="organisers",
    ),
    Field(
        key="contact_email",
        section="applicant",
        type="line",
        label=Words("Another e-mail address for questions", "其他联系邮箱"),
        help=Words(
            "We write to the address of your account. Read by the organisers only.",
            "我们会联系您账号的邮箱。仅主办方可见。",
        ),
        needed=None,
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
        key="members",
        section="applicant",
        label=Words("Who works on it, and as what", "团队成员与分工"),
        help=Words("Up to 15 people, one a line: name, role.", "最多 15 人，每行一人：姓名、分工。"),
        characters=400,
        words=150,
        needed="shortlist",
        is_hidden_blind=True,
    ),
    Field(
        key="registration_on",
        section="applicant",
        type="date",
        label=Words("Day of registration", "注册日期"),
        shown_if=(_BODIES,),
        needed="shortlist",
        is_hidden_blind=True,
    ),
    Field(
        key="registration_number",
        section="applicant",
        type="line",
        label=Words("Registration number", "注册号"),
        help=_ORGANISERS_ONLY,
        characters=40,
        words=10,
        shown_if=(_BODIES,),
        needed="shortlist",
        seen_by="organisers",
    ),
    *(
        Field(
            key=key,
            section="applicant",
            type="choice",
            label=label,
            help=Words(
                "Only for our statistics; you need not say. Read by the organisers only.",
                "仅用于统计，可以不填。仅主办方可见。",
            ),
            options=_YES_NO,
            needed=None,
            seen_by="organisers",
        )
        for key, label in (
            ("women_led", Words("Led by women", "是否由女性领导")),
            ("youth_led", Words("Led by people under 35", "是否由 35 岁以下人士领导")),
        )
    ),
)

PLACE = (
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
        key="jobs",
        section="place",
        type="number",
        label=Words("Jobs there after two years", "两年后当地就业人数"),
        least=Decimal(0),
        most=Decimal(100_000),
        needed="shortlist",
    ),
    Field(
        key="risks",
        section="place",
        label=Words("Risks and safeguards", "风险与保障措施"),
        characters=300,
        words=200,
        needed="shortlist",
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
        key="ask_amount",
        section="place",
        type="number",
        label=Words("Amount", "金额"),
        least=Decimal(0),
        most=Decimal(10**12),
        shown_if=(Condition("ask"),),
        needed=None,
    ),
    Field(
        key="ask_currency",
        section="place",
        type="choice",
        label=Words("Currency", "币种"),
        options=(
            Option("cny", Words("CNY", "人民币")),
            Option("eur", Words("EUR", "欧元")),
            Option("usd", Words("USD", "美元")),
        ),
        shown_if=(Condition("ask_amount"),),
        needed="submission",
    ),
)
