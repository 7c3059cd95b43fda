"""Confidential letters about a talent, and the organisations that never see one."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.web.front import Front
from contest.submissions import queries, service
from contest.submissions.rules import referees as rules
from contest.submissions.rules.closeness import plain_name
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_organisation,
    make_person,
    make_round,
    make_scene,
    make_standing,
    make_submission,
    make_version,
)
from tests.makers.files import make_file
from tests.web import browser, csrf_of, post, sign_in

LETTER = "She measures what others guess. <i>Ask her.</i>"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def anna() -> Actor:
    return await actor_for(await make_person("Anna Weber", email="anna@weber.org"))


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition()
    await make_scene(made)
    return made


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def entry(anna: Actor, edition: UUID, round_: UUID) -> UUID:
    made = await make_submission(edition, round_, anna.id, kind="talent", code="TALENT-1")
    await make_standing(made, round_, await make_version(made, anna.id, kind="talent", code="TALENT-1"))
    return made


async def screener_of(edition: UUID, round_: UUID, **values: object) -> Actor:
    person = await make_person("Screener", **values)
    await grant(person, "screener", edition_id=edition, round_id=round_)
    return await actor_for(person)


async def ask(page: httpx.AsyncClient, name: str = "Prof. Ohta", email: str = "ohta@univ.org") -> httpx.Response:
    return await post(page, "/submissions/TALENT-1/referees", {"name": name, "email": email})


async def key_of(email: str = "ohta@univ.org") -> str:
    return queries.referee_key(await db.fetchval("select id from referee where email = $1 order by asked_at", email))


async def give(client: httpx.AsyncClient, key: str, **more: str) -> httpx.Response:
    return await post(client, "/letters", {"key": key, "relation": "I taught her.", "letter": LETTER, **more})


async def test_a_letter_reaches_the_staff_and_never_the_applicant(
    app: Front, client: httpx.AsyncClient, anna: Actor, entry: UUID, edition: UUID, round_: UUID
) -> None:
    page = await sign_in(client, anna.id)
    assert (await ask(page)).status_code == 303
    assert await db.fetchval("select email from message where kind = 'submissions/referee'") == "ohta@univ.org"
    key = await key_of()
    async with browser(app) as referee:
        shown = (await referee.get(f"/letters?key={key}")).text
        assert "Anna Weber applies with" in shown
        assert (await give(referee, key)).headers["location"] == f"/letters?key={key}"
        assert "cannot be read here any more" in (await referee.get(f"/letters?key={key}")).text
        await give(referee, key, letter="Another one.")
    assert await db.fetchval("select letter from referee") == LETTER
    seen = [
        (await page.get(path)).text
        for path in (
            "/submissions/TALENT-1",
            "/submissions/TALENT-1/referees",
            "/submissions/TALENT-1/history",
            "/submissions/TALENT-1/edit",
            "/home",
        )
    ]
    assert not any("measures what others guess" in text or "taught her" in text for text in seen)
    assert "The letter has arrived." in seen[1]
    assert await queries.letters_for_staff(actor=anna, submission_id=entry) == []
    screener = await screener_of(edition, round_)
    async with browser(app) as staff:
        await sign_in(staff, screener.id)
        assert "&lt;i&gt;Ask her.&lt;/i&gt;" in (await staff.get("/submissions/TALENT-1")).text


async def test_a_letters_file_is_the_staff_s_once_it_was_checked(
    app: Front, client: httpx.AsyncClient, anna: Actor, entry: UUID, edition: UUID, round_: UUID
) -> None:
    page = await sign_in(client, anna.id)
    await ask(page)
    key, screener = await key_of(), await screener_of(edition, round_)
    async with browser(app) as referee:
        await referee.get(f"/letters?key={key}")
        sent = {"letter": ("letter.pdf", b"%PDF-1.7 a letter")}
        token = {"_csrf_token": csrf_of(referee), "key": key}
        assert (await referee.post("/letters/file", data=token, files=sent)).status_code == 303
        assert "letter.pdf" in (await referee.get(f"/letters?key={key}")).text
        await give(referee, key, letter="")
    [referee_id, file_id] = await db.fetchrow("select id, file from referee") or (None, None)
    where = f"/submissions/TALENT-1/letters/{referee_id}"
    async with browser(app) as staff:
        await sign_in(staff, screener.id)
        assert (await staff.get(where)).status_code == 404  # not checked yet
        checked = await make_file(UUID(str(referee_id)))
        await db.execute("update referee set file = $1", checked)
        assert "deck.pdf" in (await staff.get("/submissions/TALENT-1")).text
    for path in (where, f"/submissions/files/{file_id}", f"/submissions/files/{checked}"):
        assert (await page.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("is_blind", "allowed", "shown"), [(False, True, True), (False, False, False), (True, True, False)]
)
async def test_judges_read_letters_only_where_their_round_says_so_and_is_not_blind(
    anna: Actor, entry: UUID, round_: UUID, edition: UUID, is_blind: bool, allowed: bool, shown: bool
) -> None:
    person = await make_person("Organiser")
    await grant(person, "round_organiser", edition_id=edition, round_id=round_)
    async with db.work():
        await service.ask_referee(actor=anna, code="TALENT-1", name="Ohta", email="ohta@univ.org", now=NOW)
        await service.let_judges_read_letters(actor=await actor_for(person), round_id=round_, may=allowed)
    await db.execute("update round set blindness = $1", "names" if is_blind else "none")
    async with db.work():
        await service.give_letter(key=await key_of(), relation="A colleague.", letter=LETTER, now=NOW)
    found = await queries.letters_for_judges(submission_id=entry, round_id=round_)
    assert [letter.text for letter in found] == ([LETTER] if shown else [])


async def test_two_are_asked_a_refusal_makes_room_and_a_link_ends(
    client: httpx.AsyncClient, anna: Actor, entry: UUID
) -> None:
    page = await sign_in(client, anna.id)
    assert (await ask(page, email="anna@weber.org")).status_code == 422
    assert (await ask(page, email="no address")).status_code == 422
    await ask(page)
    assert (await ask(page)).status_code == 422
    await ask(page, "Dr. Silva", "silva@lab.org")
    assert (await ask(page, "One more", "more@lab.org")).status_code == 409
    assert (await post(page, "/letters", {"key": await key_of(), "answer": "decline"})).status_code == 303
    await ask(page, "One more", "more@lab.org")
    assert await db.fetchval("select count(*) from referee") == 3
    key = await key_of("silva@lab.org")
    with clock.moved_to(NOW + rules.LETTER_LIFE + timedelta(seconds=1)):
        assert (await page.get(f"/letters?key={key}")).status_code == 404
        await give(page, key)
    line = await db.fetchval("select id from referee where email = 'more@lab.org'")
    await post(page, f"/submissions/TALENT-1/referees/{line}/withdraw")
    await give(page, await key_of("more@lab.org"))
    assert await db.fetchval("select count(*) from referee where outcome = 'given'") == 0


@pytest.mark.parametrize("key", ["", "x", "0" * 32, "0" * 32 + "." + "0" * 40, "é.ü"])
async def test_no_key_is_guessed(client: httpx.AsyncClient, key: str) -> None:
    assert (await client.get("/letters", params={"key": key})).status_code == 404
    assert (await give(client, key)).status_code == 404


async def test_a_key_of_another_referee_does_not_fit(client: httpx.AsyncClient, anna: Actor, entry: UUID) -> None:
    page = await sign_in(client, anna.id)
    await ask(page)
    await ask(page, "Dr. Silva", "silva@lab.org")
    mixed = (await key_of()).partition(".")[0] + "." + (await key_of("silva@lab.org")).partition(".")[2]
    assert (await page.get(f"/letters?key={mixed}")).status_code == 404


async def test_a_referee_is_reminded_once(anna: Actor, entry: UUID) -> None:
    async with db.work():
        await service.ask_referee(actor=anna, code="TALENT-1", name="Ohta", email="ohta@univ.org", now=NOW)
    for days, mails in ((13, 0), (15, 1), (16, 1)):
        with clock.moved_to(NOW + timedelta(days=days)):
            async with db.work():
                await service.chase_referees()
        assert await db.fetchval("select count(*) from outbox_event where name = 'referee.reminder_due'") == mails
    async with db.work():
        await service.mail_referee_reminder(referee_id=await db.fetchval("select id from referee"))
    assert await db.fetchval("select count(*) from message where kind = 'submissions/referee'") == 2


async def test_only_a_talent_has_referees(client: httpx.AsyncClient, anna: Actor, edition: UUID, round_: UUID) -> None:
    await make_submission(edition, round_, anna.id, kind="project", code="PROJECT-1")
    page = await sign_in(client, anna.id)
    assert (await page.get("/submissions/PROJECT-1/referees")).status_code == 404
    assert (await post(page, "/submissions/PROJECT-1/never-seen", {"organisation": "X"})).status_code == 404


async def keep_out(anna: Actor, *, name: str = "", domain: str = "") -> None:
    async with db.work():
        await service.keep_from(actor=anna, code="TALENT-1", name=name, domain=domain, now=NOW)


@pytest.mark.parametrize(
    ("kept", "email", "organisation", "is_hidden"),
    [
        ({"domain": "@Employer.com"}, "boss@employer.com", None, True),
        ({"domain": "https://www.employer.com/team"}, "boss@eu.employer.com", None, True),
        ({"domain": "employer.com"}, "boss@notemployer.com", None, False),
        ({"domain": "employer.com"}, "boss@private.net", ("Employer", "employer.com"), True),
        ({"name": "EMPLOYER, Ltd."}, "boss@private.net", ("Employer Ltd", ""), True),
        ({"name": "雇主（上海）有限公司"}, "boss@private.net", ("雇主(上海)有限公司", ""), True),
        ({"name": "Ｅｍｐｌｏｙｅｒ"}, "boss@private.net", ("Employer", ""), True),
        ({"name": "Employer"}, "boss@private.net", ("Another", ""), False),
        ({"name": "Employer"}, "boss@private.net", None, False),
    ],
)
async def test_who_is_kept_out_sees_nothing(
    anna: Actor,
    entry: UUID,
    edition: UUID,
    round_: UUID,
    kept: dict[str, str],
    email: str,
    organisation: tuple[str, str] | None,
    is_hidden: bool,
) -> None:
    its = await make_organisation(organisation[0], domain=organisation[1]) if organisation else None
    screener = await screener_of(edition, round_, email=email, organisation=its)
    await keep_out(anna, **kept)
    listed = await queries.round_entries(actor=screener, round_id=round_)
    assert [line.code for line in listed.entries] == ([] if is_hidden else ["TALENT-1"])
    assert len(await queries.my_entries(anna)) == 1


async def test_a_person_who_joins_the_organisation_later_is_kept_out_at_once(
    anna: Actor, entry: UUID, edition: UUID, round_: UUID
) -> None:
    screener = await screener_of(edition, round_)
    await keep_out(anna, name="Employer")
    assert (await queries.round_entries(actor=screener, round_id=round_)).total == 1
    await db.execute(
        "update person set organisation = $2 where id = $1", screener.id, await make_organisation("employer")
    )
    assert (await queries.round_entries(actor=screener, round_id=round_)).total == 0


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "organisation"),
        ({"domain": "no domain"}, "domain"),
        ({"domain": "gmail.com"}, "domain"),
        ({"domain": "x" * 300 + ".org"}, "domain"),
    ],
)
async def test_what_cannot_be_kept_out_is_said_at_its_field(
    client: httpx.AsyncClient, anna: Actor, entry: UUID, sent: dict[str, str], field: str
) -> None:
    page = await sign_in(client, anna.id)
    answer = await post(page, "/submissions/TALENT-1/never-seen", sent)
    assert (answer.status_code, f'id="f-{field}-error"' in answer.text) == (422, True)


async def test_an_organisation_taken_off_the_list_sees_again(
    client: httpx.AsyncClient, anna: Actor, entry: UUID, edition: UUID, round_: UUID
) -> None:
    screener = await screener_of(edition, round_, email="boss@employer.com")
    page = await sign_in(client, anna.id)
    await post(page, "/submissions/TALENT-1/never-seen", {"domain": "employer.com"})
    assert "employer.com" in (await page.get("/submissions/TALENT-1/referees")).text
    line = await db.fetchval("select id from never_seen")
    await post(page, f"/submissions/TALENT-1/never-seen/{line}/remove")
    assert (await queries.round_entries(actor=screener, round_id=round_)).total == 1


@pytest.mark.parametrize("name", ["ACME (上海)", "acme上海", "Ａｃｍｅ、上海", "L’Énergie & Cie.", "Straße-Werk"])
async def test_names_are_compared_in_a_condition_as_in_a_rule(name: str) -> None:
    folded = await db.fetchval("select plain_name($1)", name)
    assert folded == plain_name(name).replace("ss", "ß" if "ß" in name else "ss")
