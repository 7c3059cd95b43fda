from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contest.accounts.rules import ORGANISERS, ROLES, tokens
from contest.lib.actor import Actor, Grant
from contest.lib.ids import uuid7

OF_ORGANISERS = {
    tokens.IMPORT_ENTRIES, tokens.RUN_ROUNDS, tokens.READ_RESULTS, tokens.RUN_WEBHOOKS, tokens.RUN_BULK,
    tokens.RUN_REMINDERS, tokens.GIVE_ROLES,
}  # fmt: skip
OF_PROGRAMME = {tokens.WRITE_FORMS, tokens.RUN_MESSAGES, tokens.RUN_JOBS, tokens.RUN_VENTURES}
OF_SCREENING = {tokens.READ_SCREENING, tokens.WRITE_SCREENING, tokens.READ_DESK}
EDITIONS = [UUID(int=1), UUID(int=2)]
ROUNDS = {UUID(int=10): EDITIONS[0], UUID(int=11): EDITIONS[0], UUID(int=20): EDITIONS[1]}
PLACES: list[tuple[UUID | None, UUID | None]] = [
    (None, None),
    *((edition, None) for edition in EDITIONS),
    *((edition, round_) for round_, edition in ROUNDS.items()),
]
grants = st.lists(st.builds(lambda role, at: Grant(role, *at), st.sampled_from(ROLES), st.sampled_from(PLACES)))


def terms(*scopes: str, at: tuple[UUID | None, UUID | None] = (None, None)) -> tokens.Terms:
    return tokens.Terms(id=uuid7(), scopes=scopes, edition_id=at[0], round_id=at[1])


@given(held=grants, scopes=st.sets(st.sampled_from(list(tokens.SCOPES))), at=st.sampled_from(PLACES))
def test_a_token_never_reaches_further_than_the_person_and_its_place(held: Any, scopes: Any, at: Any) -> None:
    person = Actor(person_id=uuid7(), grants=tuple(held))
    acting = tokens.narrowed(person, terms(*scopes, at=at))
    assert (acting.person_id, acting.token_id is not None) == (person.person_id, True)
    for role in ROLES:
        for edition, round_ in PLACES[1:]:
            reaches = acting.has(role, edition_id=edition, round_id=round_)
            inside = at[0] in (None, edition) and at[1] in (None, round_)
            serves = role in tokens.SCREENING_ROLES and bool(OF_SCREENING & scopes)
            serves |= role in ORGANISERS and bool(OF_ORGANISERS & scopes)
            serves |= role in {tokens.PROGRAMME, "partner"} and tokens.RUN_PARTNERS in scopes
            serves |= role == tokens.PROGRAMME and bool(OF_PROGRAMME & scopes)
            serves |= role in {tokens.PROGRAMME, "auditor"} and tokens.READ_RECORD in scopes
            serves |= role == "counterpart" and tokens.READ_SHARED in scopes
            serves |= role in {"founder", "mentor"} and tokens.VENTURES in scopes
            serves |= role == "partner" and tokens.READ_FUNDED in scopes
            if role in {"judge", "panel_chair"}:  # they keep from a thread whoever judges, so they stay
                assert reaches == person.has(role, edition_id=edition, round_id=round_)
                continue
            assert reaches == (inside and serves and person.has(role, edition_id=edition, round_id=round_))


def offered(role: str) -> list[str]:
    return list(tokens.offered(Actor(person_id=uuid7(), grants=(Grant(role),))))


def test_a_token_of_an_applicant_may_do_nothing_that_asks_for_a_role() -> None:
    of_all = [tokens.READ_ENTRIES, tokens.WRITE_ENTRIES, tokens.MEETINGS]
    assert list(tokens.offered(Actor(person_id=uuid7()))) == of_all
    assert list(tokens.offered(Actor(person_id=uuid7(), grants=(Grant("judge"),)))) == of_all
    assert offered("screener") == [*of_all, tokens.READ_SCREENING, tokens.WRITE_SCREENING, tokens.READ_DESK]
    assert offered("auditor") == [*of_all, tokens.READ_RECORD]
    assert offered("partner") == [*of_all, tokens.RUN_PARTNERS, tokens.READ_FUNDED]
    assert offered("founder") == offered("mentor") == [*of_all, tokens.VENTURES]
    assert offered("counterpart") == [*of_all, tokens.READ_SHARED]
    assert offered(ORGANISERS[0]) == [
        scope for scope in tokens.SCOPES if scope not in (tokens.READ_SHARED, tokens.VENTURES, tokens.READ_FUNDED)
    ]
