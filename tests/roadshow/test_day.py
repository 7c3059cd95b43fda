"""What an event needs on paper: agendas and lists, letters for visas; and a pitch that was recorded before."""

import io
import re
from datetime import date, timedelta
from uuid import UUID

import httpx
import msgspec
import pypdfium2
import pytest

from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.roadshow import queries, service
from contest.roadshow.rules import day
from contest.roadshow.rules.day import Passport
from tests.makers import NOW
from tests.roadshow.test_programme import accepted
from tests.roadshow.world import PLAN, make_world
from tests.web import post, sign_in

PASSPORT = Passport(
    name="Ines Marques", number="N7700", nationality="BR", born_on=date(1990, 2, 3), consulate="Brasilia"
)


def test_the_lead_time_counts_the_working_days_of_the_calendar() -> None:
    monday = date(2026, 9, 28)
    holiday = {monday + timedelta(days=more): False for more in (3, 4)} | {date(2026, 10, 3): True}
    starts = date(2026, 10, 12)
    plain = day.lead(monday, starts, needed=9, known={})
    assert (plain.left, plain.is_late, plain.last_on) == (9, False, monday)
    off = day.lead(monday, starts, needed=9, known=holiday)
    assert (off.left, off.is_late) == (8, True)  # two days off, a Saturday worked
    assert day.lead(off.last_on, starts, needed=9, known=holiday).left >= 9
    assert day.lead(off.last_on + timedelta(days=1), starts, needed=9, known=holiday).is_late
    assert day.lead(starts, starts, needed=0, known={}).left == 0


@pytest.mark.parametrize(
    "address", ["http://x.org", "javascript:alert(1)", "https://", "https://a@b.org", "https://[x"]
)
def test_a_recording_lies_where_a_browser_goes_safely(address: str) -> None:
    with pytest.raises(Invalid):
        day.check_recording(address)
    for good in ("", "https://video.example/watch?v=1"):
        day.check_recording(good)


def test_what_no_consulate_would_take_is_named() -> None:
    wrong = Passport(name=" ", number="", nationality="XX", born_on=NOW.date(), consulate="")
    with pytest.raises(Invalid) as refused:
        day.check_passport(wrong, today=NOW.date())
    assert set(refused.value.fields) == {"name", "number", "nationality", "born_on", "consulate"}
    day.check_passport(PASSPORT, today=NOW.date())


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.usefixtures("database")
async def test_what_is_printed_is_made_by_a_job_for_who_asked(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=1, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")
    here = f"/roadshow/rounds/{world.round}/pack"
    await sign_in(client, world.organiser.id)
    await post(client, here, {})
    assert "It is being made." in (await client.get(here)).text
    pack = await db.fetchval("select id from venue_pack")
    await service.make_pack(pack_id=pack, round_id=world.round)
    await service.make_pack(pack_id=pack, round_id=world.round)  # a job may run twice
    links = re.findall(rf'href="({here}/[0-9]+)"', (await client.get(here)).text)
    people, tables, lists = [text_of((await client.get(link)).content) for link in links]
    found = await queries.my_pass(actor=world.people["Entry0"], party_id=world.parties["Entry0"])
    assert "Entry0 Founder" in people and found.code in people and "Fund0" in people and "会面" in people
    assert "Table 1" in tables and "Entry0" in tables and "Fund0 Partner" not in tables
    assert "Fund0 Partner" in lists and "入场名单" in lists
    assert (await client.get(f"{here}/4")).status_code == 404
    with pytest.raises(NotFound):
        await queries.pack_page(actor=world.people["Entry0"], round_id=world.round)


async def told(letter_id: UUID) -> None:
    """What the job does once a letter is decided."""
    [row] = await db.fetch(
        "select payload from outbox_event where name = 'visa_letter.decided' order by id desc limit 1"
    )
    assert str(letter_id) in str(row["payload"])
    async with db.work():
        await service.tell_letter(letter_id=letter_id)


@pytest.mark.usefixtures("database")
async def test_who_needs_a_visa_is_invited_in_writing_and_told_whether_there_is_time(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=2, funds=1)
    ines, mine = world.people["Entry0"], f"/roadshow/parties/{world.parties['Entry0']}"
    with clock.moved_to(NOW):
        await sign_in(client, ines.id)
        assert "There may not be enough time" in (await client.get(f"{mine}/letter")).text
        form = msgspec.to_builtins(PASSPORT)
        wrong = await post(client, f"{mine}/letter", form | {"number": "", "born_on": ""})
        assert wrong.status_code == 422 and 'value="Ines Marques"' in wrong.text
        assert wrong.text.count("Write it as in the passport.") == 4  # at both fields, and above
        await post(client, f"{mine}/letter", form)
        assert (await client.get(f"{mine}/letter.pdf")).status_code == 404
        assert "N7700" not in await db.fetchval("select sealed from visa_letter")
        await sign_in(client, world.organiser.id)
        text = (await client.get(f"/roadshow/rounds/{world.round}/letters")).text
        assert "N7700" in text and "Brasilia" in text
        [path] = set(re.findall(r'action="(/roadshow/rounds/[^"]+/letters/[^"]+)"', text))
        letter_id = UUID(path.rpartition("/")[2])
        async with db.work():
            await service.tell_letter(letter_id=letter_id)  # nothing before it is decided
        await post(client, path, {"then": "refuse"})
        await told(letter_id)
        await sign_in(client, ines.id)
        await post(client, f"{mine}/letter", form)
        await sign_in(client, world.organiser.id)
        await post(client, path, {"then": "issue"})
        await told(letter_id)
        assert (await post(client, path, {"then": "refuse"})).status_code == 409
        await sign_in(client, ines.id)
        letter = text_of((await client.get(f"{mine}/letter.pdf")).content)
        assert "N7700" in letter and "邀请函" in letter and "Maison" in letter
    mails = await db.fetch("select subject, body, email from message where kind = 'roadshow/letter' order by id")
    assert [row["subject"].partition(" for ")[0] for row in mails] == [
        "No letter of invitation", "Your letter of invitation"
    ]  # fmt: skip
    assert all(row["email"] == ines.email and f"{mine}/letter" in row["body"] for row in mails)
    assert not any("N7700" in row["body"] for row in mails)
    with pytest.raises(NotFound):
        await service.letter_pdf(actor=world.people["Entry1"], party_id=world.parties["Entry0"], now=NOW)
    with pytest.raises(Conflict):
        await service.ask_letter(
            actor=ines, party_id=world.parties["Entry0"], passport=PASSPORT, now=PLAN.starts_at + timedelta(minutes=1)
        )


@pytest.mark.usefixtures("database")
async def test_a_recorded_pitch_stands_by_for_the_hall(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=1, funds=1)
    async with db.work():
        await service.draw_order(actor=world.organiser, round_id=world.round, now=NOW)
    await sign_in(client, world.people["Entry0"].id)
    address = "https://video.example/watch?v=1"
    await post(client, f"/roadshow/parties/{world.parties['Entry0']}/recording", {"recording": address})
    with pytest.raises(NotFound):
        await service.set_recording(actor=world.people["Fund0"], party_id=world.parties["Fund0"], address=address)
    await sign_in(client, world.organiser.id)
    assert f'href="{address}"' in (await client.get(f"/roadshow/rounds/{world.round}/day")).text
