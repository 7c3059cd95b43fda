"""News of a new call go to those who agreed to them, and to nobody else."""

from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.challenge import service
from contest.lib import clock, db
from tests.mail import mails
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.makers.accounts import agree
from tests.submissions.jobs import run_jobs


async def _opened(*, is_demo: bool = False) -> UUID:
    """A round that opens, and what follows: who wants to hear is found, then told."""
    edition = await make_edition(is_demo=is_demo)
    round_id = await make_round(edition, state="planned", name_en="Oslo <round>")
    organiser = await make_person("Marie")
    await grant(organiser, "programme_organiser", edition_id=edition)
    with clock.moved_to(NOW):
        async with db.work():
            await service.step_round(actor=await actor_for(organiser), round_id=round_id, to="open", now=NOW)
        await run_jobs()
    return round_id


async def _told() -> list[str]:
    return [row["email"] for row in await db.fetch("select email from message where kind = 'challenge/news'")]


async def test_a_call_is_told_to_those_who_agreed_and_to_nobody_else() -> None:
    willing = await make_person("Lin", email="lin@x.org")
    await make_person("Noor", email="noor@x.org")
    await agree(willing, "newsletter")
    await _opened()
    with clock.moved_to(NOW):
        await run_jobs()
    assert await _told() == ["lin@x.org"]
    (_, text), *_ = await mails("lin@x.org")
    assert "Oslo <round>" in text
    assert "/account/consents" in text


async def test_who_takes_it_back_before_the_mail_is_written_gets_none() -> None:
    lin = await make_person("Lin", email="lin@x.org")
    await agree(lin, "newsletter")
    await _opened()
    async with db.work():
        await accounts_service.withdraw_consent(actor=await actor_for(lin), purpose="newsletter", place="", now=NOW)
    with clock.moved_to(NOW):
        await run_jobs()
    assert await _told() == []
    assert await accounts.held(person_id=lin) == frozenset()


async def test_a_demonstration_writes_to_no_real_person() -> None:
    lin = await make_person("Lin", email="lin@x.org")
    await agree(lin, "newsletter")
    await _opened(is_demo=True)
    with clock.moved_to(NOW):
        await run_jobs()
    assert await _told() == []
