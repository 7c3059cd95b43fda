"""Two people write one entry, hand it over, ask the organisers, a talent keeps letters and employers apart, and who is
late is given time: in a browser."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.async_api import expect

from contest.lib import clock, db
from contest.lib.passwords import hash_password
from contest.submissions.queries import referee_key
from contest.submissions.tables import DraftStep
from contest.submissions.tables.teams import TeamMember
from tests.journeys.browser import PASSWORD, Person
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import grant, make_edition, make_person, make_round, make_scene, make_submission
from tests.makers.files import attach, make_file

LIN, ANNA, SARA, OTTO = "lin@delta.example", "anna@delta.example", "sara@office.example", "otto@office.example"
MINE = "Floods in September; the intake lies above the highest mark."
THEIRS = "Typhoons from June to October; spare parts are kept in two villages."
LONG = "Wasserkraftwerksbetreibergesellschaftsvertretung"


class Ground:
    """Two rounds, four people, and entries of Lin's: PAIR-1 that Anna writes with her, SOLO-1, and TALENT-1; in the
    round that has just closed LATE-1, and Sara's GRACE-1 with a file under way."""

    entries: dict[str, UUID]
    closed: UUID


@pytest.fixture(scope="module")
async def ground(house: House) -> AsyncIterator[Ground]:
    made = Ground()
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        round_ = await make_round(edition, **dates, reviews_due_at=now + timedelta(days=30))
        hashed, people = await hash_password(PASSWORD), []
        for name, email in (("Lin Xiaoyu", LIN), (f"Anna {LONG}", ANNA), ("Sara Screener", SARA), ("Otto", OTTO)):
            people.append(await make_person(name, email=email))
            await db.execute("update person set password_hash = $2 where id = $1", people[-1], hashed)
        await grant(people[2], "screener", edition_id=edition, round_id=round_)
        draft = {"state": "draft", "submitted_at": None}
        made.entries = {
            code: await make_submission(edition, round_, people[0], code=code, kind=kind, **draft)
            for code, kind in (("PAIR-1", "project"), ("SOLO-1", "project"), ("TALENT-1", "talent"))
        }
        dates["closes_at"] = now - timedelta(minutes=1)
        made.closed = await make_round(edition, name_en="Early round", **dates, reviews_due_at=now + timedelta(days=30))
        await grant(people[3], "round_organiser", edition_id=edition, round_id=made.closed)
        for code, owner in (("LATE-1", people[0]), ("GRACE-1", people[2])):
            made.entries[code] = await make_submission(edition, made.closed, owner, code=code, **draft)
        begun = {"state": "announced", "announced_at": now - timedelta(minutes=5), "checked_at": None, "sha256": None}
        await attach(made.entries["GRACE-1"], await make_file(people[2], **begun))
        await TeamMember(submission=made.entries["PAIR-1"], person=people[1], role="edit").save()
        before, after = {"title_zh": "雨林村落微网", "risks": THEIRS}, {"title_zh": "雨林小镇微网", "risks": MINE}
        await DraftStep(submission=made.entries["PAIR-1"], by=people[1], before=before, after=after).save()
    yield made


async def arrive(people: People, email: str, path: str) -> Person:
    person = await people()
    await person.sign_in(email)
    await person.open(path)
    return person


async def test_somebody_is_invited_and_joins(people: People, ground: Ground) -> None:
    lin = await arrive(people, LIN, "/submissions/SOLO-1/team")
    await lin.fill({"email": ANNA, "place": "edit"})
    await lin.press("Send the invitation")
    await lin.sees(f"The invitation is on its way to {ANNA}.")
    await lin.check(everywhere=True)
    anna = await arrive(people, ANNA, "/submissions")
    await anna.sees("You are invited to a team")
    await anna.check()
    await anna.press("Accept")
    await anna.sees("You are on the team.")
    await anna.check(everywhere=True)


async def test_a_draft_is_handed_over_and_an_invitation_refused(people: People, ground: Ground) -> None:
    lin = await arrive(people, LIN, "/submissions/SOLO-1/team")
    await lin.page.get_by_text("Hand the entry over to another owner").click()
    await lin.page.get_by_label("E-mail address of the new owner").fill(ANNA)
    await lin.press("Offer the entry")
    await lin.sees("Offered the entry, until")
    anna = await arrive(people, ANNA, "/submissions")
    await anna.press("Accept")
    await anna.open("/submissions/SOLO-1/team")
    form = anna.page.locator("form", has=anna.page.locator("[name=place][type=radio]"))
    await anna.fill({"email": SARA, "place": "view"}, form)
    await anna.press("Send the invitation")
    await lin.page.reload()
    await expect(lin.page.get_by_role("button", name="Leave the team")).to_be_visible()
    await lin.check()
    sara = await arrive(people, SARA, "/submissions")
    await sara.press("Decline")
    await sara.sees("You declined the invitation.")
    await anna.page.reload()
    await expect(anna.page.locator("main")).not_to_contain_text(SARA)


async def test_who_is_late_is_given_time(people: People, ground: Ground) -> None:
    until = (clock.now() + timedelta(days=5)).date().isoformat()
    otto = await arrive(people, OTTO, f"/submissions/rounds/{ground.closed}/deadline")
    await otto.fill({"code": "LATE-1", "until": until, "reason": f"A typhoon cut the line. {LONG}"})
    await otto.press("Give more time")
    await otto.sees("The applicant has more time, and is told by mail.")
    await otto.fill({"late_until": until, "good_until": until, "most": "1", "late_reason": "They met us at a fair."})
    await otto.press("Make a code")
    code = await otto.page.locator(".code.big").inner_text()
    await otto.check(everywhere=True)
    anna = await arrive(people, ANNA, "/submissions/late")
    anna.expected |= {422}
    await anna.fill({"late_code": "AAAA-BBBB-CCCC"})
    await anna.press("Use the code")
    await anna.sees("There is a problem")
    await anna.check()
    await anna.fill({"late_code": code.lower()})
    await anna.press("Use the code")
    await anna.sees("You have more time.")
    await anna.sees("Early round")
    lin = await arrive(people, LIN, "/submissions/LATE-1")
    await lin.sees("You have more time than others")
    await lin.sees("A typhoon cut the line.")
    await lin.check(everywhere=True)
    sara = await arrive(people, SARA, "/submissions/GRACE-1")
    await sara.sees("The deadline has passed; your file may still arrive")
    await sara.follow("To the files")
    await expect(sara.page.locator("[name=problem]")).to_be_disabled()
    await sara.check()


async def test_two_members_never_overwrite_one_another_unseen(people: People, ground: Ground) -> None:
    lin = await arrive(people, LIN, "/submissions/PAIR-1/edit")
    anna = await arrive(people, ANNA, "/submissions/PAIR-1/edit")
    await anna.page.locator("[name=problem]").fill(THEIRS)
    await expect(anna.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await lin.page.locator("[name=problem]").fill(MINE)
    await expect(lin.page.locator("[data-theirs]")).to_have_text(THEIRS)
    await expect(lin.page.locator("[name=problem]")).to_have_value(MINE)
    await lin.press("Save the draft")  # it does not replace what nobody chose between
    await expect(lin.page.get_by_role("button", name="Keep my text")).to_be_focused()
    await lin.press("Keep my text")
    await expect(lin.page.locator("[data-theirs]")).to_have_count(0)
    await expect(lin.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await anna.page.reload()
    await expect(anna.page.locator("[name=problem]")).to_have_value(MINE)


async def test_what_changed_is_read_by_words_and_by_characters(people: People, ground: Ground) -> None:
    lin = await arrive(people, LIN, "/submissions/PAIR-1/history")
    await lin.sees(LONG)
    await lin.check(everywhere=True)
    await lin.page.locator(".past a").last.click()
    await expect(lin.page.locator("del").first).to_contain_text("村落")
    await expect(lin.page.locator("ins").first).to_contain_text("小镇")
    await lin.check(everywhere=True)


async def test_a_question_is_a_task_until_it_is_answered(people: People, ground: Ground) -> None:
    anna = await arrive(people, ANNA, "/submissions/PAIR-1/questions")
    await anna.fill({"text": f"May we add a second village? {LONG * 2}"})
    await anna.press("Send")
    await anna.sees("Waits for an answer")
    sara = await arrive(people, SARA, "/home")
    await sara.sees("PAIR-1 asks something.")
    await sara.page.locator(".task-action a").first.click()
    await sara.fill({"text": "Yes. Which one?", "audience": "asks"})
    await sara.check(everywhere=True)
    await sara.fill({"text": "Yes. Which one?", "audience": "asks"})
    await sara.press("Send")
    await sara.sees("Sent.")
    await anna.open("/home")
    await anna.sees("The organisers ask you something.")
    await anna.open("/submissions/PAIR-1")
    await anna.sees("Yes. Which one?")
    await expect(anna.page.locator("main")).not_to_contain_text("Sara")
    await anna.check()


async def test_a_talent_asks_for_a_letter_that_it_never_reads(house: House, people: People, ground: Ground) -> None:
    lin = await arrive(people, LIN, "/submissions/TALENT-1/referees")
    await lin.fill({"name": f"Prof. {LONG}", "email": "ohta@univ.example"})
    await lin.press("Ask for a letter")
    await lin.fill({"organisation": LONG, "domain": "employer.example"})
    await lin.press("Keep it out")
    await lin.sees("employer.example")
    await lin.check(everywhere=True)
    [row] = await house.sql("select id from referee")
    referee = await people()
    await referee.open(f"/letters?key={referee_key(row['id'])}")
    await referee.check()
    await referee.fill({"relation": "I taught her.", "letter": "She measures what others guess."})
    await referee.press("Send the letter")
    await referee.heading("Thank you")
    await lin.page.reload()
    await lin.sees("The letter has arrived.")
    await expect(lin.page.locator("main")).not_to_contain_text("measures what others")
