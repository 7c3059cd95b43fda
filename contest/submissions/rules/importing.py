"""Reading a table of entries that were kept elsewhere: whose each is, its answers, and what is wrong with its row."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, structs

from contest.accounts.rules import clean_email, clean_name, name_trouble
from contest.challenge.rules.forms import Field, Form, check_answer, check_draft
from contest.lib.countries import codes, countries
from contest.lib.i18n import LOCALES, N_, Lazy, using
from contest.submissions.rules.closeness import plain_name
from contest.submissions.rules.teams import Cap

MOST_ROWS = 1_000
MOST_COLUMNS = 150
LONGEST_CELL = 20_000

# How the columns are called that are no question of a form.
_HEADS = {
    "email": {"email", "e-mail", "e-mail address", "email address", "邮箱", "电子邮箱"},
    "name": {"name", "applicant", "full name", "姓名", "申报人"},
    "kind": {"kind", "kind of entry", "类别", "项目类别"},
}
_KIND_WORDS = {
    "project": {"project", "项目"},
    "solution": {"solution", "解决方案"},
    "product": {"product", "产品"},
    "talent": {"talent", "人才"},
}
_SEPARATORS = str.maketrans({";": "\n", "；": "\n"})


class Incoming(Struct, frozen=True, kw_only=True):
    """An entry to be begun for somebody, by the number of its row, with all that is wrong with the row."""

    line: int
    email: str
    name: str
    kind: str
    values: dict[str, str]
    problems: tuple[Lazy | str, ...] = ()

    @property
    def title(self) -> str:
        return self.values.get("title_en") or self.values.get("title_zh") or ""


class Table(Struct, frozen=True, kw_only=True):
    """What was read. `unknown` are headings that no question of these forms has: their cells are left out."""

    rows: list[Incoming]
    unknown: list[str]


def table_fault(table: Table | None) -> Lazy | None:
    """Why a table is none that can be looked at row by row."""
    if table is None:
        return N_("The first line must name the columns, one of them “email”.")
    if not table.rows:
        return N_("There is nothing in this table that can be imported.")
    return N_("Use at most %(most)s lines.", most=MOST_ROWS) if len(table.rows) > MOST_ROWS else None


class Known(Struct, frozen=True):
    """An entry that somebody has in the edition already; `is_here`: in this round."""

    email: str
    titles: tuple[str, ...]
    is_here: bool


def read_table(cells: Sequence[Sequence[str]], *, forms: Mapping[str, Form], scenes: Mapping[str, str]) -> Table | None:
    """The rows below the line of headings; None where there is none that names the column of addresses.

    `forms` are those of the kinds that the round takes, `scenes` the keys of scenes by every word for them.
    """
    plain = [[cell.strip() for cell in row] for row in cells]
    start = next((place for place, row in enumerate(plain) if any(row)), None)
    if start is None:
        return None
    heads = [_head(cell, forms) for cell in plain[start]]
    if "email" not in heads:
        return None
    unknown = [cell for cell, head in zip(plain[start], heads, strict=True) if cell and not head]
    rows = [
        _row(line, dict(zip(heads, row, strict=False)), forms, scenes)
        for line, row in enumerate(plain[start + 1 :], start=start + 2)
        if any(row)
    ]
    return Table(rows=_without_doubles(rows), unknown=unknown)


def _head(cell: str, forms: Mapping[str, Form]) -> str:
    """The column's key: that of a question, or of whose the entry is; nothing where no question is called so."""
    word = cell.casefold().strip(" :：*")
    for key, words in _HEADS.items():
        if word in words:
            return key
    for form in forms.values():
        for field in form.questions:
            if word and word in {field.key.casefold(), field.label.en.casefold(), field.label.zh.casefold()}:
                return field.key
    return ""


def _row(line: int, cells: Mapping[str, str], forms: Mapping[str, Form], scenes: Mapping[str, str]) -> Incoming:
    problems: list[Lazy | str] = []
    email, name = clean_email(cells["email"]) or "", clean_name(cells.get("name", ""))
    if not email:
        problems.append(N_("This is no e-mail address: %(text)s", text=cells["email"][:80] or "–"))
    if (trouble := name_trouble(name)) is not None:
        problems.append(trouble)
    kind = _kind(cells.get("kind", ""), forms)
    values: dict[str, str] = {}
    if kind is None:
        problems.append(N_("Choose one of the kinds that this round takes."))
    else:
        form = forms[kind]
        for field in form.questions:
            if text := cells.get(field.key, ""):
                values[field.key] = _answer(field, text, scenes)
        problems += _faults(form, values, scenes)
    if not (values.get("title_en") or values.get("title_zh")):
        problems.append(N_("Give the entry a title."))
    return Incoming(line=line, email=email, name=name, kind=kind or "", values=values, problems=tuple(problems))


def _kind(text: str, forms: Mapping[str, Form]) -> str | None:
    if not text:
        return next(iter(forms)) if len(forms) == 1 else None
    return next((kind for kind in forms if text.casefold() in _KIND_WORDS.get(kind, {kind})), None)


def _answer(field: Field, text: str, scenes: Mapping[str, str]) -> str:
    """The cell as a form would have sent it: choices by their keys, countries by their codes, a day without a time."""
    if field.type in {"scene", "scenes"}:
        return "\n".join(scenes.get(one.casefold(), one) for one in _several(text))
    if field.type in {"choice", "several"}:
        words = {
            word.casefold(): option.value for option in field.options for word in (option.label.en, option.label.zh)
        }
        return "\n".join(words.get(one.casefold(), one) for one in _several(text))
    if field.type == "country":
        return _country(text)
    return text.removesuffix(" 00:00:00") if field.type == "date" else text


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.translate(_SEPARATORS).split("\n") if one.strip()]


def _country(text: str) -> str:
    if len(text) == 2 and text.isascii():  # 中国 is two characters as well
        return text.upper()
    for language in LOCALES:
        with using(language):
            found = next((code for code, name in countries() if name.casefold() == text.casefold()), None)
        if found:
            return found
    return text


def _faults(form: Form, values: Mapping[str, str], scenes: Mapping[str, str]) -> list[Lazy | str]:
    keys = set(scenes.values())
    errors = check_draft(form, values, keys)
    for field in form.questions:
        text = values.get(field.key, "")
        wrong = _unknown_country(field, text) or errors.get(field.key)
        if wrong is None and text:
            wrong = check_answer(field, text, keys)
        if wrong is not None:
            errors[field.key] = wrong
    return list(errors.values())


def _unknown_country(field: Field, text: str) -> Lazy | None:
    if field.type != "country" or not text or text in codes():
        return None
    return N_(
        "%(label)s: no country or region is called “%(text)s”. Write its name in English or Chinese, or its code of two"
        " letters, as DE.",
        label=field.label,
        text=text[:80],
    )


def _without_doubles(rows: list[Incoming]) -> list[Incoming]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for row in rows:
        first = seen.setdefault((row.email, plain_name(row.title)), row.line)
        if first != row.line and row.email and row.title:
            again = N_("The same entry is on line %(line)s.", line=first)
            row = structs.replace(row, problems=(*row.problems, again))
        found.append(row)
    return found


def beside(rows: Sequence[Incoming], known: Collection[Known], cap: Cap) -> list[Incoming]:
    """The same rows with what stands in their way here: the entry is there already, or its person has too many."""
    held: dict[str, int] = {}
    there = set()
    for one in known:
        held[one.email] = held.get(one.email, 0) + 1
        if one.is_here:
            there |= {(one.email, plain_name(title)) for title in one.titles if title}
    found = []
    for row in rows:
        more: list[Lazy | str] = []
        if (row.email, plain_name(row.title)) in there:
            more.append(N_("This person has an entry of this title in this round already."))
        if not row.problems and not more:
            held[row.email] = held.get(row.email, 0) + 1
            if cap.per_person is not None and held[row.email] > cap.per_person:
                more.append(N_("This person has as many entries as this edition takes from one."))
        found.append(structs.replace(row, problems=(*row.problems, *more)) if more else row)
    return found
