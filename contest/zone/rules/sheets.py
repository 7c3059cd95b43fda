"""A register as a sheet: its columns, what is wrong with each row of one that is read, and whether its totals agree."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct, field, structs

from contest.lib.i18n import N_, Lazy
from contest.lib.languages import LANGUAGES
from contest.zone.rules.needs import ENTRY_KINDS, KINDS, PUBLICITY, NeedPlan

MOST_ROWS = 500
MOST_COLUMNS = 40
LONGEST_CELL = 4_000

# Every column with its heading in a sheet that is written, and how else people head it. Money by the unit named there.
COLUMNS: dict[str, tuple[Lazy, tuple[str, ...]]] = {
    "reference": (N_("Reference"), ("reference", "no", "no.", "number", "编号", "序号", "项目编号")),
    "kind": (N_("Kind of need"), ("kind of need", "kind", "type", "需求类型", "类型", "类别", "项目类型")),
    "title_en": (N_("Title in English"), ("title in english", "title", "name", "英文名称", "项目英文名称")),
    "title_zh": (N_("Title in Chinese"), ("title in chinese", "中文名称", "名称", "项目名称")),
    "about_en": (
        N_("What is wanted, in English"),
        ("what is wanted, in english", "about", "英文说明", "需求说明（英文）"),
    ),
    "about_zh": (N_("What is wanted, in Chinese"), ("what is wanted, in chinese", "说明", "简介", "需求说明（中文）")),
    "owner": (N_("Owner"), ("owner", "发布方", "业主", "责任单位", "场景方")),
    "scenes": (N_("Scenes"), ("scenes", "scene", "场景", "领域")),
    "entry_kinds": (N_("Kinds of entry wanted"), ("kinds of entry wanted", "wanted", "征集类别", "所需作品类别")),
    "least_trl": (N_("Least TRL"), ("least trl", "minimum trl", "trl", "最低技术成熟度", "技术成熟度")),
    "least_cny": (N_("Least amount (CNY)"), ("least amount (cny)", "最低金额（元）")),
    "most_cny": (N_("Largest amount (CNY)"), ("largest amount (cny)", "最高金额（元）")),
    "invested_cny": (
        N_("Investment of the project (CNY)"),
        ("investment of the project (cny)", "investment (cny)", "项目总投资（元）", "总投资（元）"),
    ),
    "place_en": (N_("Place in English"), ("place in english", "place", "地点（英文）")),
    "place_zh": (N_("Place in Chinese"), ("place in chinese", "地点", "地点（中文）")),
    "countries": (N_("Countries of origin"), ("countries of origin", "countries", "来源国家")),
    "languages": (N_("Languages"), ("languages", "语言")),
    "keywords": (N_("Keywords"), ("keywords", "关键词")),
    "exclusions": (N_("Not wanted"), ("not wanted", "exclusions", "排除项")),
    "within_months": (N_("Start within (months)"), ("start within (months)", "落地时限（月）", "启动时限（月）")),
    "capacity": (N_("Takes at most"), ("takes at most", "capacity", "容量", "最多接纳数")),
    "publicity": (N_("Publicity"), ("publicity", "公开方式")),
    "due_on": (N_("Due on"), ("due on", "due", "目标日期", "完成日期", "截止日期")),
    "state": (N_("State"), ("state", "status", "状态", "进展")),
}
_MONEY_UNITS = {
    "invested_cny": {
        10**8: ("总投资（亿元）", "投资额（亿元）", "investment (cny 100 million)"),
        10**6: ("investment (cny million)", "总投资（百万元）"),
        10**4: ("总投资（万元）", "投资额（万元）"),
    }
}
_TOTAL = {"total", "sum", "合计", "总计", "共计"}
_LISTS = ("scenes", "entry_kinds", "countries", "languages", "keywords", "exclusions")
_MONEY = ("least_cny", "most_cny", "invested_cny")
_WHOLE = ("least_trl", "within_months", "capacity")
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": {
        "scenario": ("scenario project", "scenario", "场景项目", "场景"),
        "industry": ("industry project", "industry", "产业项目", "产业"),
        "thesis": ("investor’s thesis", "investor's thesis", "thesis", "投资方向"),
        "call": ("partner’s call", "partner's call", "call", "伙伴征集"),
    },
    "publicity": {
        "none": ("not published", "no", "不公开", "否"),
        "unnamed": ("published without its owner’s name", "unnamed", "公开，但不显示发布方名称", "匿名公开"),
        "named": ("published with its owner’s name", "named", "yes", "公开，并显示发布方名称", "公开", "是"),
    },
    "state": {
        "draft": ("draft", "草稿"),
        "open": ("open", "开放", "开放中", "推进中"),
        "under_way": ("under way", "实施中", "在实施"),
    },
}


class Row(Struct, frozen=True, kw_only=True):
    """One need of a sheet: the values its columns gave, whose it is, and what is wrong with its line."""

    line: int
    reference: str
    values: dict[str, Any] = field(default_factory=dict)
    owner: str = ""
    state: str = ""
    problems: tuple[Lazy, ...] = ()

    def plan(self, before: NeedPlan | None) -> NeedPlan:
        """The need that this row makes of `before`; a column that the sheet does not have changes nothing."""
        return structs.replace(before or NeedPlan(reference=self.reference, kind="scenario"), **self.values)


class Sheet(Struct, frozen=True, kw_only=True):
    """What was read. `said`: the total that the sheet itself states, in yuan; None where it states none."""

    rows: list[Row]
    said: Decimal | None = None

    @property
    def invested(self) -> Decimal:
        """What its projects cost together, in yuan."""
        return sum((row.values.get("invested_cny") or Decimal(0) for row in self.rows), Decimal(0))


class Difference(Struct, frozen=True, kw_only=True):
    """How far a sheet is from what was announced: found less expected. 0, or None where nothing was expected."""

    needs: int | None
    invested_cny: Decimal | None

    @property
    def agrees(self) -> bool:
        return not self.needs and not self.invested_cny


def reconcile(sheet: Sheet, *, needs: int | None, invested_cny: Decimal | None) -> Difference:
    """Against what was announced; the sheet's own total counts where no other was given."""
    expected = sheet.said if invested_cny is None else invested_cny
    return Difference(
        needs=None if needs is None else len(sheet.rows) - needs,
        invested_cny=None if expected is None else sheet.invested - expected,
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip(" :*").replace("’", "'")


_HEADS = {_plain(word): (name, Decimal(1)) for name, (_, words) in COLUMNS.items() for word in words} | {
    _plain(word): (name, Decimal(unit))
    for name, units in _MONEY_UNITS.items()
    for unit, words in units.items()
    for word in words
}


def read_sheet(text: str, *, scenes: dict[str, str]) -> Sheet:
    """Lines with tabs between cells, under a line of headings in either language. `Invalid` heads are a row's problem.

    `scenes`: keys by every word for them, as `_plain` has it. A line that is a total is taken as what the sheet says.
    """
    lines = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return Sheet(rows=[])
    columns = {at: _HEADS[_plain(cell)] for at, cell in enumerate(lines[0][1]) if _plain(cell) in _HEADS}
    names = [name for name, _ in columns.values()]
    if "reference" not in names or not {"title_en", "title_zh"} & set(names) or len(set(names)) != len(names):
        fault = N_("The first line must name the columns, each once: a reference and a title at least.")
        return Sheet(rows=[Row(line=lines[0][0], reference="", problems=(fault,))])
    rows: list[Row] = []
    said: Decimal | None = None
    seen: dict[str, int] = {}
    for number, cells in lines[1:]:
        of = {columns[at]: cell.strip() for at, cell in enumerate(cells) if at in columns}
        if any(_plain(cell) in _TOTAL for cell in of.values()):
            said = next((_money(cell, unit) for (name, unit), cell in of.items() if name == "invested_cny"), said)
            continue
        row = _row(number, of, scenes)
        if (first := seen.setdefault(row.reference, number)) != number:
            again = N_("The same reference is on line %(line)s.", line=first)
            row = structs.replace(row, problems=(*row.problems, again))
        rows.append(row)
        if len(rows) > MOST_ROWS:
            break
    return Sheet(rows=rows, said=said)


def _row(number: int, of: dict[tuple[str, Decimal], str], scenes: dict[str, str]) -> Row:
    values: dict[str, Any] = {}
    problems: list[Lazy] = []
    owner = state = ""
    for (name, unit), cell in of.items():
        if name == "owner":
            owner = cell[:200]
            continue
        try:
            value = _value(name, cell, unit, scenes)
        except ValueError:
            heading = COLUMNS[name][0]
            problems.append(N_("%(column)s: “%(text)s” cannot be read.", column=heading, text=cell[:60]))
            continue
        if name == "state":
            state = value
        elif value is not None or name not in ("kind", "publicity"):
            values[name] = value
    reference = str(values.get("reference", ""))
    if not reference:
        problems.append(N_("This line has no reference."))
    return Row(
        line=number, reference=reference, values=values, owner=owner, state=state or "", problems=tuple(problems)
    )


def _value(name: str, cell: str, unit: Decimal, scenes: dict[str, str]) -> Any:
    """What a cell says. Raises `ValueError` where that cannot be told."""
    if name in _WORDS:
        return None if not cell else _word(_WORDS[name], cell)
    if name in _LISTS:
        return _several(name, cell, scenes)
    if name in _MONEY:
        return _money(cell, unit)
    if name in _WHOLE:
        plain = unicodedata.normalize("NFKC", cell)
        if plain and not (plain.isdecimal() and len(plain) < 6):
            raise ValueError(cell)
        return int(plain) if plain else None
    if name == "due_on":
        return date.fromisoformat(cell[:10].replace("/", "-")) if cell else None
    longest = {"reference": 40, "title_en": 200, "title_zh": 200, "place_en": 120, "place_zh": 120}
    if len(cell) > longest.get(name, LONGEST_CELL):
        raise ValueError(cell)
    return cell


def _word(words: dict[str, tuple[str, ...]], cell: str) -> str:
    for key, known in words.items():
        if _plain(cell) == key or _plain(cell) in {_plain(word) for word in known}:
            return key
    raise ValueError(cell)


def _several(name: str, cell: str, scenes: dict[str, str]) -> list[str]:
    said = [one.strip() for one in re.split(r"[,，、;；]", cell) if one.strip()]
    known = {
        "scenes": scenes,
        "entry_kinds": {kind: kind for kind in ENTRY_KINDS} | _ENTRY_WORDS,
        "languages": {code: code for code in LANGUAGES} | _LANGUAGE_WORDS,
        "countries": None,
    }.get(name)
    if known is not None:
        return list(dict.fromkeys(_known(known, one) for one in said))
    return list(dict.fromkeys(one.upper() if name == "countries" else one for one in said))


_ENTRY_WORDS = {"项目": "project", "解决方案": "solution", "方案": "solution", "产品": "product", "人才": "talent"}
_LANGUAGE_WORDS = {
    **{"english": "en", "英语": "en", "英文": "en", "chinese": "zh", "中文": "zh", "french": "fr", "法语": "fr"},
    **{"german": "de", "德语": "de"},
}


def _known(words: dict[str, str], text: str) -> str:
    try:
        return words[_plain(text)]
    except KeyError:
        raise ValueError(text) from None


def _money(cell: str, unit: Decimal) -> Decimal | None:
    text = unicodedata.normalize("NFKC", cell).replace(",", "").replace(" ", "")
    if not text:
        return None
    try:
        amount = Decimal(text) * unit
    except InvalidOperation:
        raise ValueError(cell) from None
    if not amount.is_finite() or abs(amount) > 10**15:
        raise ValueError(cell)
    return amount.quantize(Decimal("0.01"))


def scene_words(rows: list[tuple[str, str, str, list[str]]]) -> dict[str, str]:
    """Keys by every word for a scene, from (key, English, Chinese, other keys)."""
    return {_plain(word): key for key, en, zh, more in rows for word in (key, en, zh, *more) if word}


def written(name: str, value: Any) -> str | int | Decimal | None:
    """A value as a cell that `read_sheet` reads again; words are shown in the reader's language."""
    if isinstance(value, list):
        return ", ".join(value)
    if name == "kind":
        return str(KINDS[value])
    if name == "publicity":
        return str(PUBLICITY[value])
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | Decimal) or value is None else str(value)
