"""The kinds of certificates: who earns which, and what each is called on its sheet."""

from typing import NamedTuple

from contest.lib.i18n import N_, Lazy

AWARD, FINALIST, PARTICIPANT, JUDGE = "award", "finalist", "participant", "judge"
MENTOR, PARTNER, LANDED = "mentor", "partner", "landed"

# What a final decision issues; awards always, the others where the edition's organiser wishes.
BY_DECISION: dict[str, Lazy] = {
    AWARD: N_("Award"),
    FINALIST: N_("Finalist"),
    PARTICIPANT: N_("Participant"),
    JUDGE: N_("Judge"),
}
# What is issued by a role in the edition, when its organiser says so, or when a venture is registered.
BY_ROLE: dict[str, Lazy] = {PARTNER: N_("Partner"), MENTOR: N_("Mentor")}
WORDS: dict[str, Lazy] = BY_DECISION | BY_ROLE | {LANDED: N_("Landed venture")}
OF_ENTRIES = {AWARD, FINALIST, PARTICIPANT, LANDED}


class Named(NamedTuple):
    """What a kind is called on its sheet, and what stands as large as an award does where there is none."""

    heading_zh: str
    heading_en: str
    award_zh: str
    award_en: str


NAMED = {
    AWARD: Named("获奖证书", "Certificate of Award", "优胜奖", "Award"),
    FINALIST: Named("入围证书", "Finalist Certificate", "入围", "Finalist"),
    PARTICIPANT: Named("参赛证书", "Certificate of Participation", "参赛", "Participant"),
    JUDGE: Named("评审证书", "Certificate of Judging", "评审专家", "Judge"),
    MENTOR: Named("导师证书", "Certificate of Mentorship", "导师", "Mentor"),
    PARTNER: Named("伙伴证书", "Certificate of Partnership", "合作伙伴", "Partner"),
    LANDED: Named("落地证书", "Certificate of Landing", "落地项目", "Landed Venture"),
}


def earned(*, outcome: str, submission_state: str, is_onward: bool, came_on: bool) -> str | None:
    """Which kind one line of a final decision earns its entry, or None.

    `is_onward`: those who advance go on to another round, whose decision will say; `came_on`: the entry had advanced
    into this round from another. An entry that was withdrawn or disqualified earns nothing.
    """
    if submission_state != "submitted":
        return None
    if outcome == "awarded":
        return AWARD
    if outcome == "advanced":
        return None if is_onward else FINALIST
    return FINALIST if came_on else PARTICIPANT
