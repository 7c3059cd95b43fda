"""My entries, and one entry."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.errors import NotFound
from contest.lib.web.render import BELONGS_TO, page
from contest.lib.web.request import Request
from contest.submissions import queries, rules
from contest.submissions.routes.shared import file_lines


@get("/submissions", guards=[signed_in])
async def mine(request: Request) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    entries = await queries.my_entries(actor)
    return page(
        "submissions/mine.html",
        request,
        entries=entries,
        invitations=await queries.my_invitations(actor=actor, now=now),
        words=rules.PLACE_WORDS,
        now=now,
        is_demo=any(entry.is_demo for entry in entries),
    )


@get("/submissions/{code:str}", guards=[signed_in])
async def entry(request: Request, code: str) -> Response[bytes]:
    """An entry: to its team where it stands and what they can do; to staff what was handed in."""
    actor = actor_of(request)
    try:
        seen = await queries.staff_entry(actor=actor, code=code)
    except NotFound:
        return await _own_page(request, await queries.own_entry(actor=actor, code=code, to="view"))
    request.state[BELONGS_TO] = "/desk"
    return page(
        "submissions/entry_staff.html",
        request,
        seen=seen,
        letters=await queries.letters_for_staff(actor=actor, submission_id=seen.entry.submission_id),
        came=await queries.came_by(submission_id=seen.entry.submission_id),
        may_ask=await queries.may_ask(actor=actor, code=code),
        is_demo=seen.is_demo,
    )


async def _own_page(request: Request, found: queries.Working) -> Response[bytes]:
    actor, now = actor_of(request), clock.now()
    thread = await queries.thread(actor=actor, code=found.code)
    translation = await queries.translation_for(submission_id=found.id)
    may_edit = found.may_edit(now) and found.allows(actor, "edit")
    may_hand_in = found.may_hand_in(now) and found.allows(actor, "submit")
    may_answer = found.may_answer(now) and found.allows(actor, "submit")
    is_in_grace = found.is_in_grace(now) and found.allows(actor, "edit")
    is_public = found.round.state in {"notice", "decided"}
    facts = rules.Facts(
        state=found.state,
        standing=found.standing,
        is_open=rules.is_open(found.round.deadline, now) or is_in_grace,
        is_decision_public=is_public,
        missing=len(found.missing) if found.state == "draft" else None,
        may_answer=may_answer,
        is_asked=thread.waits_for_reader,
        is_translated=translation is not None and translation.state == "checked" and found.allows(actor, "submit"),
        is_shortlist_answered=found.wanted is not None and found.wanted.answered_at is not None,
        has_unsent_changes=bool(found.versions) and found.saved_at > found.versions[-1].submitted_at,
        may_edit=may_edit,
        may_submit=may_hand_in,
    )
    return page(
        "submissions/entry.html",
        request,
        entry=found,
        title=found.title,
        stations=rules.timeline(state=found.state, standing=found.standing, is_decision_public=is_public),
        next=rules.next_step(facts),
        thread=thread,
        translation=translation,
        files=file_lines(found),
        places=rules.PLACE_WORDS,
        may_edit=may_edit,
        may_hand_in=may_hand_in,
        may_answer=may_answer,
        may_withdraw=found.may_withdraw and found.allows(actor, "own"),
        is_in_grace=is_in_grace,
        grace_rule=rules.GRACE_RULE,
        is_demo=found.is_demo,
    )


ROUTES = [mine, entry]
