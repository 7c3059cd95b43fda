"""Working days: how they are written, by whom, and what is counted by them."""

from datetime import UTC, date, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.challenge.queries.days import worked_days
from contest.challenge.rules import days as rules
from contest.challenge.rules.days import Day
from contest.lib.errors import Invalid
from tests.makers import grant, make_edition, make_person, make_round
from tests.web import post, sign_in

GOLDEN_WEEK = "2026-10-01/2026-10-07 off National Day 国庆节\n2026-10-10 work"


DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(st.lists(st.tuples(DATES, st.booleans(), st.sampled_from(["", "春节", "May Day"]))))
def test_what_is_kept_reads_back_as_it_was(days: list[tuple[date, bool, str]]) -> None:
    kept = [Day(on, worked, name) for on, (worked, name) in sorted({on: (w, n) for on, w, n in days}.items())]
    assert rules.read(rules.text_of(kept)) == kept


@pytest.mark.parametrize(
    "line", ["2026-13-01 off", "2026-10-07/2026-10-01 off", "2026-10-01 maybe", "2026-01-01/2027-01-01 off"]
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.read(f"2026-10-01 off\n\n{line}")
    assert "Line 3" in str(refused.value.fields["days"])


def test_ten_working_days_over_a_holiday() -> None:
    known = {day.on: day.is_worked for day in rules.read(GOLDEN_WEEK)}
    start = datetime(2026, 9, 29, 2, tzinfo=UTC)
    end = rules.end_of_working_days(start, days=3, zone="Asia/Shanghai", known=known)
    assert end == datetime(2026, 10, 9, 16, tzinfo=UTC)  # 30 September, 8 and 9 October
    assert rules.is_worked(date(2026, 10, 10), known) and not rules.is_worked(date(2026, 10, 11), known)


async def test_organisers_of_an_edition_write_the_calendar_of_a_zone(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    await make_round(edition, time_zone="Asia/Shanghai")
    organiser, local = await make_person(), await make_person()
    await grant(organiser, "programme_organiser", edition_id=edition)
    await grant(local, "round_organiser", edition_id=edition, round_id=await make_round(edition))
    await sign_in(client, local)
    assert (await post(client, "/challenge/days", {"zone": "Asia/Shanghai", "days": ""})).status_code == 404
    await sign_in(client, organiser)
    assert (await client.get("/challenge/days?zone=Mars/Base")).status_code == 404
    wrong = await post(client, "/challenge/days", {"zone": "Asia/Shanghai", "days": "soon <b>"})
    assert (wrong.status_code, "Line 1" in wrong.text, "soon &lt;b&gt;" in wrong.text) == (422, True, True)
    sent = await post(client, "/challenge/days", {"zone": "Asia/Shanghai", "days": GOLDEN_WEEK})
    assert sent.status_code == 303
    assert "8 days are written here." in (await client.get("/challenge/days?zone=Asia/Shanghai")).text
    assert (await worked_days("Asia/Shanghai"))[date(2026, 10, 10)] and await worked_days("Europe/Paris") == {}
