"""Applicants write and hand in; screeners look."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts_queries
from contest.accounts import service as accounts
from contest.accounts.rules import consents
from contest.challenge.queries import RoundFacts
from contest.challenge.rules.forms import default_form
from contest.demo import data, story
from contest.demo.deck import deck
from contest.demo.stage import Stage, later, moment
from contest.demo.translations import written
from contest.files import service as files
from contest.lib import clock
from contest.lib.actor import Actor
from contest.submissions import rules
from contest.submissions import service as submissions


async def _bytes(whole: bytes) -> AsyncIterator[bytes]:
    yield whole


def _fields(entry: data.Entry, applicant: data.Applicant) -> dict[str, str]:
    """Everything the form asks, as this applicant writes it."""
    answers = {
        **written(entry, applicant.locale),
        "scene": entry.scene,
        "country": entry.country,
        "contact_name": applicant.name,
        "organisation_name": applicant.organisation,
        **data.answers()[entry.id],
    }
    if entry.trl is not None:
        answers |= {"trl": str(entry.trl), "applicant_type": entry.applicant_type}
    if entry.ask_cny:
        answers |= {"ask_amount": str(entry.ask_cny), "ask_currency": "cny"}
    if entry.impact is not None:
        answers |= _climate(entry.impact)
    asked = {field.key for field in default_form(entry.kind).fields}
    return {key: text for key, text in answers.items() if key in asked}


def _climate(impact: data.Impact) -> dict[str, str]:
    """The effect on the climate, as the questions of the form ask for it."""
    kind = (
        "removal" if impact.solution_kgco2e < 0 else "enabling" if "enabling" in impact.functional_unit else "reduction"
    )
    return {
        "impact_unit": impact.functional_unit,
        "impact_kind": kind,
        "impact_storage": "100" if kind == "removal" else "",
        "impact_baseline": f"{impact.baseline_kgco2e:.12g}",
        "impact_solution": f"{impact.solution_kgco2e:.12g}",
        "impact_percent": f"{impact.net_unit_uncertainty * 100:.12g}",
        "impact_ramp": "table",
        "impact_units": "\n".join(f"{year} {units}" for year, units in enumerate(impact.units_added_y1_y5, 1)),
        "impact_lifetime": str(impact.lifetime_years),
    }


async def write_entry(stage: Stage, entry: data.Entry, round_id: UUID, at: datetime) -> str:
    """A draft with all its answers and its file on the way to the check; the entry's code."""
    applicant = next(one for one in data.people().applicants if one.entry == entry.id)
    async with moment(at) as now:
        actor = await stage.actor(entry.id)
        _, code = await submissions.start_draft(actor=actor, round_id=round_id, kind=entry.kind, now=now)
    async with moment(later(at, hours=3)) as now:
        actor = await stage.actor(entry.id)
        await submissions.save_draft(actor=actor, code=code, revision=1, fields=_fields(entry, applicant), now=now)
    pdf = await stage.decks[entry.id]
    field = default_form(entry.kind).file_fields[0].key
    async with moment(later(at, hours=4)) as now:
        actor = await stage.actor(entry.id)
        announced = await submissions.announce_file(
            actor=actor, code=code, field=field, name=f"{code}-{field}.pdf", size=len(pdf), now=now
        )
    with clock.moved_to(later(at, hours=4)):
        await files.receive(actor=actor, file_id=announced.id, chunks=_bytes(pdf), now=clock.now())
    stage.step(code)
    return code


def begin_decks(stage: Stage) -> None:
    """Let the PDFs be made while the story goes on: each is waited for where it is uploaded."""
    entries = {entry.id: entry for entry in data.entries()}
    blind = {act.city for act in story.ACTS if act.blindness != "none"}
    stage.decks = {
        one.entry: asyncio.create_task(
            deck(entries[one.entry], one, is_named=entries[one.entry].round_city not in blind)
        )
        for one in data.people().applicants
    }


async def write_round(stage: Stage, facts: RoundFacts, entries: list[data.Entry]) -> list[str]:
    """The entries of a city, written in the weeks before its deadline; their codes."""
    last = min(facts.closes_at, stage.today)
    return [
        await write_entry(stage, entry, facts.id, later(last, days=-6 + number)) for number, entry in enumerate(entries)
    ]


async def _agree(actor: Actor, entry: data.Entry, *, is_public: bool) -> None:
    """What an applicant agrees to with the hand-in: judges wherever this contest has them, and mostly their name."""
    texts = await accounts_queries.consent_texts()
    wanted = {
        one
        for judge in data.people().judges
        for one in consents.needed_for_judge(home=entry.country, judge=judge.country)
    }
    if is_public:
        wanted.add((consents.PUBLIC_PAGE, ""))
    for purpose, place in sorted(wanted):
        await accounts.give_consent(
            actor=actor,
            purpose=purpose,
            place=place,
            number=texts[purpose].number,
            locale=actor.locale,
            now=clock.now(),
        )


async def hand_in_round(stage: Stage, facts: RoundFacts, entries: dict[str, data.Entry]) -> None:
    """The entries, by their codes, are handed in on the last days before the deadline, or today."""
    last = min(facts.closes_at, stage.today)
    for number, (code, entry) in enumerate(entries.items()):
        async with moment(later(last, hours=-1 - 7 * number)) as now:
            actor = await stage.actor(entry.id)
            await _agree(actor, entry, is_public=number % 4 != 3)
            await submissions.hand_in(actor=actor, code=code, agreed=list(rules.DECLARATIONS), now=now)
        stage.step(code)


async def screen_round(stage: Stage, facts: RoundFacts, codes: list[str], *, all_of_them: bool) -> None:
    """An organiser finds the entries eligible; where a round is still at it, the last one waits."""
    for number, code in enumerate(codes if all_of_them else codes[:-1]):
        async with moment(later(facts.closes_at, hours=16 + 2 * number)) as now:
            actor = await stage.actor("organiser")
            await submissions.screen(actor=actor, code=code, round_id=facts.id, verdict="eligible", reason="", now=now)
        stage.step(code)
