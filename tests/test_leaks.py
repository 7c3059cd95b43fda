"""Nobody finds on any page, file or mail what is not theirs: every route is asked by every person in every state.

Each thing that somebody wrote or is called has a word of its own, so that whatever an answer tells is found in it. Who
may learn a word is said here from the policy's own sentence, not with the code that the pages ask.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import msgspec
import pikepdf
import pypdfium2
import pytest

from contest.certificates import service as certificates
from contest.challenge.rules import forms
from contest.judging import service as judging
from contest.judging.rules import permissions
from contest.lib import db, storage
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from contest.submissions import service as submissions
from contest.submissions.tables.teams import EntryMessage, NeverSeen, Referee, TeamMember
from tests.mail import mails
from tests.makers import NOW, grant, make_organisation, make_person, make_token
from tests.makers.files import attach, make_file
from tests.makers.pdfs import written
from tests.test_roles import API, MAY, OPEN, OWN, _ask, _declared, _routes, at_noon, made  # noqa: F401 - fixtures
from tests.web import Reader, browser, sign_in

pytestmark = pytest.mark.timeout(600)

# What a question in an address is asked with; half a word of ours finds all, and is none of them where it is said back.
ASKED = {"page": ("1", "2"), "at": ("1", "2"), "language": ("en", "zh"), "locale": ("en", "zh")}
MARK = re.compile(r"ZQZQZQ[A-PR-Z0-9]+Q")
RUN = {"round", "programme", "chief"}
STAFF = {*RUN, "screener"}
TEAM = {"owner", "member"}
JUDGES = {"judge", "peer"}
CONTACT = ("contact_name", "contact_phone", "contact_email")
PANEL = ("judge", "peer", "tied", "chair")

# The life of an entry, as what stands in the database: of the entry, its round, the reviews, the decision.
STATES = {
    "submitted": ("submitted", "screening", "assigned", "drafted"),
    "in review": ("submitted", "judging", "draft", "drafted"),
    "signed": ("submitted", "judging", "signed", "drafted"),
    "decided": ("submitted", "deliberation", "signed", "drafted"),
    "published": ("submitted", "notice", "signed", "published"),
    "final": ("submitted", "decided", "signed", "final"),
    "draft": ("draft", "open", "assigned", "drafted"),  # the last here: it takes the entry's standing away
}
WHOLE = {"in review", "final"}  # every person asks every page; in the others who has a part in the entry
GUARDED = "in review"  # the one of these in which also those ask whom a guard refuses before anything is read
TOLD = {"published", "final"}
READ = {"in review", "signed", "decided", "published", "final"}  # a judge reads their own review
SEALED = {"signed", "decided", "published", "final"}  # both judges have signed


class Case(NamedTuple):
    """One moment under one policy."""

    state: str
    blindness: str
    judges_known: str


class Planted(NamedTuple):
    people: dict[str, UUID]
    names: dict[str, str]
    files: dict[str, UUID]  # by the word in their name
    fields: dict[str, forms.Field]  # by the word in the answer, the file's name or the file
    tokens: dict[str, str]  # each person's, with every scope that they may give


def _word(kind: str, number: int) -> str:
    return f"ZQZQZQ{kind}{number:03}Q"


def _form() -> forms.Form:
    """Every question of every kind of entry, with a question for the copy of each file and link."""
    fields: dict[str, forms.Field] = {}
    for kind in forms.KINDS:
        fields |= {field.key: field for field in forms.default_form(kind).fields if field.key not in fields}
    whole = msgspec.structs.replace(forms.default_form("talent"), fields=tuple(fields.values()))
    return forms.with_copies(whole)


def _document(word: str) -> bytes:
    """A page with a word on it, by an author of the same number."""
    with pikepdf.open(io.BytesIO(written([word]))) as pdf:
        pdf.docinfo["/Author"] = word.replace("ZQZQZQB", "ZQZQZQM")
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


async def _plant(people: dict[str, UUID], names: dict[str, str]) -> Planted:
    entry = await db.fetchval("select id from submission where code = $1", names["code"])
    edition, round_ = UUID(names["edition_id"]), UUID(names["round_id"])
    rest = await db.fetch("select judge from review where submission = $1 order by judge", entry)
    peer = next(row["judge"] for row in rest if row["judge"] not in {people["judge"], people["tied"]})
    people |= {"peer": peer, "member": await make_person("ZQZQZQMEMBERQ"), "chair": await make_person("Chair")}
    await grant(people["chair"], "panel_chair", edition_id=edition, round_id=round_)
    employer = await make_organisation("ZQZQZQEMPLOYERQ")
    await db.execute(
        "update person set name = 'ZQZQZQOWNERQ', email = 'zqzqzqaddressq@x.org', organisation = $2 where id = $1",
        people["owner"], employer,
    )  # fmt: skip
    for name, word in (("judge", "ZQZQZQJUDGEQ"), ("peer", "ZQZQZQPEERQ")):
        await db.execute("update person set name = $2 where id = $1", people[name], word)
    await TeamMember(submission=entry, person=people["member"], role="edit", joined_at=NOW).save()
    await NeverSeen(submission=entry, name="ZQZQZQNEVERQ", added_by=people["owner"], added_at=NOW).save()
    for side, by, text in (("team", "owner", "ZQZQZQTHREADQ"), ("staff", "screener", "ZQZQZQINTERNALQ")):
        plain = {"submission": entry, "by": people[by], "side": side, "at": NOW, "text": text}
        await EntryMessage(**plain, is_internal=side == "staff", asks=side == "team").save()
    await Referee.update(
        {"name": "ZQZQZQREFEREEQ", "email": "zqzqzqwroteq@x.org", "letter": "ZQZQZQLETTERQ"}, force=True
    )
    await db.execute("update tie set reason = 'ZQZQZQTIEQ'")
    files, fields = await _answer(entry, people["owner"], edition)
    await db.execute(
        "update review set comment_applicant = 'ZQZQZQTOAPPLICANTQ', comment_panel = 'ZQZQZQTOPANELQ',"
        ' notes = \'{"team": "ZQZQZQNOTEQ"}\' where id = $1',
        UUID(names["review_id"]),
    )
    for who, word in (("judge", "ZQZQZQSAIDQ"), ("peer", "ZQZQZQREPLIEDQ")):
        await db.execute(
            "insert into discussion_message (id, judging_round, submission, stage, author, text, asks_reopen, at)"
            " select $1, judging_round, submission, stage, judge, $2, false, $3 from review"
            " where submission = $4 and judge = $5",
            uuid7(), word, NOW, entry, people[who],
        )  # fmt: skip
    await db.execute("update objection set text = 'ZQZQZQOBJECTIONQ'")
    await db.execute("update feedback_text set text = 'ZQZQZQPACKETQ'")
    await _bundle(UUID(names["decision_id"]))
    tokens = {role: await make_token(person) for role, person in people.items()}
    return Planted(people, names, files, fields, tokens)


async def _bundle(decision: UUID) -> None:
    """The signed bundles of the result, as they are made when it is published."""
    await db.execute("update decision set state = 'published' where id = $1", decision)
    stored = await certificates.store_bundles(decision_id=decision, now=NOW)
    assert stored is not None
    async with db.work():
        await certificates.mark_bundles(stored=stored, now=NOW)


async def _answer(entry: UUID, owner: UUID, edition: UUID) -> tuple[dict[str, UUID], dict[str, forms.Field]]:
    """Answer every question in words, and give a file for each that asks for one, with a word in each place."""
    form, form_id = _form(), uuid7()
    await db.execute(
        "insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh, created_at,"
        " published_at) values ($1, $2, 'talent', 99, 'published', $3::jsonb, '', '', $4, $4)",
        form_id, edition, msgspec.json.encode(form).decode(), NOW,
    )  # fmt: skip
    answers, columns, lines, files, fields = {}, {}, [], {}, {}
    for number, field in enumerate(form.fields):
        if field.type == "file":
            word = _word("F", number)
            body = _document(_word("B", number))
            files[word] = file = await make_file(owner, name=f"{word}.pdf", size=len(body))
            await attach(entry, file, field=field.key)
            await storage.put(f"files/{file}", body, content_type="application/pdf")
            await storage.put(f"pictures/{file}/1.webp", b"RIFF", content_type="image/webp")
            lines.append({"file_id": str(file), "field": field.key, "name": f"{word}.pdf", "size": 4, "sha256": "0"})
            fields |= {word: field, _word("B", number): field, _word("M", number): field}
        elif field.type in {"line", "text", "link"}:
            word = _word("A", number)
            (columns if field.key in forms.COLUMNS else answers)[field.key] = f"https://x.org/{word}"
            fields[word] = field
    content = {"form": str(form_id), "answers": answers, "files": lines, **columns}
    await db.execute(
        "update submission_version set content = content || $2::jsonb where submission = $1",
        entry, msgspec.json.encode(content).decode(),
    )  # fmt: skip
    sets = ", ".join(f"{name} = '{text}'" for name, text in columns.items())
    await db.execute(
        f"update submission set form = $2, answers = $3::jsonb, {sets} where id = $1",
        entry, form_id, msgspec.json.encode(answers).decode(),
    )  # fmt: skip
    return files, fields


async def _move(planted: Planted, case: Case) -> None:
    entry, round_, review, decision = STATES[case.state]
    code, round_id = planted.names["code"], UUID(planted.names["round_id"])
    await db.execute("update submission set state = $2 where code = $1", code, entry)
    await db.execute(
        "update round set state = $2, blindness = $3, judges_known = $4 where id = $1",
        round_id, round_, case.blindness, case.judges_known,
    )  # fmt: skip
    await db.execute(
        "update review set state = $1::text, signed_at = case when $1::text = 'signed' then $2::timestamptz end",
        review, NOW,
    )  # fmt: skip
    await db.execute(
        "update decision set state = $1::text, published_at = case when $1::text <> 'drafted' then $2::timestamptz end,"
        " notice_ends_at = case when $1::text <> 'drafted' then $2::timestamptz end,"
        " final_at = case when $1::text = 'final' then $2::timestamptz end",
        decision, NOW,
    )  # fmt: skip

    if entry == "draft":
        await db.execute("delete from standing where submission = (select id from submission where code = $1)", code)


def may(role: str, word: str, case: Case, planted: Planted) -> bool:
    """Whether this person may learn this word now."""
    field = planted.fields.get(word)
    if field is not None and field.key in forms.PUBLIC and word.startswith("ZQZQZQA") and case.state in TOLD:
        return True
    if word in {"ZQZQZQJUDGEQ", "ZQZQZQPEERQ", "ZQZQZQTOAPPLICANTQ", "ZQZQZQTOPANELQ", "ZQZQZQNOTEQ"}:
        return _may_of_judges(role, word, case)
    if word in {"ZQZQZQSAIDQ", "ZQZQZQREPLIEDQ"}:  # nobody reads another's word before they have signed
        is_own = (role, word) in {("judge", "ZQZQZQSAIDQ"), ("peer", "ZQZQZQREPLIEDQ")}
        return is_own or (case.state in SEALED and role in {*RUN, "chair", *JUDGES})
    if word in {"ZQZQZQOBJECTIONQ", "ZQZQZQPACKETQ"}:
        return role in {*RUN, *TEAM}
    if role in STAFF:
        return word != "ZQZQZQNEVERQ"
    if role in TEAM:
        return word not in {"ZQZQZQINTERNALQ", "ZQZQZQLETTERQ", "ZQZQZQTIEQ"}
    if role == "acting":  # the entry is shared whole with the counterpart they act for; contacts come after a meeting
        is_contact = field is not None and field.key in {*CONTACT, "website", "members", "referees"}
        return field is not None and case.state != "draft" and not is_contact and _may_of_answer(field, word, "none")
    if role in {"mentor", "partner"}:
        return _may_of_incubator(role, field, word)
    listed = {*forms.PUBLIC, *(["organisation_name"] if case.blindness == "none" else [])}
    if role == "chair" and field is not None and word.startswith("ZQZQZQA") and field.key in listed:
        return True  # the chair follows the round from its start
    if role not in JUDGES | {"chair"} or case.state not in READ or (role == "chair" and case.state not in SEALED):
        return False
    if field is not None:
        return _may_of_answer(field, word, case.blindness)
    return word in {"ZQZQZQLETTERQ", "ZQZQZQREFEREEQ"} and case.blindness == "none"


def _may_of_incubator(role: str, field: forms.Field | None, word: str) -> bool:
    """A mentor is with the venture that the entry became: what its one page says, and who works on it. A partner is
    told by name what a number that was reported to them stands on."""
    said = field.key if field is not None and word.startswith("ZQZQZQA") else ""
    if role == "partner":
        return said in {"title_en", "title_zh"}
    return said in {*forms.PUBLIC, "organisation_name"} or word == "ZQZQZQOWNERQ"


def _may_of_judges(role: str, word: str, case: Case) -> bool:
    if role in {*RUN, "chair"}:
        return True
    if word == "ZQZQZQPEERQ" or role == "peer":
        own = word == "ZQZQZQPEERQ" and role == "peer"
        is_name = word in {"ZQZQZQPEERQ", "ZQZQZQJUDGEQ"} and role in JUDGES
        return own or (is_name and case.judges_known == "signed" and case.state in SEALED)
    return role == "judge"


def _may_of_answer(field: forms.Field, word: str, blindness: str) -> bool:
    """What a judge reads of an answer or a file."""
    is_copy, is_name = forms.is_copy(field.key), word.startswith("ZQZQZQF")
    if field.seen_by == "organisers":
        return False
    if blindness == "none":
        return not is_copy
    if is_name or word.startswith("ZQZQZQM") or field.is_hidden_blind:
        return False
    return is_copy if field.type in {"file", "link"} and blindness == "anonymous" else not is_copy


@lru_cache(maxsize=200)  # many people are sent the same file
def _in_pdf(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [str(value) for value in pdf.docinfo.values()]
        found += [pdf.Root.Metadata.read_bytes().decode()] if "/Metadata" in pdf.Root else []
    document = pypdfium2.PdfDocument(data)
    found += [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(found)


def _in_zip(data: bytes) -> str:
    """The names and texts of what a ZIP holds; a workbook is one."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        for name in held.namelist():
            body = held.read(name)
            found += [name, _in_pdf(body) if body.startswith(b"%PDF-") else body.decode(errors="replace")]
    return " ".join(found)


def told(answer: httpx.Response) -> set[str]:
    """Every word of ours in an answer: in its headers, its text, and in what a PDF, a workbook or a ZIP holds."""
    text = " ".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "set-cookie")
    kind = answer.headers.get("content-type", "")
    if "pdf" in kind and answer.content.startswith(b"%PDF-"):
        text += _in_pdf(answer.content)
    elif answer.content.startswith(b"PK\x03\x04"):
        text += _in_zip(answer.content)
    elif "image" not in kind:
        text += answer.text
    return set(MARK.findall(text.upper()))


def _wanted(app: Front, named: dict[str, str]) -> dict[str, frozenset[str]]:
    """By address: the roles of which its guard wants one, before anything of an entry is read."""
    found = {}
    for route in app.app.routes:
        path = re.sub(r"\{(\w+)[^}]*\}", r"{\1}", route.path)
        for handler in getattr(route, "route_handlers", ()):
            roles = [guard.roles for guard in handler.guards or () if hasattr(guard, "roles")]
            if "GET" in handler.http_methods and roles:
                found[path.format(**named)] = frozenset().union(*roles)
    return found


def _pages(app: Front, planted: Planted, case: Case) -> list[str]:
    """Every address that answers GET, with the round's own things in it; each file of the entry by every way to it."""
    routes = sorted(route.removeprefix("GET ") for route in _routes(app) if route.startswith("GET"))
    slugs = {"edition_slug": planted.names["slug"], "round_slug": planted.names["round_slug"], "key": "ask"}
    fixed = {"GET /static/{name}": "app.css"}
    named = {**planted.names, **slugs}
    pages = [route.format(**named) for route in routes if f"GET {route}" not in fixed]
    pages += [route.format(**{**named, "kind_of_file": "xlsx"}) for route in routes if "{kind_of_file}" in route]
    ways = ("/submissions/files/%s", f"/judging/reviews/{planted.names['review_id']}/files/%s")
    if case.state not in WHOLE:  # what becomes of an entry changes nothing there
        return [page for page in pages if not page.startswith(("/challenge/", "/accounts/", "/consents/", "/impact/"))]
    read = [way % f"{file}{end}" for file in planted.files.values() for way in ways for end in ("", "/pages/1")]
    code, round_id = planted.names["code"], planted.names["round_id"]
    asked = (f"/api/v1/entries/{code}/files/%s", f"/api/v1/rounds/{round_id}/screening/{code}/files/%s")
    return pages + read + [way % file for file in planted.files.values() for way in asked]


async def crawl(app: Front, planted: Planted, case: Case, roles: Iterable[str]) -> tuple[set[Any], set[Any]]:
    """(what somebody may not know and was told: role, address, word), (all that was told: role, word)."""
    leaks, seen = set(), set()
    word_of = {str(file): word.replace("ZQZQZQF", "ZQZQZQB") for word, file in planted.files.items()}
    pages = _pages(app, planted, case)
    # In one state a guard is seen to refuse; in the others it would say the same.
    wanted = {} if case.state == GUARDED else _wanted(app, planted.names)
    for role in roles:
        async with browser(app) as client:
            held = set[str]()
            if role != "visitor":
                await sign_in(client, planted.people[role])
                client.headers["authorization"] = f"Bearer {planted.tokens[role]}"
                grants = await db.fetch("select role from role_grant where person = $1", planted.people[role])
                held = {row["role"] for row in grants}
            reader = Reader(app, client)
            for path in pages:
                if path in wanted and not wanted[path] & held:
                    continue
                answer = await reader.get(path)
                assert answer.status_code != 500, path
                found = told(answer)
                if path.endswith("/pages/1") and answer.status_code == 200:
                    found.add(word_of.get(path.split("/")[-3], ""))  # a picture of the page tells what is on it
                seen |= {(role, word) for word in found - {""}}
                leaks |= {(*case, role, path, word) for word in found - {""} if not may(role, word, case, planted)}
    return leaks, seen


def _asked(app: Front, planted: Planted) -> list[str]:
    """Every page with each question that its address takes, one at a time: a search, a filter, a page number."""
    named = {**planted.names, "edition_slug": planted.names["slug"], "key": "ask"}
    found = set()
    for route in app.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "GET" not in handler.http_methods:
                continue
            path = "/".join(
                "{" + part[1:].partition(":")[0] + "}" if part[:1] == "{" else part for part in route.path.split("/")
            )
            for name, one in handler.parsed_fn_signature.parameters.items():
                alias = getattr(one.kwarg_definition, "query", None) or name
                if name in {"request", "state", "socket", "headers", "cookies", "body"} or f"{{{name}}}" in path:
                    continue
                for value in ASKED.get(alias, ("zqzqzq", "1", str(planted.people["judge"]))):
                    found.add(f"{path.format(**named)}?{alias}={value}")
    return sorted(found)


@pytest.fixture
async def planted(made: tuple[dict[str, UUID], dict[str, str]]) -> Planted:  # noqa: F811
    people, names = made
    names["round_slug"] = await db.fetchval("select slug from round where id = $1", UUID(names["round_id"]))
    return await _plant(people, names)


def test_every_route_says_who_may(app: Front) -> None:
    assert _routes(app) == _declared(OPEN) | _declared(OWN) | _declared(API) | set(MAY)


async def test_nobody_is_told_more_than_their_part_in_any_state(app: Front, planted: Planted) -> None:
    leaks, seen = set(), set()
    others = {role for role in planted.people if role.startswith(("other_", "partner"))}
    outsiders = {"visitor", "stranger", "chief", "programme", *others}
    for state in STATES:
        case = Case(state, "none", "signed")
        await _move(planted, case)
        roles = {"visitor", *planted.people} - (outsiders if state not in WHOLE else set())
        more, met = await crawl(app, planted, case, sorted(roles))
        leaks |= more
        seen |= met
    assert leaks == set()
    # what nobody was told was never looked for
    originals = {word for word, field in planted.fields.items() if not forms.is_copy(field.key)}
    assert originals <= {word for _, word in seen}
    assert {word for role, word in seen if role == "judge"} >= {
        word
        for word, field in planted.fields.items()
        if _may_of_answer(field, word, "none") and field.key != "title_zh"  # the pages are in English
    }
    names = {"OWNER", "MEMBER", "NEVER", "THREAD", "INTERNAL", "REFEREE", "LETTER", "JUDGE", "PEER"}
    names |= {"TOAPPLICANT", "TOPANEL", "NOTE", "OBJECTION", "PACKET", "SAID", "REPLIED"}
    assert {f"ZQZQZQ{word}Q" for word in names} <= {word for _, word in seen}


@pytest.mark.parametrize(("blindness", "known"), [("names", "never"), ("anonymous", "signed")])
async def test_a_blind_judge_is_not_told_who_applied(app: Front, planted: Planted, blindness: str, known: str) -> None:
    leaks, seen = set(), set()
    for state in ("submitted", *sorted(READ)):
        case = Case(state, blindness, known)
        await _move(planted, case)
        more, met = await crawl(app, planted, case, PANEL)
        leaks |= more
        seen |= met
    assert leaks == set()
    assert {word for role, word in seen if role == "judge"} >= {
        word
        for word, field in planted.fields.items()
        if _may_of_answer(field, word, blindness) and field.key != "title_zh"  # the pages are in English
    }


async def test_no_form_sent_by_a_blind_judge_is_answered_with_more(app: Front, planted: Planted) -> None:
    case = Case("in review", "anonymous", "never")
    await _move(planted, case)
    leaks = set()
    for role in PANEL:
        async with browser(app) as client:
            await sign_in(client, planted.people[role])
            for route in sorted(route for route in MAY if route.startswith("POST")):
                answer = await _ask(client, route, planted.names)
                leaks |= {(role, route, word) for word in told(answer) if not may(role, word, case, planted)}
    assert leaks == set()


@pytest.mark.parametrize("state", ["in review", "published"])
async def test_no_search_filter_or_page_number_tells_more(app: Front, planted: Planted, state: str) -> None:
    case = Case(state, "anonymous", "never")
    await _move(planted, case)
    addresses, leaks, heard = _asked(app, planted), set(), 0
    assert len(addresses) > 40
    for role in (*PANEL, "stranger", "other_round", "partner"):
        async with browser(app) as client:
            await sign_in(client, planted.people[role])
            reader = Reader(app, client)
            for address in addresses:
                answer = await reader.get(address)
                assert answer.status_code != 500, address
                heard += answer.status_code == 200
                leaks |= {(role, address, word) for word in told(answer) if not may(role, word, case, planted)}
    assert leaks == set()
    assert heard > 40


@pytest.mark.parametrize("certificate", ["issued", "replaced", "revoked", "not made"])
async def test_no_state_of_a_certificate_tells_more(app: Front, planted: Planted, certificate: str) -> None:
    case = Case("final", "anonymous", "never")
    await _move(planted, case)
    if certificate == "not made":
        await db.execute("update certificate set rendered_at = null")
    else:
        await db.execute("update certificate set state = $1", certificate)
    pages = [page for page in _pages(app, planted, case) if "certificate" in page or "verify" in page or "home" in page]
    code = await db.fetchval("select code from certificate")
    pages += [f"/verify/{code}", f"/verify?code={code}"]
    leaks = set()
    for role in ("visitor", *sorted(planted.people)):
        async with browser(app) as client:
            if role != "visitor":
                await sign_in(client, planted.people[role])
            for path in pages:
                answer = await client.get(path)
                assert answer.status_code != 500, path
                leaks |= {(role, path, word) for word in told(answer) if not may(role, word, case, planted)}
    assert leaks == set()


async def test_no_mail_tells_more_than_its_reader_may_know(app: Front, planted: Planted) -> None:
    entry = await db.fetchval("select id from submission where code = $1", planted.names["code"])
    round_id = UUID(planted.names["round_id"])
    leaks, several = set(), set()
    await db.execute("update objection set state = 'dismissed', answer = 'ZQZQZQOBJECTIONQ', answered_at = $1", NOW)
    for state in STATES:
        case = Case(state, "anonymous", "never")
        await _move(planted, case)
        await db.execute("delete from message")
        async with db.work():
            for locale in ("en", "zh"):
                await db.execute("update person set locale = $1", locale)
                await judging.tell_judges(round_id=round_id, judge_ids=[planted.people[role] for role in PANEL])
                for outcome in ("advanced", "not_advanced", "awarded"):
                    await db.execute("update decision_item set outcome = $1", outcome)
                    decision = UUID(planted.names["decision_id"])
                    await judging.tell_applicants(decision_id=decision, state=STATES[state][3])
                await judging.tell_objection(decision_id=decision, now=NOW)
                await judging.tell_objection_answered(objection_id=UUID(planted.names["objection_id"]))
                await judging.tell_feedback(decision_id=decision)
            for verdict in ("eligible", "ineligible"):
                await submissions.mail_verdict(submission_id=entry, round_id=round_id, verdict=verdict)
            version = await db.fetchval("select id from submission_version where submission = $1", entry)
            await submissions.mail_receipt(version_id=version)
            for row in await db.fetch("select id from entry_message"):
                await submissions.mail_question(message_id=row["id"])
        for row in await db.fetch("select distinct email, recipient_id from message"):
            role = next((role for role, person in planted.people.items() if person == row["recipient_id"]), "stranger")
            for kind, text in await mails(row["email"]):
                words = set(MARK.findall(text.upper()))
                leaks |= {(state, role, kind, word) for word in words if not may(role, word, case, planted)}
        several |= {kind for kind in await _kinds() if kind}
    assert leaks == set()
    assert several >= {"judging/opened", "judging/decided", "judging/feedback", "judging/objection_answered"}


async def _kinds() -> set[str]:
    """The kinds of mail that were written more than once."""
    return {row["kind"] for row in await db.fetch("select kind from message group by kind having count(*) > 1")}


async def test_a_workbook_that_tells_is_found(app: Front, planted: Planted) -> None:
    """The crawl reads what lies inside a workbook: there an organiser finds what they may know."""
    await _move(planted, Case("final", "none", "signed"))
    async with browser(app) as client:
        await sign_in(client, planted.people["round"])
        answer = await client.get(f"/judging/rounds/{planted.names['round_id']}/reviews/xlsx")
    assert "ZQZQZQTOPANELQ" in told(answer)


async def test_a_hole_in_the_policy_is_found(app: Front, planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case("in review", "anonymous", "never")
    await _move(planted, case)
    monkeypatch.setattr(permissions, "blindness_to", lambda *_, **__: "none")
    leaks, _ = await crawl(app, planted, case, ["judge"])
    told_of = {planted.fields[word].key for *_, word in leaks if word in planted.fields}
    assert {"organisation_name", "pitch_deck", "video"} <= told_of


async def test_a_tie_that_hides_nothing_is_found(app: Front, planted: Planted) -> None:
    case = Case("in review", "none", "signed")
    await _move(planted, case)
    assert (await crawl(app, planted, case, ["tied"]))[0] == set()
    await db.execute("delete from tie where person = $1", planted.people["tied"])
    planted.names["review_id"] = str(
        await db.fetchval("select id from review where judge = $1 order by id limit 1", planted.people["tied"])
    )
    assert (await crawl(app, planted, case, ["tied"]))[0] != set()
