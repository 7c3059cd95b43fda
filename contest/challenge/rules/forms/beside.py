"""Questions on health and nature: their answers stand beside the figure for the climate, and are never added to it."""

from decimal import Decimal

from contest.challenge.rules.forms.questions import Condition, Field, Option, Section, Words

_LARGEST = Decimal(10**12)
_EVIDENCE = (
    Option("claimed", Words("Our own estimate", "自行估算")),
    Option("measured", Words("Measured", "实测")),
    Option("reviewed", Words("Published and reviewed", "已发表并经同行评审")),
)
_DIRECTION = (
    Option("better", Words("Gets better", "改善")),
    Option("worse", Words("Gets worse", "变差")),
)
SECTION = Section(
    "beside",
    Words("Health and nature", "健康与自然"),
    Words("Shown beside the climate figure, and never added to it.", "与减排量并列显示，不相加。"),
)


def _indicator(key: str, label: Words, options: tuple[Option, ...]) -> tuple[Field, ...]:
    named = (Condition(key),)
    return (
        Field(key=key, section="beside", type="choice", label=label, options=options, needed=None),
        Field(
            key=f"{key}_value",
            section="beside",
            type="number",
            label=Words("How much in year 5", "第 5 年的数值"),
            least=Decimal(0),
            most=_LARGEST,
            decimals=3,
            shown_if=named,
            needed="shortlist",
        ),
        Field(
            key=f"{key}_direction",
            section="beside",
            type="choice",
            label=Words("In which direction", "变化方向"),
            options=_DIRECTION,
            shown_if=named,
            needed="shortlist",
        ),
        Field(
            key=f"{key}_evidence",
            section="beside",
            type="choice",
            label=Words("How it is known", "依据"),
            options=_EVIDENCE,
            shown_if=named,
            needed="shortlist",
        ),
    )


FIELDS = (
    *_indicator(
        "health",
        Words("An effect on health", "对健康的影响"),
        (
            Option("heat_people", Words("People protected from heat", "免受高温影响的人数（人）")),
            Option("heat_hours", Words("Hours above 28 °C wet-bulb avoided", "减少的湿球温度 28 °C 以上时数（小时）")),
            Option("pm25", Words("PM2.5 avoided, in kg", "减少的 PM2.5（kg）")),
            Option("noise", Words("People with less noise", "噪声减轻的人数（人）")),
            Option("travel", Words("Minutes of active travel a person and day", "每人每日步行与骑行时间（分钟）")),
            Option("work", Words("Workers less exposed", "职业暴露减少的人数（人）")),
        ),
    ),
    *_indicator(
        "nature",
        Words("An effect on nature", "对自然的影响"),
        (
            Option("hectares", Words("Habitat, in hectares", "栖息地（公顷）")),
            Option("species", Words("Species concerned", "涉及物种（种）")),
            Option("water", Words("Fresh water, in m³", "淡水（立方米）")),
        ),
    ),
)
