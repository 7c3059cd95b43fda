"""Nothing that somebody wrote is ever run: 300 hostile texts stand all over the house, and every role opens every page.

They are put in turn into all columns of text that people fill, found in the database itself, and into every answer of
every question of every kind of entry; the addresses come from the table of routes, as in test_leaks.py.
"""

import csv
import io
import re
from email import message_from_bytes, policy
from itertools import cycle, product
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from jinja2 import meta
from python_calamine import CalamineWorkbook

from contest.lib import db
from contest.lib.config import ROOT
from contest.lib.mail import compose, smtp
from contest.lib.web.front import Front
from contest.lib.web.render import environment
from contest.notifications import rules as messages
from contest.submissions import service as submissions
from tests.hostile import HEADER, PRODUCT, TEXTS, live, marks, run_in_book, run_in_cells
from tests.mail import mails
from tests.makers import NOW
from tests.test_leaks import Case, Planted, _in_pdf, _move, _pages, planted  # noqa: F401 - a fixture
from tests.test_roles import at_noon, made  # noqa: F401 - fixtures
from tests.web import Reader, browser, sign_in

pytestmark = pytest.mark.timeout(300)

# What the house itself writes, in a form of its own: names of states and kinds, addresses, digests, codes.
OURS = re.compile(
    r"^(state|kind|key|slug|code|email|locale|time_zone|country|sha256|digest|host|path|url|role|place|stage|token.*|"
    r"action|thing|type|purpose|source|outcome|verdict|verb|audience|blindness|judges_known|side|boundary|gases|licence|"
    r"zone|country_code|number|marks|ending|name_key|job_id|queue|worker|event|function|relation_kind|rule|email_domain|"
    r"domain|password.*|secret.*|sealed.*|salt.*|storage_key|declared_type|content_type|media_type|shown|gone|scene|field|reason_key|"
    r"code_prefix|settled|text_kind|what|row_key|adjustment|gate|mode|public_as|upload_id|checksum|refused_because)$"
)
TABLES = re.compile(
    r"^(audit_|outbox_|migration|seal|score_(record|text|seal)|file_part|consent_text|fingerprint|message|signing_key)"
)

_COLUMNS = """
select c.table_name, c.column_name, coalesce(c.character_maximum_length, 2000) as most
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
 where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
   and c.data_type in ('text', 'character varying') order by 1, 2
"""


_SPOILED = """
with numbered as (select ctid as at, $2 + row_number() over () * {each} as n from "{table}"
                   where "{column}" <> '' and {most} > 50),
     worded as (select at, array_to_string(($1::text[])[n % {all} + 1 : n % {all} + {each}], ' ') as word
                  from numbered),
     done as (update "{table}" t set "{column}" = case when word ~ '^[-=+@\\t\\r\\n]'
                     then word || left("{column}", {most} - length(word))
                     else left("{column}", {most} - length(word)) || word end
                from worded where t.ctid = worded.at returning 1)
select count(*) from done
"""


async def spoil(planted: Planted) -> set[str]:  # noqa: F811
    """Put the texts in turn into every text that a person wrote, several where there is room; which columns took them.
    One that only takes a value of ours refuses."""
    taken, used = set(), 0
    for row in await db.fetch(_COLUMNS):
        table, column, most = row["table_name"], row["column_name"], row["most"]
        if OURS.match(column) or TABLES.match(table):
            continue
        each = 8 if most > 1000 else 3 if most > 150 else 1
        names = {"table": table, "column": column, "most": most, "each": each, "all": len(TEXTS)}
        try:
            used += each * await db.fetchval(_SPOILED.format(**names), [*TEXTS, *TEXTS[:8]], used)
            taken.add(f"{table}.{column}")
        except Exception as error:  # a check or a trigger of the table
            assert "violates" in str(error) or "append" in str(error) or "never" in str(error), (table, column, error)
    texts = cycle(msgspec.json.encode(text).decode()[1:-1] for text in TEXTS)
    for table, column in (("submission_version", "content"), ("submission", "answers"), ("entry_form", "content")):
        pattern = r"ZQZQZQ[A-Z0-9]+Q" if table != "entry_form" else r'"(?:en|zh)": "'
        for row in await db.fetch(f"select ctid::text as at, {column}::text as words from {table}"):
            words = re.sub(pattern, lambda found: found[0] + next(texts), row["words"])
            await db.execute(f"update {table} set {column} = $2::jsonb where ctid = $1::text::tid", row["at"], words)
    return taken


def cells_of(answer: httpx.Response) -> list[str]:
    """What stands in a table that is taken away."""
    if "csv" in answer.headers.get("content-type", ""):
        return [cell for line in csv.reader(io.StringIO(answer.text)) for cell in line]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [
        str(cell) for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python() for cell in line
    ]


def looked_at(answer: httpx.Response) -> tuple[list[str], set[int]]:
    """What of the texts would be run, or taken for a template, by a browser or a spreadsheet; and which are shown."""
    kind = answer.headers.get("content-type", "")
    headers = [name for name in answer.headers if HEADER in name]
    if "html" in kind or "svg" in kind:
        return headers + live(answer.text), marks(answer.text)
    if "spreadsheet" in kind or "csv" in kind:
        cells = cells_of(answer)
        run = run_in_cells(cells) if "csv" in kind else run_in_book(answer.content)
        return headers + run, marks(" ".join(cells))
    if "pdf" in kind and answer.content.startswith(b"%PDF-"):
        words = _in_pdf(answer.content)
        return headers + re.findall(PRODUCT, words), marks(words)
    safe = answer.headers.get("x-content-type-options") == "nosniff"
    return headers + ([] if safe else live(answer.text)), marks(answer.text)


async def test_no_word_is_run_on_any_page_or_file_that_any_role_opens(
    app: Front,
    planted: Planted,  # noqa: F811
) -> None:
    case = Case("in review", "none", "never")
    await _move(planted, case)
    taken = await spoil(planted)
    assert {"person.name", "edition.name_en", "round.call_zh", "entry_message.text", "referee.letter"} <= taken
    ran: set[tuple[str, str, str]] = set()
    broken: set[tuple[str, str]] = set()
    seen: dict[str, set[int]] = {}
    for role in ("visitor", *planted.people):
        async with browser(app) as client:
            if role != "visitor":
                await sign_in(client, planted.people[role])
            reader = Reader(app, client)
            for path in _pages(app, planted, case):
                answer = await reader.get(path)
                broken |= {(role, path)} if answer.status_code == 500 else set()
                run, shown = looked_at(answer)
                ran |= {(role, path, one) for one in run}
                seen.setdefault(role, set()).update(shown)
    missed = sorted(set(range(300)) - set().union(*seen.values()))
    assert sorted(ran)[:20] == []
    assert sorted(broken)[:20] == []
    assert [role for role in ("visitor", "owner", "screener", "judge", "chief", "partner") if not seen[role]] == []
    assert missed == []


class Told:
    """A value of a mail's context in which the word stands wherever a person's text may: by the name it goes by."""

    def __init__(self, is_so: bool, lines: str) -> None:
        self.is_so, self.lines = is_so, lines

    def __getattr__(self, name: str) -> Any:
        return self.called(name)

    def called(self, name: str) -> Any:
        if name.startswith(("is_", "has_", "asks")):
            return self.is_so
        if name in {"at", "becomes", "was", "until"} or name.endswith(("_at", "_on", "_until")):
            return NOW
        if name in {"count", "days", "hours", "number", "size"}:
            return 2
        if name.endswith("zone"):
            return "UTC"
        if name in {"times", "changes", "certificates", "files", "answers", "texts"}:
            return [NOW if name == "times" else self]
        if name in {"reasons", "asked", "codes"}:
            return [self.lines, self.lines]
        return self if name == "receipt" else "edit" if name == "place" else self.lines


MAIL = ROOT / "templates/mail"
KINDS = sorted(str(path.relative_to(MAIL).with_suffix("")) for path in MAIL.rglob("[!_]*.txt"))
EACH = -(-len(TEXTS) // len(KINDS))  # so many go into each kind of mail that all of them go into one


def _names(template: str) -> set[str]:
    """What a template and those that it includes are given."""
    parsed = environment().parse((ROOT / "templates" / template).read_text())
    parts = [one for one in meta.find_referenced_templates(parsed) if one is not None]
    return meta.find_undeclared_variables(parsed).union(*(_names(one) for one in parts))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_run_in_any_kind_of_mail(kind: str) -> None:
    names, first = _names(f"mail/{kind}.txt"), KINDS.index(kind) * EACH
    lines = f"{' '.join((TEXTS * 2)[first : first + EACH])}\r\nBcc: everybody@example.org"
    for locale, is_so in product(("en", "zh"), (True, False)):
        context = {name: Told(is_so, lines).called(name) for name in names if name != "locale"}
        written = compose.render(kind, locale=locale, is_demo=False, context=context)
        said = {"subject": written.subject, "body": written.body, "message_id": "x@example.org", "at": NOW}
        letter = smtp.Letter(email="lin@example.org", name=lines, **said)
        mail = message_from_bytes(smtp.build(letter).as_bytes(), policy=policy.default)
        assert (mail.get_content_type(), mail.is_multipart(), mail["bcc"]) == ("text/plain", False, None)
        assert "\n" not in mail["subject"] and PRODUCT not in f"{mail['subject']}{mail.get_content()}"


async def test_no_word_is_run_in_a_mail(planted: Planted) -> None:  # noqa: F811
    entry = await db.fetchval("select id from submission where code = $1", planted.names["code"])
    round_id = UUID(planted.names["round_id"])
    await spoil(planted)
    await db.execute("delete from message")
    async with db.work():
        for verdict in ("eligible", "ineligible"):
            await submissions.mail_verdict(submission_id=entry, round_id=round_id, verdict=verdict)
        await submissions.mail_receipt(
            version_id=await db.fetchval("select id from submission_version where submission = $1", entry)
        )
        for row in await db.fetch("select id from entry_message"):
            await submissions.mail_question(message_id=row["id"])
    seen: list[Any] = []
    for row in await db.fetch("select distinct email from message"):
        seen += await mails(row["email"])
    assert seen
    assert any(marks(text) for _, text in seen)
    assert [text for _, text in seen if PRODUCT in text] == []
    heads = await db.fetch("select subject from message")
    assert [row["subject"] for row in heads if "\n" in row["subject"] or "\r" in row["subject"]] == []
    assert messages.fill("{{7*191919191}}", {}) == "{{7*191919191}}"
