"""Questions on what an entry is, on the person of a talent entry, and the files that go with both."""

from decimal import Decimal

from contest.challenge.rules.forms.questions import Condition, Field, Option, Words

_GOALS = (
    Words("No poverty", "无贫穷"),
    Words("Zero hunger", "零饥饿"),
    Words("Good health and well-being", "良好健康与福祉"),
    Words("Quality education", "优质教育"),
    Words("Gender equality", "性别平等"),
    Words("Clean water and sanitation", "清洁饮水和卫生设施"),
    Words("Affordable and clean energy", "经济适用的清洁能源"),
    Words("Decent work and economic growth", "体面工作和经济增长"),
    Words("Industry, innovation and infrastructure", "产业、创新和基础设施"),
    Words("Reduced inequalities", "减少不平等"),
    Words("Sustainable cities and communities", "可持续城市和社区"),
    Words("Responsible consumption and production", "负责任消费和生产"),
    Words("Climate action", "气候行动"),
    Words("Life below water", "水下生物"),
    Words("Life on land", "陆地生物"),
    Words("Peace, justice and strong institutions", "和平、正义与强大机构"),
    Words("Partnerships for the goals", "促进目标实现的伙伴关系"),
)
_BANDS = (
    Option("none", Words("None yet", "尚无")),
    Option("to_1m", Words("Up to CNY 1 million", "100 万元以内")),
    Option("to_10m", Words("CNY 1 to 10 million", "100 万至 1000 万元")),
    Option("to_100m", Words("CNY 10 to 100 million", "1000 万至 1 亿元")),
    Option("above", Words("Above CNY 100 million", "1 亿元以上")),
)
_LANGUAGES = (
    Option("zh", Words("Chinese", "中文")),
    Option("en", Words("English", "英语")),
    Option("fr", Words("French", "法语")),
    Option("de", Words("German", "德语")),
    Option("es", Words("Spanish", "西班牙语")),
    Option("ru", Words("Russian", "俄语")),
    Option("ar", Words("Arabic", "阿拉伯语")),
    Option("other", Words("Another", "其他")),
)

SUBSTANCE = (
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
        key="trl_evidence",
        section="substance",
        label=Words("What shows that level", "技术成熟度的依据"),
        help=Words("Tests, pilots, sites in operation.", "测试、试点、运行项目。"),
        characters=200,
        words=120,
        needed="shortlist",
    ),
    Field(
        key="adoption",
        section="substance",
        type="number",
        label=Words("Adoption readiness level, 1 to 9", "应用就绪度（1–9 级）"),
        help=Words(
            "How ready buyers, rules and supply are. 1: unknown. 5: first buyers. 9: sold everywhere.",
            "市场、法规与供应的就绪程度。1：未知；5：已有首批客户；9：广泛销售。",
        ),
        least=Decimal(1),
        most=Decimal(9),
        needed="shortlist",
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
        key="business",
        section="substance",
        label=Words("Business model, price and customers", "商业模式、价格与客户"),
        characters=400,
        words=250,
        needed="shortlist",
    ),
    Field(
        key="revenue",
        section="substance",
        type="choice",
        label=Words("Revenue of the last year", "上一年收入"),
        options=_BANDS,
        needed="shortlist",
    ),
    Field(
        key="raised",
        section="substance",
        type="choice",
        label=Words("Money raised so far", "已融资金额"),
        options=_BANDS,
        needed="shortlist",
    ),
    Field(
        key="ai_use",
        section="substance",
        type="choice",
        label=Words("Was this text written with the help of AI?", "文本是否借助人工智能撰写？"),
        help=Words("Allowed, if you say so and check it.", "允许使用，但须说明并核对。"),
        options=(
            Option("none", Words("No", "否")),
            Option("language", Words("For language only", "仅用于语言润色")),
            Option("content", Words("For content too", "也用于内容")),
        ),
        needed=None,
    ),
    Field(
        key="ai_note",
        section="substance",
        type="line",
        label=Words("For what", "具体用途"),
        characters=60,
        words=40,
        shown_if=(Condition("ai_use", ("content",)),),
    ),
)

GOALS = Field(
    key="goals",
    section="beside",
    type="several",
    label=Words("Sustainable Development Goals", "可持续发展目标"),
    help=Words("Those it serves most, at most five.", "最契合的目标，最多五个。"),
    options=tuple(
        Option(f"goal_{number}", Words(f"{number} {goal.en}", f"{number} {goal.zh}"))
        for number, goal in enumerate(_GOALS, 1)
    ),
    most_choices=5,
    needed=None,
)

TALENT = (
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
        key="languages",
        section="talent",
        type="several",
        label=Words("Languages you work in", "工作语言"),
        options=_LANGUAGES,
        needed="shortlist",
    ),
    Field(
        key="referees",
        section="talent",
        label=Words("Two referees", "两位推荐人"),
        help=Words(
            "Name, post and e-mail address of each. Read by the organisers only.",
            "每位的姓名、职务与邮箱。仅主办方可见。",
        ),
        characters=100,
        words=60,
        needed="shortlist",
        seen_by="organisers",
    ),
)


def _file(key: str, label: Words, help_: Words = Words("", ""), *, pages: int = 0, **more: object) -> Field:  # noqa: B008
    plain = {"section": "files", "type": "file", "needed": None}
    return Field(key=key, label=label, help=help_, pages=pages, **(plain | more))  # type: ignore[arg-type]


FILES = (
    _file(
        "pitch_deck",
        Words("Pitch deck (PDF)", "路演材料（PDF）"),
        Words("At most 12 pages.", "不超过 12 页。"),
        pages=12,
        needed="submission",
    ),
    _file(
        "cv",
        Words("Curriculum vitae (PDF)", "个人简历（PDF）"),
        Words("At most 3 pages.", "不超过 3 页。"),
        pages=3,
        needed="submission",
    ),
    _file(
        "business_plan",
        Words("Business plan (PDF)", "商业计划书（PDF）"),
        Words("At most 20 pages.", "不超过 20 页。"),
        pages=20,
        needed="shortlist",
    ),
    Field(
        key="video",
        section="files",
        type="link",
        label=Words("Video of at most three minutes", "三分钟以内的视频"),
        help=Words("A web address. With subtitles if you can.", "请填写网址，尽量配字幕。"),
        needed=None,
        is_hidden_blind=True,
    ),
    _file("rights_proof", Words("Proof of intellectual property (PDF)", "知识产权证明（PDF）"), is_hidden_blind=True),
    _file("test_report", Words("Test report (PDF)", "检测报告（PDF）")),
    _file("life_cycle", Words("Life-cycle report (PDF)", "生命周期评价报告（PDF）")),
    _file(
        "licence",
        Words("Business licence (PDF)", "营业执照（PDF）"),
        Words("Read by the organisers only.", "仅主办方可见。"),
        shown_if=(Condition("applicant_type", ("company", "startup")),),
        needed="shortlist",
        seen_by="organisers",
    ),
)
