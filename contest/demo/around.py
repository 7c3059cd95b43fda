"""What stands around the calls of the demonstration: a self-check, and an invented partner who brings people."""

from contest.challenge import service as challenge
from contest.challenge.queries import RoundFacts
from contest.challenge.rules import plans
from contest.challenge.rules.checks import Question
from contest.challenge.rules.forms import Words
from contest.demo.stage import Stage, later, moment
from contest.lib.actor import SYSTEM

PARTNER = "partner"
_ROW = "green network"

QUESTIONS = (
    Question(
        key="q1",
        text=Words("Can the work begin in Hainan within twelve months?", "成果能否在十二个月内落地海南？"),
        fits="yes",
        otherwise=Words(
            "This edition looks for work that can begin within twelve months. A later edition may suit you better.",
            "本届征集能在十二个月内启动的成果，或更适合参加下一届。",
        ),
    ),
    Question(
        key="q2",
        text=Words("Is the work your own, or may you enter it for its owners?", "成果是否为您所有，或已获权利人授权？"),
        fits="yes",
        otherwise=Words("Ask its owners first: an entry needs their consent.", "请先取得权利人同意：申报须经其授权。"),
    ),
    Question(
        key="q3",
        text=Words("Do you work for the organiser of this contest?", "您是否在本竞赛主办方任职？"),
        fits="no",
        otherwise=Words("The organiser's own people cannot enter.", "主办方人员不得参赛。"),
    ),
)


async def found_around(stage: Stage, *, days: float) -> None:
    """The self-check of the edition, and the partner with the one who acts for it, `days` from the day of play."""
    begin = later(stage.today, days=days)
    async with moment(begin) as now:
        await challenge.plan_check(
            actor=SYSTEM, edition_id=stage.edition_id, round_id=None, questions=QUESTIONS, now=now
        )
        plan = plans.PartnerPlan(
            role="outreach",
            name_en="Invented Green Network (demonstration)",
            name_zh="虚构绿色网络（演示）",
            source="demonstration",
        )
        made = await challenge.add_partner(actor=SYSTEM, edition_id=stage.edition_id, plan=plan, now=now)
        await challenge.record_permission(actor=SYSTEM, partner_id=made, words="Demonstration: invented.", now=now)
        stage.people[_ROW] = made
    async with moment(begin) as now:
        await challenge.name_for_partner(
            actor=await stage.actor("organiser"),
            partner_id=stage.people[_ROW],
            email=f"{PARTNER}@demo.example",
            name="Green Network",
            locale="en",
            now=now,
        )


async def bring_people(stage: Stage, rounds: list[RoundFacts]) -> None:
    """The partner makes a link and nominates somebody for the round that closes last."""
    last = max(rounds, key=lambda facts: facts.closes_at)
    partner_id = stage.people[_ROW]
    async with moment(later(last.opens_at, hours=2)) as now:
        actor = await stage.actor(PARTNER)
        code = await challenge.make_link(
            actor=actor, partner_id=partner_id, round_id=last.id, label="Newsletter", now=now
        )
        for _ in range(12):
            await challenge.count_link(what="views", now=now, code=code, edition_id=stage.edition_id)
        await challenge.nominate(
            actor=actor,
            partner_id=partner_id,
            round_id=last.id,
            name="Solvind Cooperative",
            email="solvind@demo.example",
            reason="Their shared wind turbines have paid themselves back in two villages.",
            locale="en",
            now=now,
        )
