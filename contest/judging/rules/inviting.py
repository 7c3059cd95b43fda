"""Reading a list of judges to be invited: pasted lines or a sheet, any order of columns, each row with its problems."""

import re

from msgspec import Struct, field, structs

from contest.accounts.rules import clean_email, clean_name, name_trouble
from contest.lib.i18n import N_, Lazy

MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_LOAD = 500

# How the columns are called in sheets that people keep.
_HEADS = {
    "email": {"email", "e-mail", "mail", "e-mail address", "email address", "邮箱", "电子邮箱", "邮件"},
    "name": {"name", "full name", "judge", "姓名", "名字", "评委"},
    "locale": {"language", "locale", "语言"},
    "scenes": {"scenes", "scene", "expertise", "领域", "场景", "专长"},
    "most": {"most", "at most", "most entries", "load", "上限", "最多"},
}
_LOCALES = {"en": "en", "english": "en", "英文": "en", "英语": "en"} | dict.fromkeys(
    ("zh", "chinese", "中文", "简体中文", "zh-cn"), "zh"
)
_IN_BRACKETS = re.compile(r"^(.*?)[<（(]\s*([^\s<>()（）]+@[^\s<>()（）]+)\s*[>）)]\s*$")


class Row(Struct, frozen=True, kw_only=True):
    """One judge to be invited, by the number of their line, and what is wrong with the line."""

    line: int
    email: str = ""
    name: str = ""
    locale: str = "en"
    scenes: tuple[str, ...] = ()
    most: int = 12
    problems: tuple[Lazy, ...] = field(default_factory=tuple)


def _cells(line: str) -> list[str]:
    for mark in ("\t", ";", "|"):
        if mark in line:
            return [cell.strip().strip('"') for cell in line.split(mark)]
    if found := _IN_BRACKETS.match(line.strip()):
        return [found[1].strip(' ",'), found[2]]
    return [cell.strip().strip('"') for cell in re.split(r"[,，]", line)]


def _heads(cells: list[str]) -> dict[str, int] | None:
    """Which column is which, where the line is a header: it names the address's column."""
    plain = [cell.casefold().strip(" :：*") for cell in cells]
    found = {key: at for key, words in _HEADS.items() for at, cell in enumerate(plain) if cell in words}
    return found if "email" in found and not any("@" in cell for cell in cells) else None


def _guess(cells: list[str]) -> dict[str, int]:
    """Without a header: the cell with an @ is the address, the first other one the name."""
    at = next((number for number, cell in enumerate(cells) if "@" in cell), 0)
    name = next((number for number, cell in enumerate(cells) if number != at and cell), None)
    return {"email": at} | ({} if name is None else {"name": name})


def read_list(text: str, *, scenes: dict[str, str], most: int = 12, locale: str = "en") -> list[Row]:
    """The rows of a list, each with what is wrong with it; empty lines are skipped, a header is understood.

    `scenes` are the keys of an edition by every word for them, in lower case. `most` and `locale` are for rows that say
    none.
    """
    rows: list[Row] = []
    columns: dict[str, int] | None = None
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = _cells(line)
        if not rows and columns is None and (columns := _heads(cells)) is not None:
            continue
        row = _row(number, cells, columns or _guess(cells), scenes, most, locale)
        if row.email and (first := seen.setdefault(row.email, number)) != number:
            again = N_("The same address is on line %(line)s.", line=first)
            row = structs.replace(row, problems=(*row.problems, again))
        rows.append(row)
        if len(rows) > MOST_ROWS:
            break
    return rows


def _row(number: int, cells: list[str], columns: dict[str, int], scenes: dict[str, str], most: int, locale: str) -> Row:
    def cell(key: str) -> str:
        at = columns.get(key)
        return cells[at] if at is not None and at < len(cells) else ""

    problems: list[Lazy] = []
    email, name = clean_email(cell("email")), clean_name(cell("name"))
    if email is None:
        problems.append(N_("This is no e-mail address: %(text)s", text=cell("email")[:80] or "–"))
    if (trouble := name_trouble(name)) is not None:
        problems.append(trouble)
    known, unknown = _scenes(cell("scenes"), scenes)
    problems += [N_("There is no scene “%(name)s”.", name=one[:60]) for one in unknown]
    read = _LOCALES.get(cell("locale").casefold(), "" if cell("locale") else locale)
    if not read:
        problems.append(N_("Mails are written in English or in Chinese."))
    load = cell("most")
    if load and not (load.isdecimal() and 1 <= int(load[:4]) <= MOST_LOAD):
        problems.append(N_("Use a number from 1 to %(most)s.", most=MOST_LOAD))
        load = ""
    return Row(
        line=number,
        email=email or "",
        name=name,
        locale=read or locale,
        scenes=known,
        most=int(load) if load else most,
        problems=tuple(problems),
    )


def _scenes(text: str, scenes: dict[str, str]) -> tuple[tuple[str, ...], list[str]]:
    said = [one.strip() for one in re.split(r"[,，、;/+]", text) if one.strip()]
    known = [scenes[one.casefold()] for one in said if one.casefold() in scenes]
    return tuple(dict.fromkeys(known)), [one for one in said if one.casefold() not in scenes]


class Candidate(Struct, frozen=True, kw_only=True):
    """Somebody who might be invited, as typed: what of the three is known."""

    name: str = ""
    email: str = ""
    organisation: str = ""


MOST_CANDIDATES = 50


def read_candidates(text: str) -> list[Candidate]:
    """One a line: a name, an address, an organisation, in that order or with the address anywhere."""
    found = []
    for line in text.splitlines():
        cells = [cell for cell in (clean_name(one)[:200] for one in _cells(line)) if cell]
        email = next((address for cell in cells if "@" in cell and (address := clean_email(cell))), "")
        rest = [cell for cell in cells if "@" not in cell]
        if rest or email:
            name, organisation, *_ = [*rest, "", ""]
            found.append(Candidate(name=name, email=email or "", organisation=organisation))
    return list(dict.fromkeys(found))[:MOST_CANDIDATES]
