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
    shown = standing
    if standing in _DECIDED and not is_decision_public:
        shown = "in_review"
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


def _place(state: str, standing: str | None) -> int:
    if state == "draft" or standing is None:
        return 0
    if standing == "eligible":
        return 3
    if standing == "in_review":
        return 3
    return 4 if standing in _DECIDED else 2
