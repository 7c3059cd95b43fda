"""A message's steps, its secrets and who sees it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.actor import SYSTEM, Actor, Grant
from contest.lib.mail import compose
from contest.notifications import rules

EDITION, OTHER = UUID(int=1), UUID(int=2)


def organiser(*grants: Grant) -> Actor:
    return Actor(person_id=UUID(int=9), grants=grants)


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        ("drafted", "approved", True),
        ("drafted", "sending", False),
        ("sent", "queued", False),
        ("sending", "queued", True),
        ("uncertain", "queued", True),
        ("uncertain", "withdrawn", False),
        ("sending", "withdrawn", False),
        ("unknown", "queued", False),
    ],
)
def test_steps(state: str, to: str, may: bool) -> None:
    assert rules.may_step(state, to) is may


def test_every_state_has_its_steps_and_its_words() -> None:
    assert set(rules.STEPS) == set(rules.STATES)
    assert {to for steps in rules.STEPS.values() for to in steps} <= set(rules.STATES)


@pytest.mark.parametrize(
    ("actor", "edition", "may"),
    [
        (organiser(Grant("programme_organiser")), None, True),
        (organiser(Grant("programme_organiser")), EDITION, True),
        (organiser(Grant("programme_organiser", edition_id=EDITION)), EDITION, True),
        (organiser(Grant("programme_organiser", edition_id=EDITION)), OTHER, False),
        (organiser(Grant("programme_organiser", edition_id=EDITION)), None, False),
        (organiser(Grant("programme_organiser", edition_id=EDITION, round_id=OTHER)), EDITION, False),
        (organiser(Grant("round_organiser", edition_id=EDITION)), EDITION, False),
        (organiser(), EDITION, False),
        (SYSTEM, EDITION, False),
    ],
)
def test_who_sees_a_message(actor: Actor, edition: UUID | None, may: bool) -> None:
    assert rules.may_see(actor, edition_id=edition) is may


def test_secrets_are_masked_or_filled() -> None:
    text = f"Your code: {rules.place('code')}, at {rules.place('link')}"
    assert rules.fill(text, None) == "Your code: ••••••, at ••••••"
    assert rules.fill(text, {"code": "123456"}) == "Your code: 123456, at ••••••"
    assert rules.names_of_secrets(text) == {"code", "link"}


@given(st.text())
def test_a_cleaned_text_names_no_secret(text: str) -> None:
    assert rules.names_of_secrets(rules.without_places(text + rules.place("code"))) == set()


@given(st.text())
def test_a_header_is_one_line(text: str) -> None:
    assert len(compose.one_line(text).splitlines()) <= 1


@given(st.lists(st.text(alphabet="ab >", max_size=20), max_size=30).map(" ".join))
def test_flowed_text_reads_back_as_it_was(line: str) -> None:
    parts = compose.flowed(line).split("\n")
    unstuffed = [part.removeprefix(" ") for part in parts]
    assert "".join(unstuffed) == line.rstrip(" ")
    assert all(part.endswith(" ") for part in parts[:-1])
    assert not parts[-1].endswith(" ")


def test_flowed_text_keeps_addresses_whole() -> None:
    address = "https://contest.example/" + "a" * 120
    assert f"\n{address}" in compose.flowed(
        "Follow this link to see what became of your entry in the Paris round: " + address
    )
