"""A person asks, proves who they are, and gets a copy or is erased: of everything but what a result rests on."""

import io
import zipfile
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.rules.requests import CLOCK
from contest.accounts.tables import ApiToken, PersonViewing
from contest.audit import service as audit
from contest.audit.rules import AUDIT
from contest.audit.service import verify_chain
from contest.certificates.tables import Certificate
from contest.desk.service.saving import take_found
from contest.files import service as files
from contest.invariants import check_all
from contest.judging.rules.ledger import SCORES
from contest.judging.tables import DecisionItem
from contest.judging.tables.after import Objection
from contest.lib import clock, db, storage
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.privacy import queries, service
from contest.privacy.queries.seen import borders, own_seen
from contest.privacy.rules import TAKEN
from contest.privacy.service.copies import as_page
from contest.submissions import service as submissions
from contest.submissions.tables.sharing import EntryOpening
from contest.submissions.tables.teams import Referee, TeamMember
from tests.judging.world import World, make_open_world, review_of, sign, state_of
from tests.mail import mails, secret
from tests.makers import NOW, actor_for, agree, grant, make_extension, make_person
from tests.makers.files import attach, make_file
from tests.makers.incubator import make_cohort, make_mentor, place_venture
from tests.makers.zone import make_counterpart

NAME, ADDRESS = "Quill Zyxwander", "quill.z+oak@zyxwander.example"


async def ask(actor: Actor, kind: str, words: str = "") -> UUID:
    """A request of the actor's that they proved by the code in their mail."""
    async with db.work():
        made = await accounts_service.ask_request(actor=actor, kind=kind, words=words, now=NOW)
    async with db.work():
        code = await secret(actor.email, "code")
        assert await accounts_service.prove_request(actor=actor, request_id=made, code=code, now=NOW)
    return made


@pytest.fixture
async def officer() -> Actor:
    person = await make_person("Law Officer")
    await grant(person, "compliance_officer")
    return await actor_for(person)


async def erase(person_id: UUID, officer: Actor) -> UUID:
    """As it goes: asked, proved, let begin, the letter sent, and carried out."""
    request = await ask(await actor_for(person_id), "erase")
    async with db.work():
        await service.begin_erasure(actor=officer, request_id=request, now=NOW)
    with clock.moved_to(NOW + timedelta(hours=1)):
        for due in (0, 1):  # the last letter has not gone yet, and then it has
            async with db.work():
                assert await service.due_erasures() == due
            await db.execute("update message set state = 'sent', sealed_words = null where state = 'queued'")
    for _ in range(2):  # the job may run twice
        async with db.work():
            await service.erase_person(request_id=request, now=NOW)
    return request


async def stands(word: str) -> dict[str, int]:
    """In which tables a word stands, in any column."""
    tables = await db.fetch("select tablename as name from pg_tables where schemaname = 'public' order by 1")
    found = {}
    for table in tables:
        rows = await db.fetchval(
            f"select count(*) from {table['name']} t where strpos(lower(t::text), lower($1)) > 0", word
        )
        if rows:
            found[table["name"]] = rows
    return found


async def hold() -> None:
    assert [line for line in await check_all() if line[1]] == []
    for ledger in (AUDIT, SCORES):
        verdict = await verify_chain(ledger)
        assert verdict.holds, verdict


@pytest.fixture
async def world() -> World:
    return await make_open_world(entries=2)


async def give_words(world: World) -> tuple[UUID, UUID]:
    """Let the second applicant be called as nobody else is, and leave words of theirs wherever people do."""
    person, entry = world.applicants[1], world.entries[max(world.entries)]
    await db.execute("update person set name = $2, email = $3 where id = $1", person, NAME, ADDRESS)
    answers = msgspec.json.encode({"contact_name": NAME, "contact_email": ADDRESS.upper()}).decode()
    await db.execute("update submission set answers = $2::jsonb where id = $1", entry, answers)
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{answers}', $2::jsonb) where submission = $1",
        *(entry, answers),
    )
    for purpose in ("public_page", "contacts"):
        await agree(person, purpose)
    actor = await actor_for(person)
    async with db.work():
        await accounts_service.change_details(actor=actor, name=NAME, locale="en", time_zone="UTC", now=NOW)
        await submissions.say(
            actor=actor, code=max(world.entries), text=f"Call me, {NAME}.", is_internal=False, asks=True, now=NOW
        )
    await make_extension(world.round, person, reason=f"{NAME} was ill.")
    await Referee(submission=entry, name="Ref", email="ref@x.example", asked_by=person, expires_at=NOW).save()
    file = await make_file(person, name="Zyxwander-cv.pdf")
    await storage.put(f"files/{file}", b"of a person", content_type="application/pdf")
    await attach(entry, file)
    return person, entry


async def test_erasing_an_applicant_leaves_nothing_of_them(world: World, officer: Actor) -> None:
    person, entry = await give_words(world)
    reviews = [await review_of(world, number, 1) for number in range(3)]
    await sign(world.judges[0], reviews[0], "8", "7")
    other = await actor_for(world.applicants[0])
    async with db.work():
        await submissions.say(
            actor=other, code=min(world.entries), text=f"Ask {ADDRESS}.", is_internal=False, asks=True, now=NOW
        )
        await submissions.say(
            actor=other, code=min(world.entries), text=f"{NAME} knows.", is_internal=False, asks=True, now=NOW
        )
    request = await erase(person, officer)
    assert await stands(ADDRESS) == {}
    left = {"audit_text": 1, "entry_message": 1}  # another's words, which who answers reads
    assert await stands("zyxwander") == left
    row = await db.fetchrow("select * from person_request where id = $1", request)
    assert (row["state"], msgspec.json.decode(row["left_over"])) == ("done", {f"{table}.text": 1 for table in left})
    assert row["kept_until"] > NOW
    assert await state_of("submission", entry) == "withdrawn"
    assert await db.fetchval("select count(*) from score_record where submission = $1", entry) == 1
    assert await db.fetchval("select name from person where id = $1", person) == await db.fetchval(
        "select pseudonym from person where id = $1", person
    )
    event = await db.fetchval("select payload from outbox_event where name = 'files.forgotten'")
    for one in msgspec.json.decode(event)["files"]:
        await files.delete_bytes(file_id=UUID(one["id"]), key=one["key"])
    with pytest.raises(NotFound):
        await storage.get(one["key"])
    await hold()
    # Who comes back is somebody new.
    assert await accounts.credentials(email=ADDRESS) is None
    await db.execute("update message set email = $2 where recipient_id = $1", person, ADDRESS)
    [left_there] = [name for name, rows in await check_all() if rows]
    assert left_there.startswith("privacy: nothing is left of an erased person in message")


async def test_a_judge_in_mid_round_and_the_owner_of_a_team(world: World, officer: Actor) -> None:
    judge, owner = world.judges[0], world.applicants[0]
    code = min(world.entries)
    await sign(judge, await review_of(world, 0, 0), "8", "7")
    member = await make_person("Member Two")
    await TeamMember(submission=world.entries[code], person=member, role="edit").save()
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason) values ($1, $2, $3, 'own', 'found', '')",
        *(uuid7(), world.entries[code], member),
    )
    open_review = await review_of(world, 0, 1)
    await db.execute("update review set state = 'draft', notes = '{\"team\": \"Hm.\"}' where id = $1", open_review)
    await erase(judge.id, officer)
    signed = await db.fetchrow(
        "select state, total, comment_applicant from review where id = $1", await review_of(world)
    )
    assert (signed["state"], str(signed["total"]), signed["comment_applicant"]) == ("signed", "76.00", "Well founded.")
    assert await state_of("review", open_review) == "recused"
    assert await db.fetchval("select left_at from panel_member where person = $1", judge.id) == NOW
    await erase(owner, officer)
    entry = await db.fetchrow("select owner, state, erased_at, title_en from submission where code = $1", code)
    assert tuple(entry) == (member, "submitted", None, "Entry 0")
    await hold()


async def test_words_struck_from_a_frozen_version_are_noted_beside_the_digest_that_proves_it(
    world: World, officer: Actor
) -> None:
    person, entry = await give_words(world)
    other = world.entries[min(world.entries)]
    await TeamMember(submission=entry, person=await make_person("Heir One"), role="edit").save()
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{answers,website}', to_jsonb($2::text))"
        " where submission = $1",
        *(other, f"mailto:{ADDRESS}"),
    )
    digests = "select submission, sha256 from submission_version order by submission"
    before = [tuple(row) for row in await db.fetch(digests)]
    await erase(person, officer)
    assert [tuple(row) for row in await db.fetch(digests)] == before
    frozen = {
        row["submission"]: (row["answers"], row["redacted_at"])
        for row in await db.fetch(
            "select submission, content->'answers' as answers, redacted_at from submission_version"
        )
    }
    assert {"contact_name", "contact_email"}.isdisjoint(msgspec.json.decode(frozen[entry][0]))
    assert (ADDRESS in frozen[other][0], frozen[entry][1], frozen[other][1]) == (False, NOW, NOW)
    assert await stands(ADDRESS) == {}
    await hold()


async def test_an_award_keeps_its_number_and_loses_its_name(world: World, officer: Actor) -> None:
    person, entry = await give_words(world)
    await db.execute("update standing set state = 'awarded' where submission = $1", entry)
    certificate = Certificate(
        code="AB12", number="BT26-C-0001", edition=world.edition, basis_id=uuid7(), submission=entry,
        recipient_id=person, kind="award", data={"name": NAME, "title_en": "First"}, key="certificates/x.pdf",
        sha256="ab" * 32, issued_at=NOW,
    )  # fmt: skip
    await certificate.save()
    await erase(person, officer)
    row = await db.fetchrow("select number, sha256, data, erased_at from certificate")
    assert (row["number"], row["sha256"], row["erased_at"]) == ("BT26-C-0001", "ab" * 32, NOW)
    assert msgspec.json.decode(row["data"]) == {"name": "", "title_en": "First"}
    assert (await state_of("submission", entry), await stands(ADDRESS)) == ("submitted", {})
    assert await db.fetchval("select payload from outbox_event where name = 'certificates.erased'") is not None


async def test_what_stands_against_an_erasure_is_said_and_can_be_cleared(world: World, officer: Actor) -> None:
    alone = await make_person("Only One")
    await grant(alone, "programme_organiser", edition_id=world.edition)
    await db.execute("update role_grant set revoked_at = $2 where person = $1", world.organiser.id, NOW)
    request = await ask(await actor_for(alone), "erase")
    with pytest.raises(Conflict, match="appoint somebody first"):
        async with db.work():
            await service.begin_erasure(actor=officer, request_id=request, now=NOW)
    second = await make_person("Second One")
    await grant(second, "programme_organiser", edition_id=world.edition)
    async with db.work():
        await service.begin_erasure(actor=officer, request_id=request, now=NOW)
    await db.execute("update role_grant set revoked_at = $2 where person = $1", second, NOW)
    async with db.work():  # it came up again meanwhile
        await service.erase_person(request_id=request, now=NOW)
    assert await state_of("person_request", request) == "open"
    applicant = world.applicants[0]
    decision = uuid7()
    await db.execute(
        "insert into decision (id, round, rule, drafted_by, drafted_at, reason, publish_seen)"
        " values ($1, $2, 'mean', $3, $4, '', '')",
        *(decision, world.round, world.organiser.id, NOW),
    )
    entry = world.entries[min(world.entries)]
    await Objection(decision=decision, submission=entry, raised_by=applicant, text="?").save()
    disputed = await ask(await actor_for(applicant), "erase")
    with pytest.raises(Conflict, match="objection about"):
        async with db.work():
            await service.begin_erasure(actor=officer, request_id=disputed, now=NOW)


async def test_nobody_asks_for_another(world: World, officer: Actor) -> None:
    mine, other = await actor_for(world.applicants[0]), await actor_for(world.applicants[1])
    async with db.work():
        request = await accounts_service.ask_request(actor=mine, kind="copy", words="", now=NOW)
        again = await accounts_service.ask_request(actor=mine, kind="copy", words="", now=NOW)
    code = await secret(mine.email, "code")
    assert (again, len(await mails(mine.email))) == (request, 1)
    with pytest.raises(NotFound):
        async with db.work():
            await accounts_service.prove_request(actor=other, request_id=request, code=code, now=NOW)
    with pytest.raises(NotFound):  # who answers does not even see it
        await accounts.request_to_answer(actor=officer, request_id=request)
    for _ in range(5):
        async with db.work():
            assert not await accounts_service.prove_request(actor=mine, request_id=request, code="AAAAAAAA", now=NOW)
    async with db.work():  # five guesses, and the right one comes too late
        assert not await accounts_service.prove_request(actor=mine, request_id=request, code=code, now=NOW)
    assert await state_of("person_request", request) == "unproved"
    placed = await make_person("Elsewhere")
    await grant(placed, "compliance_officer", edition_id=world.edition)
    with pytest.raises(NotFound):
        await accounts.request_queue(actor=await actor_for(placed))
    own = await ask(officer, "correct", "My name is Law.")
    with pytest.raises(Conflict, match="Somebody else answers"):
        async with db.work():
            await accounts_service.answer_request(
                actor=officer, request_id=own, is_granted=True, answer="Done.", now=NOW
            )


async def test_a_correction_is_answered_in_time_and_the_person_reads_it(world: World, officer: Actor) -> None:
    mine = await actor_for(world.applicants[0])
    request = await ask(mine, "correct", "The entry names the wrong city.")
    [waiting] = await accounts.request_queue(actor=officer)
    assert (waiting.id, waiting.due_at) == (request, NOW + CLOCK)
    assert [kind for kind, _ in await mails(officer.email)] == ["accounts/request_came"]
    with pytest.raises(Invalid):
        async with db.work():
            await accounts_service.answer_request(
                actor=officer, request_id=request, is_granted=True, answer="", now=NOW
            )
    async with db.work():
        await accounts_service.answer_request(
            actor=officer, request_id=request, is_granted=True, answer="It reads Hainan now.", now=NOW
        )
    assert "It reads Hainan now." in (await mails(mine.email))[-1][1]
    with pytest.raises(Conflict):
        async with db.work():
            await accounts_service.withdraw_request(actor=mine, request_id=request)


async def test_a_copy_is_a_zip_to_read_and_for_programs_with_the_files(world: World) -> None:
    person, _ = await give_words(world)
    actor = await actor_for(person)
    request = await ask(actor, "copy")
    copied = await service.make_copy(request_id=request, now=NOW)
    assert copied is not None
    async with db.work():
        await service.note_copy(request_id=request, copied=copied, now=NOW)
    assert await service.make_copy(request_id=request, now=NOW) is None
    data = b"".join([chunk async for chunk in await service.copy_stream(actor=actor, request_id=request, now=NOW)])
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        assert sorted(read.namelist()) == ["data.json", "files/Zyxwander-cv.pdf", "index.html", "style.css"]
        document = msgspec.json.decode(read.read("data.json"))
        page = read.read("index.html").decode()
        assert read.read("files/Zyxwander-cv.pdf") == b"of a person"
    assert document["parts"]["account"][0]["email"] == ADDRESS
    assert document["parts"]["entries"][0]["code"] == max(world.entries)
    assert {"consents", "extensions", "files", "mails", "questions", "record", "versions"} <= document["parts"].keys()
    assert NAME in page and "Call me" in page and "1 Anna" not in page
    parts = await queries.data_of(person_id=person)
    chinese = as_page(parts, name=NAME, locale="zh", now=NOW)
    assert ("Being named in public" in page, "public_page" in page) == (True, False)
    assert "公开署名" in chinese.decode()
    with pytest.raises(NotFound):
        await service.copy_stream(actor=await actor_for(world.applicants[0]), request_id=request, now=NOW)
    with pytest.raises(NotFound):
        await service.copy_stream(actor=actor, request_id=request, now=NOW + timedelta(days=7))


async def test_of_many_rows_a_page_shows_the_first_and_the_rest_page_by_page(world: World) -> None:
    person = await actor_for(world.applicants[1])
    for number in range(61):
        await make_extension(world.round, person.id, reason=f"Ill {number}.", revoked_at=NOW)
    [part] = [one for one in await queries.own_data(actor=person) if one.key == "extensions"]
    assert (len(part.rows), part.total) == (20, 61)
    pages = [(await queries.own_data(actor=person, of="extensions", page=page))[0].rows for page in (1, 2)]
    assert {row["reason"] for rows in pages for row in rows} == {f"Ill {number}." for number in range(61)}
    [counted] = [rows for title, rows in await queries.own_counts(actor=person) if title == part.title]
    assert counted == 61
    with pytest.raises(NotFound):
        await queries.own_data(actor=person, of="nothing")


async def test_every_table_says_what_it_holds_of_people() -> None:
    tables = {
        row["name"]
        for row in await db.fetch("select tablename as name from pg_tables where schemaname = 'public'")
        if row["name"] != "migration"
    }
    erased = {part.table for part in queries.ERASED}
    assert tables - erased == queries.OF_NOBODY
    for line, rows in await check_all():
        assert rows == 0, line
    for part in queries.KEPT:
        rows = await db.fetch(f"select * from ({part.sql}) found limit 0", uuid7())
        assert rows == []


async def test_a_mentor_with_confidential_notes(world: World, officer: Actor) -> None:
    cohort, file = await make_cohort(world.edition), await make_file(world.applicants[0])
    entry = world.entries[min(world.entries)]
    venture = await place_venture(world.edition, entry, cohort_id=cohort, file_id=file)
    await make_mentor(venture)
    person = await db.fetchval("select person from mentor")
    await db.execute("update mentor_session set note = 'They may fail.', decision = 'Go on.'")
    await erase(person, officer)
    assert tuple(await db.fetchrow("select note, decision from mentor_session")) == ("", "Go on.")
    assert await db.fetchval("select until_on from mentoring") is not None
    assert [line for line in await check_all() if line[1] and line[0].startswith("privacy")] == []


async def test_a_person_reads_who_has_seen_what_when_and_on_which_ground(world: World, officer: Actor) -> None:
    person, entry = await give_words(world)
    judge = world.judges[0].id
    await db.execute(
        "update person set country = case id when $1 then 'DE' when $2 then 'CN' else '' end", person, judge
    )
    await PersonViewing(
        viewer=officer.id, person=person, reason="To help.", began_at=NOW, ended_at=NOW + timedelta(minutes=5)
    ).save()
    counterpart = await make_counterpart(world.edition)
    share, acting = uuid7(), await make_person("Fund Reader")
    await db.execute(
        "insert into entry_share (id, submission, counterpart, shared_at, ended_by) values ($1, $2, $3, $4, '')",
        *(share, entry, counterpart, NOW),
    )
    await EntryOpening(share=share, person=acting, opened_at=NOW + timedelta(hours=1)).save()
    decision = uuid7()
    await db.execute(
        "insert into decision (id, round, rule, drafted_by, drafted_at, reason, publish_seen, state, published_at)"
        " values ($1, $2, 'mean', $3, $4, '', '', 'published', $5)",
        *(decision, world.round, world.organiser.id, NOW, NOW + timedelta(hours=2)),
    )
    await DecisionItem(decision=decision, submission=entry, outcome="advanced").save()
    seen = await own_seen(actor=await actor_for(person))
    assert [(one.ground, one.what, one.code != "") for one in seen] == [
        ("judging", "", True), ("public", "", True), ("sharing", "", True), ("viewing", "To help.", False),
    ]  # fmt: skip
    assert seen[2].who.startswith("Fund Reader · ")
    assert await own_seen(actor=await actor_for(world.applicants[0])) == []  # nothing of another's
    crossing = [(one.home, one.there, one.how, one.people) for one in await borders(actor=officer)]
    assert ("EU", "CN", "judged", 1) in crossing
    with pytest.raises(NotFound):
        await borders(actor=await actor_for(person))


async def test_a_person_reads_who_took_their_data_away_and_which_programs_read(world: World, officer: Actor) -> None:
    person, entry = await give_words(world)
    actor, staff = await actor_for(person), world.organiser
    await db.execute("update role_grant set country = 'CN' where person = $1", staff.id)
    async with db.work():
        await submissions.take_list(actor=staff, round_id=world.round, what="questions", as_file="csv")
        await take_found(actor=staff, looks_in="entries", query="sun", as_file="xlsx")
        await audit.record(
            actor=staff, action="venture.export", thing="edition", thing_id=world.edition, data={"as": "csv"}
        )
    assert "venture.export" not in {one.what for one in await own_seen(actor=actor)}
    of = {"cohort_id": await make_cohort(world.edition), "file_id": await make_file(person)}
    await place_venture(world.edition, entry, **of)
    async with db.work():
        await audit.record(
            actor=staff, action="venture.export", thing="edition", thing_id=world.edition, data={"as": "csv"}
        )
    plan = msgspec.json.encode({"verb": "export"}).decode()
    for entries in ([entry], [world.entries[min(world.entries)]]):
        await db.execute(
            "insert into bulk_job (id, asked_by, query, plan, entries, rounds) values ($1, $2, '', $3::jsonb, $4, $5)",
            *(uuid7(), staff.id, plan, entries, [world.round]),
        )
    used = clock.now() + timedelta(hours=1)
    token = ApiToken(
        person=staff.id, name="Sheets", digest="d" * 64, hint="abcd", scopes=["screening:read"], epoch=0,
        expires_at=used + timedelta(days=1), last_used_at=used,
    )  # fmt: skip
    await token.save()
    seen = await own_seen(actor=actor)
    assert {(one.what, one.ground, one.place) for one in seen} == {
        ("round.export_list", "export", "CN"), ("search.export", "export", "CN"), ("bulk.export", "export", "CN"),
        ("venture.export", "export", "CN"),
        ("screening:read", "api", "CN"),
    }  # fmt: skip
    assert len(seen) == 5 and {one.what for one in seen} <= TAKEN.keys()
    assert next(one for one in seen if one.ground == "api").who.endswith(" · Sheets")
    assert all(one.what != "bulk.export" or one.code != max(world.entries) for one in await own_seen(
        actor=await actor_for(world.applicants[0])
    ))  # fmt: skip
    await db.execute("update standing set id = $2 where submission = $1", entry, uuid7())  # it came after the list
    await db.execute("update api_token set round_id = $1", uuid7())  # and the program reads elsewhere
    assert {one.what for one in await own_seen(actor=actor)} == {"bulk.export", "venture.export"}


async def test_nobody_is_written_to_who_was_erased(world: World, officer: Actor) -> None:
    person, _ = await give_words(world)
    await erase(person, officer)
    async with db.work():
        to = await accounts.recipient(person)
        await queue_message(kind="accounts/code", to=to, context={"name": "x"}, secrets={"code": "SECRET"})
    row = await db.fetchrow("select state, email, body, sealed_words from message order by id desc limit 1")
    assert tuple(row) == ("withdrawn", "", "", None)
    await hold()
