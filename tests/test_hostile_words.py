"""Nothing that somebody wrote is ever run: markup stands in every text of the house, and every role opens every page.

The words are put into all columns of text that people fill, found in the database itself, and into every answer of
every question of every kind of entry; the addresses come from the table of routes, as in test_leaks.py.
"""

import io
import re
from email import message_from_bytes, policy
from itertools import product
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
from tests.mail import mails
from tests.makers import NOW
from tests.test_leaks import Case, Planted, _in_pdf, _move, _pages, planted  # noqa: F401 - a fixture
from tests.test_roles import at_noon, made  # noqa: F401 - fixtures
from tests.web import Reader, browser, sign_in

pytestmark = pytest.mark.timeout(300)

WORD = "<zq'\"onx=1>{{7*191919191}}"
RUN = re.compile(r"<zq|[^&;a-z]zq'\"onx|1343434337", re.IGNORECASE)  # a tag, a quote that ends an attribute, a template
SHOWN = "&lt;zq"

# What the house itself writes, in a form of its own: names of states and kinds, addresses, digests, codes.
OURS = re.compile(
    r"^(state|kind|key|slug|code|email|locale|time_zone|country|sha256|digest|host|path|url|role|place|stage|token.*|"
    r"action|thing|type|purpose|source|outcome|verdict|verb|audience|blindness|judges_known|side|boundary|gases|licence|"
    r"zone|country_code|number|marks|ending|name_key|job_id|queue|worker|event|function|relation_kind|rule|email_domain|"
    r"domain|password.*|secret.*|sealed.*|salt.*|storage_key|declared_type|media_type|shown|gone|scene|field|reason_key|"
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


async def spoil(planted: Planted) -> set[str]:  # noqa: F811
    """Put the word into every text that a person wrote; which columns took it. One that only takes a value of ours
    refuses."""
    taken = set()
    for row in await db.fetch(_COLUMNS):
        table, column = row["table_name"], row["column_name"]
        if OURS.match(column) or TABLES.match(table):
            continue
        try:
            await db.execute(
                f'update "{table}" set "{column}" = left("{column}", {row["most"]} - length($1)) || $1'
                f" where \"{column}\" <> '' and {row['most']} > length($1) + 20",
                WORD,
            )
            taken.add(f"{table}.{column}")
        except Exception as error:  # a check or a trigger of the table
            assert "violates" in str(error) or "append" in str(error) or "never" in str(error), (table, column, error)
    written = msgspec.json.encode(WORD).decode()[1:-1]
    for table, column in (("submission_version", "content"), ("submission", "answers"), ("entry_form", "content")):
        pattern, by = (r"(ZQZQZQ[A-Z0-9]+Q)", r"\1") if table != "entry_form" else (r'("(?:en|zh)": ")', r"\1")
        await db.execute(
            f"update {table} set {column} = regexp_replace({column}::text, $1, $2, 'g')::jsonb",
            pattern,
            by + written.replace("\\", "\\\\"),
        )
    return taken


def runs(answer: httpx.Response) -> list[str]:
    """What of the words would be run, or taken for a template, by a browser or a spreadsheet."""
    kind = answer.headers.get("content-type", "")
    if "html" in kind or "svg" in kind:
        return RUN.findall(answer.text)
    if "spreadsheet" in kind:
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        cells = [
            str(cell) for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python() for cell in line
        ]
        return [cell for cell in cells if cell.startswith(("=", "+", "@")) or "1343434337" in cell]
    if "pdf" in kind and answer.content.startswith(b"%PDF-"):
        return re.findall("1343434337", _in_pdf(answer.content))
    return [] if answer.headers.get("x-content-type-options") == "nosniff" else re.findall("<zq", answer.text)


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
    seen: dict[str, int] = {}
    for role in ("visitor", *planted.people):
        async with browser(app) as client:
            if role != "visitor":
                await sign_in(client, planted.people[role])
            reader = Reader(app, client)
            for path in _pages(app, planted, case):
                answer = await reader.get(path)
                broken |= {(role, path)} if answer.status_code == 500 else set()
                ran |= {(role, path, one) for one in runs(answer)}
                seen[role] = seen.get(role, 0) + answer.text.count(SHOWN)
    assert sorted(ran)[:20] == []
    assert sorted(broken)[:20] == []
    assert [role for role in ("visitor", "owner", "screener", "judge", "chief", "partner") if not seen[role]] == []


class Told:
    """A value of a mail's context in which the word stands wherever a person's text may: by the name it goes by."""

    def __init__(self, is_so: bool) -> None:
        self.is_so = is_so

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
            return [LINES, LINES]
        return self if name == "receipt" else "edit" if name == "place" else LINES


LINES = f"{WORD}\r\nBcc: everybody@example.org"
MAIL = ROOT / "templates/mail"
KINDS = sorted(str(path.relative_to(MAIL).with_suffix("")) for path in MAIL.rglob("[!_]*.txt"))


def _names(template: str) -> set[str]:
    """What a template and those that it includes are given."""
    parsed = environment().parse((ROOT / "templates" / template).read_text())
    parts = [one for one in meta.find_referenced_templates(parsed) if one is not None]
    return meta.find_undeclared_variables(parsed).union(*(_names(one) for one in parts))


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_run_in_any_kind_of_mail(kind: str) -> None:
    names = _names(f"mail/{kind}.txt")
    for locale, is_so in product(("en", "zh"), (True, False)):
        context = {name: Told(is_so).called(name) for name in names if name != "locale"}
        written = compose.render(kind, locale=locale, is_demo=False, context=context)
        said = {"subject": written.subject, "body": written.body, "message_id": "x@example.org", "at": NOW}
        letter = smtp.Letter(email="lin@example.org", name=LINES, **said)
        mail = message_from_bytes(smtp.build(letter).as_bytes(), policy=policy.default)
        assert (mail.get_content_type(), mail.is_multipart(), mail["bcc"]) == ("text/plain", False, None)
        assert "\n" not in mail["subject"] and "1343434337" not in f"{mail['subject']}{mail.get_content()}"


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
    assert any(WORD.replace("{{7*191919191}}", "") in text for _, text in seen)
    assert [text for _, text in seen if "1343434337" in text] == []
    heads = await db.fetch("select subject from message")
    assert [row["subject"] for row in heads if "\n" in row["subject"] or "\r" in row["subject"]] == []
    assert messages.fill("{{7*191919191}}", {}) == "{{7*191919191}}"
