"""A blind judge cannot tell two contests apart that differ only in what is hidden: not by a byte of any answer.

What test_leaks.py looks for by words is asked here of everything at once: pages, files, JSON, orders, counts, errors.
"""

from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import db
from contest.lib.web.front import Front
from tests.makers import make_organisation
from tests.test_leaks import Case, Planted, _move, _pages, planted  # noqa: F401 - a fixture
from tests.test_roles import at_noon, made  # noqa: F401 - fixtures
from tests.web import Reader, browser, sign_in

pytestmark = pytest.mark.timeout(300)

MOST_PASSING = 5  # pages that say the moment, or are packed anew for each who asks
PASSING = {"x-request-id", "date"}  # of each answer alone
BLIND = Case("in review", "anonymous", "never")


async def told(app: Front, planted: Planted, pages: list[str]) -> dict[str, tuple[int, Any, bytes]]:  # noqa: F811
    """Every answer to the judge: status, headers and bytes, less the number of the request."""
    found = {}
    async with browser(app) as client:
        await sign_in(client, planted.people["judge"])
        client.cookies.set("sid", planted.tokens["session"], domain="testserver.local", path="/")
        client.headers["authorization"] = f"Bearer {planted.tokens['judge']}"
        reader = Reader(app, client)
        for path in pages:
            answer = await reader.get(path)
            headers = tuple((name, value) for name, value in answer.headers.items() if name not in PASSING)
            number = answer.headers.get("x-request-id", "none").encode()
            found[path] = (answer.status_code, headers, answer.content.replace(number, b""))
    return found


async def change_what_is_hidden(planted: Planted) -> None:  # noqa: F811
    """Who applied, in the account, the answers and the files' names; who else reviews, with which points and words."""
    people = planted.people
    for role, name in (("owner", "Zoë Other"), ("member", "Yann Other"), ("peer", "A Judge Of Another Name")):
        await db.execute(
            "update person set name = $2, email = $3, country = 'BR', time_zone = 'America/Recife' where id = $1",
            people[role], name, f"other-{role}@elsewhere.example",
        )  # fmt: skip
    employer = await make_organisation("Quite another employer")
    await db.execute("update person set organisation = $2 where id = $1", people["owner"], employer)
    await db.execute("update never_seen set name = 'Nobody in particular'")
    await db.execute("update referee set name = 'Another referee', email = 'r@elsewhere.example', letter = 'Praise'")
    hidden = ("organisation_name", "contact_name", "contact_phone", "contact_email", "members")
    for key in hidden:
        await db.execute(
            "update submission_version set content = jsonb_set(jsonb_set(content, array[$1::text], '\"other\"', false),"
            " array['answers', $1::text], '\"other\"', false)",
            key,
        )
    await db.execute(
        "update review set comment_applicant = 'other', comment_panel = 'other', revision = revision + 3"
        " where judge = $1",
        people["peer"],
    )
    await db.execute(
        "update score set points = 1 where review in (select id from review where judge = $1)", people["peer"]
    )


async def test_a_blind_judge_is_told_the_same_byte_by_byte_whoever_applied_and_whatever_a_peer_gave(
    app: Front,
    planted: Planted,  # noqa: F811
    client: httpx.AsyncClient,
) -> None:
    await _move(planted, BLIND)
    await sign_in(client, planted.people["judge"])
    planted.tokens["session"] = client.cookies["sid"]
    pages = _pages(app, planted, BLIND)
    before, again = await told(app, planted, pages), await told(app, planted, pages)
    passing = {path for path in pages if before[path] != again[path]}  # they say the moment, or are packed anew
    pages = [path for path in pages if path not in passing]
    await change_what_is_hidden(planted)
    after = await told(app, planted, pages)
    assert [path for path in pages if before[path] != after[path]] == []
    assert len(passing) <= MOST_PASSING, sorted(passing)
    assert sum(status == 200 for status, *_ in before.values()) > 20
    await db.execute("update round set blindness = 'none' where id = $1", UUID(planted.names["round_id"]))
    review = f"/judging/reviews/{planted.names['review_id']}"
    assert (await told(app, planted, [review]))[review] != before[review]  # it was there to be told
