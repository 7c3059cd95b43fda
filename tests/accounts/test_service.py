import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contest.accounts import queries, rules, service
from contest.accounts.tables import OneTimeCode, RoleGrant
from contest.lib import db, passwords
from contest.lib.actor import ANONYMOUS, SYSTEM, Actor, Grant
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from contest.lib.ids import uuid7
from tests.mail import mails, secret
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round

HERE = rules.Origin(address="203.0.113.7")
PASSWORD = "a long enough password"


async def sign_up(email: str = "lin@example.org", **values: Any) -> service.SignedIn | None:
    plain = {"name": "Lin Xiaoyu", "password": PASSWORD, "locale": "en", "time_zone": "UTC", "origin": HERE, "now": NOW}
    return await service.sign_up(email=email, **(plain | values))


async def mail_code(email: str = "lin@example.org", purpose: str = "sign_in", **values: Any) -> str:
    plain = {"locale": "en", "origin": HERE, "now": NOW}
    await service.mail_code(email=email, purpose=purpose, **(plain | values))
    return await secret(email, "code")


async def by_code(code: str, email: str = "lin@example.org", **values: Any) -> service.SignedIn:
    plain = {"actor": ANONYMOUS, "origin": HERE, "now": NOW}
    return await service.sign_in_by_code(email=email, code=code, **(plain | values))


async def by_password(email: str, password: str, origin: rules.Origin = HERE) -> service.SignedIn:
    return await service.sign_in_by_password(email=email, password=password, origin=origin)


async def person_of(email: str) -> queries.Credentials:
    found = await queries.credentials(email=email)
    assert found is not None
    return found


async def test_sign_up_makes_a_person_who_may_begin_and_mails_a_code() -> None:
    who = await sign_up(" Lin@Example.org ")
    assert who is not None
    person = await person_of("lin@example.org")
    assert (person.id, person.is_confirmed, person.name) == (who.person_id, False, "Lin Xiaoyu")
    assert [kind for kind, _ in await mails("lin@example.org")] == ["accounts/confirm"]


async def test_sign_up_with_a_known_address_changes_nothing_and_tells_the_owner() -> None:
    known = await make_person(email="lin@example.org", name="The owner")
    assert await sign_up() is None
    person = await person_of("lin@example.org")
    assert (person.id, person.name, person.password_hash) == (known, "The owner", None)
    assert [kind for kind, _ in await mails("lin@example.org")] == ["accounts/exists"]
    assert (await by_code(await secret("lin@example.org", "code"))).person_id == known


async def test_sign_up_names_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        await sign_up("nonsense", name="\u200b", password="short")
    assert sorted(caught.value.fields) == ["email", "name", "new_password"]


async def test_sign_in_by_password_refuses_the_unknown_and_the_wrong_alike() -> None:
    await sign_up()
    said = []
    for email, password in [("lin@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("no address", "x")]:
        with pytest.raises(Invalid) as caught:
            await by_password(email, password)
        said.append({name: str(text) for name, text in caught.value.fields.items()})
    assert said == [{"password": "The e-mail address or the password is not right."}] * 3
    assert (await by_password("LIN@example.org", PASSWORD)).epoch == 0


async def test_refused_tries_are_recorded_and_no_password_is() -> None:
    await sign_up()
    with pytest.raises(Invalid):
        await by_password("lin@example.org", "a wrong password")
    rows = await db.fetch("select * from audit_record where action = 'account.sign_in'")
    assert [(row["outcome"], row["actor_id"]) for row in rows] == [("refused", None)]
    everything = str(await db.fetch("select * from audit_record")) + str(await db.fetch("select * from audit_text"))
    assert "a wrong password" not in everything
    assert PASSWORD not in everything


async def test_a_person_without_a_password_cannot_sign_in_by_one() -> None:
    await sign_up(password="")
    for password in ("", "the password of nobody"):
        with pytest.raises(Invalid):
            await by_password("lin@example.org", password)


async def test_passwords_are_argon2id_and_an_outdated_one_is_hashed_anew() -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    person = await make_person(email="lin@example.org", password_hash=old)
    await by_password("lin@example.org", PASSWORD)
    now = (await person_of("lin@example.org")).password_hash
    assert now is not None
    assert (now.startswith("$argon2id$"), passwords.is_outdated(now), now == old) == (True, False, False)
    assert (await by_password("lin@example.org", PASSWORD)).person_id == person


async def test_demo_people_are_refused_elsewhere_as_by_a_wrong_password() -> None:
    hashed = await passwords.hash_password(PASSWORD)
    await make_person(email="judge1@demo.example", password_hash=hashed, is_demo=True)
    for host, public in [(False, True), (True, False), (False, False)]:
        origin = rules.Origin(address="x", is_host_loopback=host, is_public_url_loopback=public)
        with pytest.raises(Invalid) as caught:
            await by_password("judge1@demo.example", PASSWORD, origin)
        assert str(caught.value.fields["password"]) == "The e-mail address or the password is not right."
        await service.mail_code(email="judge1@demo.example", purpose="sign_in", locale="en", origin=origin, now=NOW)
    assert await mails("judge1@demo.example") == []
    home = rules.Origin(address="x", is_host_loopback=True, is_public_url_loopback=True)
    assert (await by_password("judge1@demo.example", PASSWORD, home)).epoch == 0


async def test_tries_on_one_account_are_counted_exactly_though_they_come_at_once() -> None:
    await make_person(email="lin@example.org")
    origins = [rules.Origin(address=f"198.51.100.{n}") for n in range(30)]
    tries = [by_password("lin@example.org", "wrong", origin) for origin in origins]
    outcomes = [type(error) for error in await asyncio.gather(*tries, return_exceptions=True)]
    assert (outcomes.count(Invalid), outcomes.count(TooMany)) == (10, 20)


async def test_tries_from_one_address_are_counted_over_all_accounts_and_lock_out_nobody_else() -> None:
    from contest.lib.web import limits

    for _ in range(100):
        await limits.hit(f"sign-in:address:{HERE.address}", most=100, seconds=900)
    await sign_up()
    with pytest.raises(TooMany):
        await by_password("lin@example.org", PASSWORD)
    for _ in range(20):
        with pytest.raises(TooMany):
            await by_password("lin@example.org", "wrong")
    assert (await by_password("lin@example.org", PASSWORD, rules.Origin(address="198.51.100.1"))).epoch == 0


async def test_a_sign_in_that_went_well_begins_the_count_anew() -> None:
    await sign_up()
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(Invalid):
                await by_password("lin@example.org", "wrong")
        await by_password("lin@example.org", PASSWORD)


async def test_a_mailed_code_signs_in_once_and_confirms_the_address() -> None:
    person = await make_person(email="lin@example.org", email_confirmed_at=None)
    code = await mail_code()
    assert (await by_code(f" {code[:4].lower()} {code[4:]} ")).person_id == person
    assert (await person_of("lin@example.org")).is_confirmed is True
    with pytest.raises(Invalid):
        await by_code(code)


async def test_a_code_is_good_for_ten_minutes() -> None:
    await make_person(email="lin@example.org")
    code = await mail_code()
    with pytest.raises(Invalid):
        await by_code(code, now=NOW + timedelta(minutes=10))
    assert await by_code(code, now=NOW + timedelta(minutes=10) - timedelta(microseconds=1))


async def test_a_code_is_used_by_one_of_many_at_once() -> None:
    await make_person(email="lin@example.org")
    code = await mail_code()
    outcomes = await asyncio.gather(*(by_code(code) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, service.SignedIn) for outcome in outcomes) == 1


async def test_five_guesses_end_a_code_even_when_they_come_at_once() -> None:
    await make_person(email="lin@example.org")
    code = await mail_code()
    await asyncio.gather(*(by_code("WRONGWRO") for _ in range(5)), return_exceptions=True)
    with pytest.raises(Invalid):
        await by_code(code)
    assert await db.fetchval("select tries from one_time_code") == 5


async def test_a_code_for_one_purpose_or_person_does_not_serve_another() -> None:
    await make_person(email="lin@example.org")
    await make_person(email="other@example.org")
    code = await mail_code(purpose="reset")
    for email in ("lin@example.org", "other@example.org"):
        with pytest.raises(Invalid):
            await by_code(code, email)


async def test_codes_are_kept_as_digests_only() -> None:
    await make_person(email="lin@example.org")
    code = await mail_code()
    row = (await OneTimeCode.select())[0]
    assert (len(code), len(row["digest"])) == (8, 64)
    assert code not in str(await db.fetch("select * from one_time_code")) + str(await db.fetch("select * from message"))


async def test_an_unknown_address_is_written_to_and_gets_no_code() -> None:
    await service.mail_code(email="nobody@example.org", purpose="sign_in", locale="zh", origin=HERE, now=NOW)
    assert [kind for kind, _ in await mails("nobody@example.org")] == ["accounts/unknown"]
    assert await db.fetchval("select count(*) from one_time_code") == 0


async def test_mails_to_one_address_are_limited() -> None:
    for _ in range(5):
        await service.mail_code(email="nobody@example.org", purpose="sign_in", locale="en", origin=HERE, now=NOW)
    with pytest.raises(TooMany):
        await service.mail_code(email="nobody@example.org", purpose="reset", locale="en", origin=HERE, now=NOW)


async def test_whoever_signed_up_with_anothers_address_is_thrown_out_when_its_owner_comes() -> None:
    squatter = await sign_up()
    assert squatter is not None
    owner = await by_code(await mail_code())
    assert (owner.person_id, owner.epoch) == (squatter.person_id, 1)
    with pytest.raises(Invalid):
        await by_password("lin@example.org", PASSWORD)


async def test_confirming_in_the_browser_that_signed_up_keeps_password_and_session() -> None:
    who = await sign_up()
    assert who is not None
    own = await actor_for(who.person_id)
    assert (await by_code(await secret("lin@example.org", "code"), actor=own)).epoch == 0
    assert await by_password("lin@example.org", PASSWORD)


async def test_a_reset_sets_the_password_and_ends_other_sessions() -> None:
    await sign_up()
    code = await mail_code(purpose="reset")
    plain: dict[str, Any] = {"actor": ANONYMOUS, "email": "lin@example.org", "origin": HERE, "now": NOW}
    with pytest.raises(Invalid) as caught:
        await service.reset_password(code=code, new_password="short", **plain)
    assert list(caught.value.fields) == ["new_password"]
    before = (await person_of("lin@example.org")).epoch
    who = await service.reset_password(code=code, new_password="another long password", **plain)
    assert who.epoch > before
    assert (await by_password("lin@example.org", "another long password")).epoch == who.epoch
    with pytest.raises(Invalid):
        await service.reset_password(code=code, new_password="a third long password", **plain)


async def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions() -> None:
    who = await sign_up()
    assert who is not None
    own = await actor_for(who.person_id)
    with pytest.raises(Invalid) as caught:
        await service.change_password(actor=own, password="wrong", new_password="another long password", origin=HERE)
    assert list(caught.value.fields) == ["password"]
    changed = await service.change_password(
        actor=own, password=PASSWORD, new_password="another long password", origin=HERE
    )
    assert changed.epoch == 1
    assert await queries.actor(person_id=who.person_id, epoch=0, now=NOW) is None


async def test_signing_out_everywhere_ends_every_epoch_before() -> None:
    person = await make_person()
    await service.sign_out_everywhere(actor=await actor_for(person))
    assert await queries.actor(person_id=person, epoch=0, now=NOW) is None
    assert await queries.actor(person_id=person, epoch=1, now=NOW) is not None


async def test_details_are_changed_or_every_field_says_why_not() -> None:
    person = await make_person()
    actor = await actor_for(person)
    with pytest.raises(Invalid) as caught:
        await service.change_details(actor=actor, name=" ", locale="xx", time_zone="../etc/passwd", now=NOW)
    assert sorted(caught.value.fields) == ["locale", "name", "time_zone"]
    async with db.work():
        await service.change_details(actor=actor, name="林小雨", locale="zh", time_zone="Asia/Shanghai", now=NOW)
    changed = await actor_for(person)
    assert (changed.name, changed.locale, changed.time_zone) == ("林小雨", "zh", "Asia/Shanghai")


async def give(actor: Actor, person_id: UUID, role: str = "judge", **values: Any) -> UUID:
    async with db.work():
        return await service.grant_role(
            actor=actor, person_id=person_id, role=role, reason="asked to", now=NOW, **values
        )


async def test_an_editions_organiser_gives_and_takes_back_roles_there() -> None:
    edition, elsewhere = await make_edition(), await make_edition()
    round_ = await make_round(edition)
    boss, judge = await make_person(), await make_person()
    await grant(boss, "programme_organiser", edition_id=edition)
    actor = await actor_for(boss)
    given = await give(actor, judge, edition_id=edition, round_id=round_)
    assert (await actor_for(judge)).has("judge", edition_id=edition, round_id=round_) is True
    assert await give(actor, judge, edition_id=edition, round_id=round_) == given
    with pytest.raises(NotAllowed):
        await give(actor, judge, edition_id=elsewhere)
    with pytest.raises(NotAllowed):
        await give(actor, judge)
    async with db.work():
        await service.revoke_role(actor=actor, grant_id=given, reason="left", now=NOW)
    assert (await actor_for(judge)).grants == ()
    actions = await db.fetch("select action from audit_record where thing = 'role_grant' order by at, id")
    assert [row["action"] for row in actions] == ["role.grant", "role.revoke"]


async def test_nobody_raises_themselves() -> None:
    boss = await make_person()
    await grant(boss, "programme_organiser")
    with pytest.raises(NotAllowed):
        await give(await actor_for(boss), boss, "judge")


async def test_a_grant_that_the_actor_could_not_have_given_is_not_there_for_them() -> None:
    edition, boss, judge = await make_edition(), await make_person(), await make_person()
    await grant(boss, "programme_organiser", edition_id=edition)
    given = await give(SYSTEM, judge)
    for grant_id in (given, uuid7()):
        with pytest.raises(NotFound):
            await service.revoke_role(actor=await actor_for(boss), grant_id=grant_id, reason="", now=NOW)


async def test_a_round_without_its_edition_an_unknown_role_and_a_past_end_are_refused() -> None:
    person = await make_person()
    with pytest.raises(ValueError, match="edition"):
        await give(SYSTEM, person, round_id=uuid7())
    with pytest.raises(Invalid):
        await give(SYSTEM, person, "emperor")
    with pytest.raises(Invalid):
        await give(SYSTEM, person, expires_at=NOW)


async def test_a_role_ends_when_it_expires_and_while_the_address_is_not_confirmed() -> None:
    person = await make_person()
    await give(SYSTEM, person, expires_at=NOW + timedelta(hours=1))
    for later, held in [(timedelta(0), 1), (timedelta(minutes=59), 1), (timedelta(hours=1), 0)]:
        found = await queries.actor(person_id=person, epoch=None, now=NOW + later)
        assert found is not None
        assert len(found.grants) == held
    squatter = await make_person(email_confirmed_at=None)
    await give(SYSTEM, squatter, "programme_organiser")
    assert (await actor_for(squatter)).grants == ()


async def test_people_with_a_role_are_those_whom_it_reaches_here() -> None:
    edition, other = await make_edition(), await make_edition()
    round_ = await make_round(edition)
    people = {}
    for place in [(None, None), (edition, None), (edition, round_), (other, None)]:
        people[place] = await make_person()
        await give(SYSTEM, people[place], edition_id=place[0], round_id=place[1])
    found = await queries.people_with_role(role="judge", edition_id=edition, round_id=round_, now=NOW)
    assert {one.person_id for one in found} == {people[None, None], people[edition, None], people[edition, round_]}
    found = await queries.people_with_role(role="judge", edition_id=edition, round_id=None, now=NOW)
    assert {one.person_id for one in found} == {people[None, None], people[edition, None]}


IDS = [UUID(int=n) for n in range(1, 4)]
grants = st.builds(
    Grant,
    role=st.sampled_from(rules.ROLES),
    edition_id=st.sampled_from([None, *IDS]),
    round_id=st.sampled_from([None, *IDS]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.lists(grants, max_size=3), given_=st.lists(grants, max_size=8), is_system=st.booleans())
async def test_the_list_of_grants_and_the_rule_agree(held: list[Grant], given_: list[Grant], is_system: bool) -> None:
    await db.execute("delete from role_grant")
    person = await make_person()
    actor = Actor(person_id=UUID(int=9), grants=tuple(held), is_system=is_system)
    expected = set()
    for one in given_:
        row = RoleGrant(person=person, role=one.role, edition_id=one.edition_id, round_id=one.round_id, reason="")
        await row.save()
        if rules.may_give(actor, role=one.role, edition_id=one.edition_id, round_id=one.round_id):
            expected.add(row.id)
    assert {line.id for line in await queries.grants_in_reach(actor=actor, now=NOW)} == expected


async def test_a_known_person_is_found_and_a_new_one_is_invited_by_a_link_good_once() -> None:
    boss = await make_person(name="The organiser")
    await grant(boss, "programme_organiser")
    actor = await actor_for(boss)
    known = await make_person(email="known@example.org")
    async with db.work():
        asked: dict[str, Any] = {"actor": actor, "name": "Ana Lima", "locale": "en", "landing": "/x?y=1", "now": NOW}
        assert await service.find_or_enter(email="Known@example.org", **asked) == service.Entered(
            person_id=known, link=None
        )
        first = await service.find_or_enter(email="ana@example.org", **asked)
        again = await service.find_or_enter(email="ana@example.org", **asked)
    assert first.person_id == again.person_id
    new, link = again.person_id, str(again.link)
    assert link.endswith("&next=/x%3Fy%3D1")
    key = link.partition("key=")[2].partition("&")[0]
    who = await service.accept_invitation(actor=ANONYMOUS, key=key, origin=HERE, now=NOW)
    assert who.person_id == new
    assert (await person_of("ana@example.org")).is_confirmed is True
    for wrong in (key, "", "nonsense"):
        with pytest.raises(NotFound):
            await service.accept_invitation(actor=ANONYMOUS, key=wrong, origin=HERE, now=NOW)


async def test_only_organisers_invite() -> None:
    actor = await actor_for(await make_person())
    with pytest.raises(NotAllowed):
        await service.find_or_enter(actor=actor, email="a@example.org", name="A", locale="en", landing="/", now=NOW)


async def test_the_first_organiser_comes_by_a_link_good_for_a_day() -> None:
    async with db.work():
        link = await service.add_first_organiser(email="boss@example.org", name="The Boss", now=NOW)
    key = link.partition("key=")[2]
    assert await secret("boss@example.org", "link") == link
    with pytest.raises(NotFound):
        await service.accept_invitation(actor=ANONYMOUS, key=key, origin=HERE, now=NOW + timedelta(hours=24))
    who = await service.accept_invitation(actor=ANONYMOUS, key=key, origin=HERE, now=NOW)
    assert (await actor_for(who.person_id)).has("programme_organiser", edition_id=uuid7()) is True


async def test_an_address_taken_by_a_squatter_gives_them_nothing_when_it_is_made_organiser() -> None:
    squatter = await sign_up("boss@example.org")
    assert squatter is not None
    async with db.work():
        link = await service.add_first_organiser(email="boss@example.org", now=NOW)
    assert (await actor_for(squatter.person_id)).grants == ()
    await service.accept_invitation(actor=ANONYMOUS, key=link.partition("key=")[2], origin=HERE, now=NOW)
    assert await queries.actor(person_id=squatter.person_id, epoch=squatter.epoch, now=NOW) is None
    with pytest.raises(Invalid):
        await by_password("boss@example.org", PASSWORD)


async def test_a_person_is_entered_once_and_confirmed_by_the_system_only() -> None:
    plain: dict[str, Any] = {"email": "Lin@example.org", "name": "Lin", "now": NOW}
    boss = await make_person()
    await grant(boss, "programme_organiser")
    actor = await actor_for(boss)
    with pytest.raises(NotAllowed):
        await service.create_person(actor=actor, confirmed=True, **plain)
    async with db.work():
        made = await service.create_person(actor=SYSTEM, confirmed=True, password=PASSWORD, **plain)
    assert (await by_password("lin@example.org", PASSWORD)).person_id == made
    with pytest.raises(Conflict):
        async with db.work():
            await service.create_person(actor=SYSTEM, **plain)


async def test_the_database_keeps_what_the_slice_promises() -> None:
    await sign_up()
    await by_code(await secret("lin@example.org", "code"))
    assert {name: await db.fetch(sql) for name, sql in queries.INVARIANTS.items()} == {
        name: [] for name in queries.INVARIANTS
    }
