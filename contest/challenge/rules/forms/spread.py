"""How many units of an entry there will be, year by year: three ways to say it."""

from decimal import Decimal

from contest.challenge.rules.forms.figures import LARGEST, figure
from contest.challenge.rules.forms.questions import Condition, Field, Option, Words

_TABLE, _LINE, _CURVE = (Condition("impact_ramp", (way,)) for way in ("table", "line", "curve"))

FIELDS = (
    Field(
        key="impact_ramp",
        section="climate",
        type="choice",
        label=Words("How it spreads", "推广方式"),
        options=(
            Option("table", Words("So many units are added each year", "每年新增若干单位")),
            Option("line", Words("Evenly between the years that I know", "在已知年份之间匀速增长")),
            Option("curve", Words("Slowly, then fast, then slowly (an S-curve)", "先慢、后快、再慢（S 形曲线）")),
        ),
        needed="shortlist",
    ),
    Field(
        key="impact_units",
        section="climate",
        type="years",
        label=Words("Units added", "新增单位数"),
        years=5,
        least=Decimal(0),
        most=LARGEST,
        decimals=1,
        shown_if=(_TABLE,),
        needed="shortlist",
    ),
    Field(
        key="impact_points",
        section="climate",
        type="years",
        label=Words("Units in use at the end of the year", "年末在用单位数"),
        help=Words(
            "Fill in the years that you know. Between them the number grows evenly, from 0 at the start; after the last"
            " one it stays.",
            "只填已知的年份：其间从 0 起匀速增长，最后一个已知年份之后保持不变。",
        ),
        years=10,
        least=Decimal(0),
        most=LARGEST,
        decimals=1,
        shown_if=(_LINE,),
        needed="shortlist",
    ),
    figure("impact_most_units", Words("Units in the end", "最终单位数"), decimals=1, when=(_CURVE,), needed=True),
    figure(
        "impact_middle",
        Words("Half of them are reached in year", "达到一半的年份（第几年）"),
        most=Decimal(50),
        decimals=1,
        when=(_CURVE,),
        needed=True,
    ),
    figure(
        "impact_steepness",
        Words("Steepness a year", "年增长陡度"),
        Words("0.5 is slow, 1 is usual, 2 is fast.", "0.5 较慢，1 一般，2 较快。"),
        most=Decimal(20),
        decimals=2,
        when=(_CURVE,),
        needed=True,
    ),
)
