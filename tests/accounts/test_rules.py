from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.accounts import rules
from contest.lib.actor import SYSTEM, Actor, Grant
from contest.lib.config import host_of, is_loopback
from contest.lib.web.redirects import local

E1, E2, R1, R2 = (UUID(int=n) for n in range(1, 5))


def holding(role: str, edition: UUID | None = None, round_: UUID | None = None) -> Actor:
    return Actor(person_id=UUID(int=99), grants=(Grant(role, edition, round_),))


@pytest.mark.parametrize(
    ("actor", "role", "place", "expected"),
    [
        (SYSTEM, "programme_organiser", (None, None), True),
        (holding("programme_organiser"), "programme_organiser", (None, None), True),
        (holding("programme_organiser"), "judge", (E1, R1), True),
        (holding("programme_organiser", E1), "programme_organiser", (E1, None), True),
        (holding("programme_organiser", E1), "judge", (E1, R1), True),
        (holding("programme_organiser", E1), "judge", (E2, R2), False),
        (holding("programme_organiser", E1), "programme_organiser", (None, None), False),
        (holding("round_organiser", E1, R1), "judge", (E1, R1), True),
        (holding("round_organiser", E1, R1), "round_organiser", (E1, R1), False),
        (holding("round_organiser", E1, R1), "judge", (E1, R2), False),
        (holding("round_organiser", E1, R1), "judge", (E2, R1), False),
        (holding("round_organiser", E1, R1), "judge", (E1, None), False),
        (holding("judge"), "judge", (E1, R1), False),
        (Actor(), "judge", (E1, R1), False),
    ],
)
def test_roles_are_given_only_where_one_organises(
    actor: Actor, role: str, place: tuple[UUID | None, UUID | None], expected: bool
) -> None:
    assert rules.may_give(actor, role=role, edition_id=place[0], round_id=place[1]) is expected


def test_a_grant_that_names_another_edition_does_not_reach_the_round() -> None:
    forged = holding("judge", E1, R2)
    assert forged.has("judge", edition_id=E2, round_id=R2) is False
    assert holding("judge", E2, R2).has("judge", edition_id=E2, round_id=R2) is True


@pytest.mark.parametrize(
    ("public_url", "host", "is_demo", "expected"),
    [
        (True, True, True, True),
        (True, False, True, False),
        (False, True, True, False),
        (False, False, True, False),
        (False, False, False, True),
    ],
)
def test_people_of_a_demonstration_come_in_on_the_machine_itself_only(
    public_url: bool, host: bool, is_demo: bool, expected: bool
) -> None:
    origin = rules.Origin(address="x", is_host_loopback=host, is_public_url_loopback=public_url)
    assert rules.may_sign_in(is_demo=is_demo, origin=origin) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("demo.localhost:80", True),
        ("[::1]:8000", True),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("evil.example#127.0.0.1", False),
        ("127.0.0.1@evil.example", False),
        ("[", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_loopback(header: str, expected: bool) -> None:
    assert is_loopback(host_of(header)) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Lin@Example.ORG ", "lin@example.org"),
        ("li.n+x@例子.example", "li.n+x@xn--fsqu00a.example"),
        ("no at", None),
        ("a@b", None),
        ("a@b.example\nBcc: c@d.example", None),
        ("a b@c.example", None),
        ("@c.example", None),
        ("a@@c.example", None),
        ("a@c..example", None),
        ("林@example.org", None),
        (f"{'a' * 250}@b.example", None),
    ],
)
def test_an_address_is_kept_in_one_form_or_refused(typed: str, expected: str | None) -> None:
    assert rules.clean_email(typed) == expected


def test_a_name_is_one_line_that_can_be_read() -> None:
    assert rules.clean_name("Lin\r\nBcc: x@y.example\u2028 Xiaoyu ") == "Lin Bcc: x@y.example Xiaoyu"
    assert rules.name_trouble("林小雨") is None
    assert rules.name_trouble("\u200b\u2060") is not None
    assert rules.name_trouble("") is not None
    assert rules.name_trouble("x" * 121) is not None


@pytest.mark.parametrize(
    ("password", "is_fine"),
    [
        ("correct horse battery", True),
        ("short", False),
        ("aaaaaaaaaaaaaa", False),
        ("lin@example.org", False),
        ("Lin Xiaoyu", False),
        ("x" * 201, False),
    ],
)
def test_a_password_is_long_and_not_the_person(password: str, is_fine: bool) -> None:
    trouble = rules.password_trouble(password, email="lin@example.org", name="Lin Xiaoyu")
    assert (trouble is None) is is_fine


def test_a_code_is_read_with_small_letters_and_spaces() -> None:
    assert rules.clean_code(" acd4-9xy t ") == "ACD49XYT"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/a\\b",
        "evil",
        "",
        "/" + "x" * 2000,
        None,
        ["/home"],
    ],
)
def test_nobody_is_sent_to_another_site(address: object) -> None:
    assert local(address, "/home") == "/home"


@given(st.text(alphabet=st.sampled_from("/\\.:@evil\t\n?#% "), max_size=12))
def test_what_is_let_through_stays_on_this_site(text: str) -> None:
    from urllib.parse import urljoin, urlsplit

    kept = local(text, "/home")
    assert urlsplit(urljoin("https://ours.example/sign-in", kept.replace("\\", "/"))).netloc == "ours.example"


def test_paths_of_ours_are_kept() -> None:
    for address in ("/", "/home", "/calls/baoting-2026/paris?tab=1#top", "/判/x"):
        assert local(address, "/other") == address
