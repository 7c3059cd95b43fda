"""My entries, and one entry."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.lib import clock
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules
from contest.submissions.routes.shared import file_lines


@get("/submissions", guards=[signed_in])
async def mine(request: Request) -> Response[bytes]:
    actor = actor_of(request)
    entries = await queries.my_entries(actor)
    return page(
        "submissions/mine.html",
        request,
        entries=entries,
        invitations=await queries.my_invitations(actor=actor, now=clock.now()),
        is_demo=any(entry.is_demo for entry in entries),
    )


@get("/submissions/{code:str}", guards=[signed_in])
async def entry(request: Request, code: str) -> Response[bytes]:
    """An entry: to its team where it stands and what they can do; to staff what was handed in."""
    actor = actor_of(request)
    found = await queries.working(code=code)
    if found is None or not found.allows(actor, "view"):
        seen = await queries.staff_entry(actor=actor, code=code)
        letters = await queries.letters_for_staff(actor=actor, submission_id=seen.entry.submission_id)
        came = await queries.came_by(submission_id=seen.entry.submission_id)
        return page(
            "submissions/entry_staff.html", request, seen=seen, letters=letters, came=came, is_demo=seen.is_demo
        )
    now = clock.now()
    return page(
        "submissions/entry.html",
        request,
        entry=found,
        title=found.values["title_en"] or found.values["title_zh"],
        stations=rules.timeline(
            state=found.state, standing=found.standing, is_decision_public=found.round.state in {"notice", "decided"}
        ),
        files=file_lines(found),
        may_edit=found.may_edit(now) and found.allows(actor, "edit"),
        may_hand_in=found.may_hand_in(now) and found.allows(actor, "submit"),
        may_answer=found.may_answer(now) and found.allows(actor, "submit"),
        may_withdraw=found.may_withdraw and found.allows(actor, "own"),
        is_in_grace=found.is_in_grace(now) and found.allows(actor, "edit"),
        grace_rule=rules.GRACE_RULE,
        has_unsent_changes=bool(found.versions) and found.saved_at > found.versions[-1].submitted_at,
        is_demo=found.is_demo,
    )


ROUTES = [mine, entry]
