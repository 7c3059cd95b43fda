"""The questions that an entry's effect on the climate is computed from; `impact.rules.read` knows their keys."""

from decimal import Decimal

from contest.challenge.rules.forms import spread
from contest.challenge.rules.forms.figures import figure
from contest.challenge.rules.forms.questions import Condition, Field, Option, Section, Words

SECTION = Section(
    "climate",
    Words("The effect in figures", "减排量测算"),
    Words(
        "Compare one unit of what you offer with what is used today. The result below follows what you type.",
        "请将一个单位的方案与现有做法相比较。填写后，下方会显示测算结果。",
    ),
)
AIM, ADAPTATION = "climate_aim", "adaptation"
"""The question and the answer by which an entry is declared as adaptation: rubrics may have a variant for it."""
_KG, _KILOGRAMS, _PERCENT = Words("kg CO₂e", "kg CO₂e"), Words("kg", "kg"), Words("%", "%")
_GASES = (
    Option("ch4_fossil", Words("Methane, fossil", "甲烷（化石来源）")),
    Option("ch4_non_fossil", Words("Methane, not fossil", "甲烷（非化石来源）")),
    Option("n2o", Words("Nitrous oxide", "氧化亚氮")),
    Option("hfc_23", Words("HFC-23", "HFC-23")),
    Option("hfc_32", Words("HFC-32", "HFC-32")),
    Option("hfc_125", Words("HFC-125", "HFC-125")),
    Option("hfc_134a", Words("HFC-134a", "HFC-134a")),
    Option("hfc_152a", Words("HFC-152a", "HFC-152a")),
    Option("r_410a", Words("R-410A", "R-410A")),
    Option("cf4", Words("CF₄", "CF₄")),
    Option("nf3", Words("NF₃", "NF₃")),
    Option("sf6", Words("SF₆", "SF₆")),
)


FIELDS = (
    Field(
        key=AIM,
        section="climate",
        type="choice",
        label=Words("What it is for", "应对气候变化的方式"),
        help=Words(
            "An entry of adaptation is judged by how well it protects, not by tonnes.",
            "适应类作品按其防护成效评审，不以减排量计。",
        ),
        needed=None,
        options=(
            Option(
                "mitigation",
                Words("Less climate change: fewer emissions, or carbon taken out", "减缓：减少排放或移除碳"),
            ),
            Option(ADAPTATION, Words("Living with climate change: adaptation and resilience", "适应：增强气候韧性")),
        ),
    ),
    Field(
        key="impact_unit",
        section="climate",
        type="line",
        label=Words("One unit is", "一个单位是"),
        help=Words(
            "What is compared: a house for a year, a tonne of product, a lane kilometre.",
            "比较的对象，例如：一栋住宅使用一年、一吨产品、一公里车道。",
        ),
        characters=30,
        words=12,
        needed="shortlist",
    ),
    Field(
        key="impact_kind",
        section="climate",
        type="choice",
        label=Words("What it does", "作用方式"),
        options=(
            Option("reduction", Words("Avoids emissions directly", "直接减少排放")),
            Option("enabling", Words("Helps others to avoid emissions", "帮助他人减少排放")),
            Option("removal", Words("Takes carbon dioxide out of the air", "从大气中移除二氧化碳")),
        ),
        needed="shortlist",
    ),
    figure(
        "impact_storage",
        Words("The carbon stays stored for", "碳的封存年限"),
        unit=Words("years", "年"),
        least=1,
        most=Decimal(100_000),
        decimals=0,
        when=(Condition("impact_kind", ("removal",)),),
        needed=True,
    ),
    Field(
        key="impact_against",
        section="climate",
        type="choice",
        label=Words("It is compared with", "比较的基准"),
        options=(
            Option("today", Words("What is used there today", "当地现有做法")),
            Option("usual", Words("What is usually bought now", "目前通常采用的新方案")),
            Option("law", Words("The least that the law allows", "法规允许的最低要求")),
            Option("nothing", Words("Nothing: there would be no such thing", "无替代方案")),
        ),
        needed="shortlist",
    ),
    figure(
        "impact_baseline",
        Words("One unit today causes", "现有做法每单位的排放"),
        Words(
            "In a year of use. Without grid electricity, if you give that below.",
            "按使用一年计；若在下方另填用电量，请不含电网用电。",
        ),
        unit=_KG,
        needed=True,
    ),
    figure(
        "impact_solution",
        Words("One unit of yours causes", "您的方案每单位的排放"),
        Words("Below 0 where it takes carbon out of the air.", "若能移除大气中的碳，可填负数。"),
        unit=_KG,
        least=-(10**12),
        needed=True,
    ),
    Field(
        key="impact_sources",
        section="climate",
        label=Words("Where these figures come from", "数据来源"),
        help=Words("Measurements, reports, factors: name and year.", "实测、报告、因子：名称与年份。"),
        characters=200,
        words=120,
        needed="shortlist",
    ),
    figure(
        "impact_percent",
        Words("The difference may be off by", "差值的不确定范围"),
        Words("An honest range convinces more than a narrow one.", "诚实的范围比狭窄的范围更可信。"),
        unit=Words("% up or down", "%（上下）"),
        most=Decimal(100),
        decimals=1,
    ),
    *spread.FIELDS,
    figure(
        "impact_lifetime",
        Words("A unit is in use for", "单位使用年限"),
        Words("1 for what is used up or counted once.", "一次性使用的填 1。"),
        unit=Words("years", "年"),
        least=1,
        most=Decimal(100),
        decimals=0,
        needed=True,
    ),
    Field(
        key="impact_more",
        section="climate",
        type="several",
        label=Words("What else do you know?", "还掌握哪些数据？"),
        help=Words("Each opens a few more questions.", "勾选后会出现相应问题。"),
        options=(
            Option("electricity", Words("Electricity from the grid", "电网用电量")),
            Option("gases", Words("Another gas", "其他温室气体")),
            Option("ranges", Words("Low and high ends of each figure", "各数值的低值与高值")),
            Option("effects", Words("Rebound, and your share in the effect", "反弹效应与贡献比例")),
            Option("cost", Words("What it costs beyond today's way", "相对现有做法的额外成本")),
            Option("people", Words("How many people it serves", "服务人数")),
        ),
        needed=None,
    ),
    figure(
        "impact_baseline_kwh",
        Words("Grid electricity of one unit today", "现有做法每单位用电"),
        unit=Words("kWh", "kWh"),
    ),
    figure(
        "impact_solution_kwh",
        Words("Grid electricity of one unit of yours", "您的方案每单位用电"),
        Words("Below 0 where it feeds the grid.", "向电网送电的填负数。"),
        unit=Words("kWh", "kWh"),
        least=-(10**12),
    ),
    Field(
        key="impact_gas",
        section="climate",
        type="choice",
        label=Words("Which gas", "气体种类"),
        options=_GASES,
        shown_if=(Condition("impact_more", ("gases",)),),
        needed=None,
    ),
    figure(
        "impact_gas_baseline", Words("Of this gas, one unit today emits", "现有做法每单位排放该气体"), unit=_KILOGRAMS
    ),
    figure(
        "impact_gas_solution",
        Words("Of this gas, one unit of yours emits", "您的方案每单位排放该气体"),
        unit=_KILOGRAMS,
    ),
    figure("impact_baseline_low", Words("One unit today: low end", "现有做法：低值"), unit=_KG),
    figure("impact_baseline_high", Words("One unit today: high end", "现有做法：高值"), unit=_KG),
    figure("impact_solution_low", Words("One unit of yours: low end", "您的方案：低值"), unit=_KG, least=-(10**12)),
    figure("impact_solution_high", Words("One unit of yours: high end", "您的方案：高值"), unit=_KG, least=-(10**12)),
    figure(
        "impact_units_percent",
        Words("The units may be off by", "单位数的不确定范围"),
        unit=_PERCENT,
        most=Decimal(100),
        decimals=1,
    ),
    figure(
        "impact_rebound",
        Words("Lost again, because people then use more", "因使用增加而抵消的部分"),
        unit=_PERCENT,
        most=Decimal(100),
        decimals=1,
    ),
    figure(
        "impact_attribution",
        Words("Your share in the effect", "您的贡献比例"),
        Words("100 where nobody else has a part in it.", "若无他人参与，填 100。"),
        unit=_PERCENT,
        most=Decimal(100),
        decimals=1,
    ),
    figure("impact_capex", Words("Extra investment, in all", "额外投资总额"), unit=Words("CNY", "元"), least=-(10**12)),
    figure(
        "impact_opex",
        Words("Extra costs a year", "每年额外运行费用"),
        Words("Below 0 where it saves money.", "节省费用的填负数。"),
        unit=Words("CNY", "元"),
        least=-(10**12),
    ),
    figure("impact_persons", Words("People served in year 5", "第 5 年服务人数"), least=1, decimals=0),
)
