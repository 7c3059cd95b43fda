"""The whole chain, by people clicking: from the first organiser's link to a certificate that anybody checks."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from contest.lib import clock
from tests.journeys import chain
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import pdfs


def last_of(path: str) -> str:
    return path.rpartition("/")[2]


@pytest.mark.timeout(480)
async def test_from_the_first_link_to_the_certificate(house: House, people: People) -> None:
    organiser, applicant, judge, visitor = [await people() for _ in range(4)]

    await chain.first_organiser(organiser, house)
    await chain.edition(organiser)
    round_path = await chain.round_in_paris(organiser, clock.now())
    judging = await chain.judging_set_up(organiser, round_path)

    await chain.sign_up(applicant)
    entry = await chain.draft(applicant)
    code = last_of(entry)
    await chain.upload(applicant, pdfs.of_size(900_000))
    digest = await chain.hand_in(applicant)
    version = "select v.sha256 from submission_version v join submission s on s.id = v.submission where s.code = $1"
    versions = await house.sql(version, code)
    assert [row["sha256"] for row in versions] == [digest]

    a_second_ago = timedelta(seconds=1)
    moved = "update round set closes_at = $2 where id = $1"
    await house.sql(moved, last_of(round_path), clock.now() - a_second_ago)
    await chain.screen(organiser, round_path)
    link = await chain.read_link(organiser, "joao@bench.example", "Will you judge?")
    await chain.join(judge, link)
    await chain.declare(judge)
    await chain.open_judging(organiser, judging)
    await chain.review(judge)

    decision = await chain.decide(organiser, judging, code)
    await visitor.open("/results/harbour-2027/paris")
    await visitor.sees("First prize")
    await visitor.check(everywhere=True)
    await chain.check_award(organiser, decision)
    moved = "update decision set notice_ends_at = $2 where id = $1"
    await house.sql(moved, last_of(decision), clock.now() - a_second_ago)
    await chain.close_notice(organiser, decision)

    pdf, address = await chain.certificate(applicant)
    assert pdf.startswith(b"%PDF-")
    await visitor.open(address)
    await expect(visitor.page.locator("h1")).to_have_text("Valid")
    await expect(visitor.page.locator(".verdict-sentence")).to_contain_text("Maëlle Kervadec")
    await visitor.check(everywhere=True)
    await chain.verify_file(visitor, pdf)
    await visitor.heading("The file is unchanged")
    middle = len(pdf) // 2
    await chain.verify_file(visitor, pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :])
    await visitor.heading("The file is not valid")

    assert "broken" not in await house.run("invariants")
