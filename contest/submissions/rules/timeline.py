"""An entry's way through a round, for the one who wrote it."""

import msgspec

from contest.lib.i18n import N_, Lazy


class Station(msgspec.Struct, frozen=True):
    """`state` is done, now or next."""

    name: Lazy
    note: Lazy | None
    state: str
    href: str | None = None


_SCREENED: dict[str, Lazy] = {
    "entered": N_("The organisers look at what you handed in."),
    "more_wanted": N_("The organisers want to know more: read what below, and answer it."),
    "eligible": N_("Your entry may be judged."),
    "ineligible": N_("Your entry cannot be judged: read why below."),
}
_DECIDED: dict[str, Lazy] = {
    "advanced": N_("Your entry goes on to the next round."),
    "not_advanced": N_("Your entry does not go on."),
    "awarded": N_("Your entry wins an award."),
}


def timeline(*, state: str, standing: str | None, is_decision_public: bool) -> list[Station]:
    """Writing, handed in, screening, judging, decision: where the entry is now and what that means.

    What judging has found shows only once the round has published it.
    """
    shown = told(standing, is_decision_public=is_decision_public)
    at = _place(state, shown)
    notes: list[Lazy | None] = [
        N_("Write, upload, hand in.") if at == 0 else None,
        None,
        _SCREENED.get(shown or "") if at == 2 else None,
        N_("Judges read and score it.") if at == 3 else None,
        _DECIDED.get(shown or ""),
    ]
    names = [N_("Writing"), N_("Handed in"), N_("Screening"), N_("Judging"), N_("Decision")]
    return [
        Station(name, note, "done" if place < at else "now" if place == at else "next")
        for place, (name, note) in enumerate(zip(names, notes, strict=True))
    ]


def told(standing: str | None, *, is_decision_public: bool) -> str | None:
    """The standing as its applicant learns it: what judging has found is in review until the round has published it."""
    return "in_review" if standing in _DECIDED and not is_decision_public else standing


def _place(state: str, standing: str | None) -> int:
    if state == "draft" or standing is None:
        return 0
    if standing == "eligible":
        return 3
    if standing == "in_review":
        return 3
    return 4 if standing in _DECIDED else 2


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What of an entry says what is needed next. `missing`: how many answers and files, None where it was not counted.

    `is_translated`: a translation waits for the reader's approval.
    """

    state: str
    standing: str | None
    is_open: bool
    is_decision_public: bool
    missing: int | None = None
    may_answer: bool = False
    is_asked: bool = False
    is_translated: bool = False
    is_shortlist_answered: bool = False
    has_unsent_changes: bool = False
    may_edit: bool = True
    may_submit: bool = True


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed next, in a sentence. `to`: the page below the entry's, None where nothing is to be done there;
    `is_due`: it waits for its team. `until` says whose end counts: that of the round, of the question, or none."""

    text: Lazy
    to: str | None = None
    action: Lazy | None = None
    is_due: bool = False
    until: str = ""


def next_step(facts: Facts) -> Next:
    """The one thing that is needed next, or that nothing is."""
    if facts.state == "withdrawn":
        return Next(text=N_("This entry was withdrawn. Nothing more is to be done."))
    if facts.state == "disqualified":
        return Next(text=N_("This entry was taken out of the contest."))
    if facts.is_asked:
        text, action = N_("The organisers ask you something."), N_("Read and answer")
        return Next(text=text, to="questions", action=action, is_due=True)
    if facts.standing == "more_wanted" and facts.may_answer:
        text, action = N_("The organisers ask for more about your entry."), N_("Answer the organisers")
        return Next(text=text, to="answer", action=action, is_due=True, until="question")
    return _of_draft(facts) if facts.state == "draft" else _of_handed_in(facts)


def _of_draft(facts: Facts) -> Next:
    if not facts.is_open:
        return Next(text=N_("The round takes no entries now. Your text is kept; it was not handed in."))
    if not facts.may_edit:
        return Next(text=N_("Your team is still writing."), until="round")
    if facts.missing == 0 and facts.may_submit:
        text, action = N_("Everything that is asked for is there. Hand it in."), N_("Check and hand in")
        return Next(text=text, to="hand-in", action=action, is_due=True, until="round")
    if facts.missing == 0:
        text = N_("Everything that is asked for is there. Somebody of your team who may do so has to hand it in.")
        return Next(text=text, to="edit", action=N_("Go on writing"), is_due=True, until="round")
    text = N_("It is not handed in yet. Go on writing; every word is saved as you type.")
    if facts.missing is not None:
        text = N_("It is not handed in yet. Answers and files still missing: %(count)s.", count=facts.missing)
    return Next(text=text, to="edit", action=N_("Go on writing"), is_due=True, until="round")


def _of_shortlisted(facts: Facts) -> Next:
    if facts.is_shortlist_answered:
        text, action = (
            N_("You answered what is asked of the shortlist. You can still change it."),
            N_("Change the answers"),
        )
        return Next(text=text, to="answer", action=action, until="question")
    text, action = N_("Your entry goes on: answer what is asked of the shortlist."), N_("Answer")
    return Next(text=text, to="answer", action=action, is_due=True, until="question")


def _of_handed_in(facts: Facts) -> Next:
    if facts.standing == "advanced" and facts.may_answer:
        return _of_shortlisted(facts)
    if facts.has_unsent_changes and facts.is_open:
        text = N_("You changed it after you handed it in. Hand in again, or what you handed in before counts.")
        if facts.may_submit:
            return Next(text=text, to="hand-in", action=N_("Check and hand in"), is_due=True, until="round")
        return Next(text=text, until="round")
    if facts.is_translated:
        text = N_("The organisers have translated your title or summary. Look whether it is right.")
        return Next(text=text, to="translation", action=N_("Look at the translation"), is_due=True)
    if facts.standing in _DECIDED and facts.is_decision_public:
        return Next(text=_DECIDED[facts.standing])
    if facts.standing == "ineligible":
        return Next(text=N_("It cannot be judged; the reason is below."))
    if facts.is_open:
        return Next(
            text=N_("It is handed in. Nothing is needed; you can still change it and hand in again."), until="round"
        )
    if facts.standing in {"entered", "more_wanted"}:
        return Next(text=N_("It is handed in. Nothing is needed now: the organisers look at it."))
    return Next(text=N_("Nothing is needed now: judges read it. You get a mail when the round has decided."))
