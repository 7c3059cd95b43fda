"""The pages that are measured, each with how to ask the product and the yardstick for it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.submissions.rules import DECLARATIONS
from tests.bench.seed import APPLICANTS, Seeded

Asked = tuple[str, str, dict[str, Any]]  # method (JSON: what a script of ours posts), path, the form if there is one


class Case(Struct, kw_only=True):
    """`ask` and `bare` take the turn, so that a page that changes state moves on to another row.

    `person` is signed in where there is one. `bar` is what `over_bare` may reach, none where none was promised.
    `hits` are those of a block.
    """

    name: str
    person: UUID | None
    ask: Callable[[int], Asked]
    bare: Callable[[int], Asked]
    bar: float | None = None
    queries: int | None = None
    hits: int = 30


def _get(pattern: str, *of: Any) -> Callable[[int], Asked]:
    return lambda turn: ("GET", pattern.format(of[turn % len(of)] if of else ""), {})


def _plain(name: str, person: UUID | None, pattern: str, *of: Any, key: Any = "none") -> Case:
    """A page whose yardstick is a statement by its name, asked for with `of`, or with `key` where it names none."""
    keys = of or (key,)
    return Case(name=name, person=person, ask=_get(pattern, *of), bare=_get(f"/plain/{name}/{{}}", *keys))


def _plain_cases(seeded: Seeded) -> list[Case]:
    """Every other list and form. A form that shows no rows is held against a page of the same length."""
    chief, organiser, judge, applicant = seeded.chief, seeded.organiser, seeded.judge, seeded.applicant
    entered = [code for place, code in enumerate(seeded.codes) if place % APPLICANTS == APPLICANTS - 1]
    return [
        _plain("sign_in", None, "/sign-in"),
        _plain("sign_up", None, "/sign-up"),
        _plain("password", None, "/password"),
        _plain("verify", None, "/verify"),
        _plain("call", None, "/calls/bench/{}", "second"),
        _plain("calls", None, "/calls"),
        _plain("gallery", None, "/gallery"),
        _plain("call_edition", None, "/calls/{}", "bench"),
        _plain("results", None, "/results/bench/{}", "finals"),
        _plain("consents", applicant, "/account/consents", key=applicant),
        _plain("consent_texts", chief, "/accounts/consent-texts"),
        _plain("home_organiser", organiser, "/home", key=organiser),
        _plain("home_judge", judge, "/home", key=judge),
        _plain("home_applicant", applicant, "/home", key=applicant),
        _plain("account", applicant, "/account", key=applicant),
        _plain("factor", organiser, "/account/factor", key=organiser),
        _plain("tokens", applicant, "/account/tokens", key=applicant),
        _plain("certificates", seeded.winner, "/certificates", key=seeded.winner),
        _plain("new_entry", applicant, "/submissions/new"),
        _plain("check", applicant, "/submissions/{}/hand-in", *seeded.draft_codes),
        _plain("withdraw", applicant, "/submissions/{}/withdraw", *seeded.draft_codes),
        _plain("history", applicant, "/submissions/{}/history", *seeded.draft_codes),
        _plain("team", applicant, "/submissions/{}/team", *seeded.draft_codes),
        _plain("questions", applicant, "/submissions/{}/questions", *seeded.draft_codes),
        _plain("translation", applicant, "/submissions/{}/translation", *seeded.draft_codes),
        _plain("questions_staff", organiser, "/submissions/questions"),
        _plain("receipt", applicant, "/submissions/{}/receipts/1", *entered),
        _plain("screening", organiser, f"/submissions/rounds/{seeded.round}/screening/{{}}", *seeded.codes),
        _plain("translations", organiser, "/submissions/rounds/{}/translations", seeded.round),
        _plain("deadline", organiser, "/submissions/rounds/{}/deadline", seeded.taking),
        _plain("editions", organiser, "/challenge/editions"),
        _plain("edition", organiser, "/challenge/editions/{}", "bench"),
        _plain("forms", chief, "/challenge/editions/{}/forms", "bench"),
        _plain("rules_form", chief, "/challenge/editions/{}/rules", "bench"),
        _plain("edition_form", organiser, "/challenge/editions/{}/edit", "bench"),
        _plain("edition_new", chief, "/challenge/editions/new"),
        _plain("factors", None, "/impact/factors"),
        _plain("factors_new", chief, "/impact/factors/new"),
        _plain("city_new", organiser, "/challenge/cities/new"),
        _plain("round", organiser, "/challenge/rounds/{}", seeded.round),
        _plain("round_form", organiser, "/challenge/rounds/{}/edit", seeded.taking),
        _plain("round_new", organiser, "/challenge/editions/{}/rounds/new", "bench"),
        _plain("forms_used", chief, "/submissions/editions/{}/forms", seeded.edition),
        _plain("rubrics", organiser, "/judging/editions/{}/rubrics", seeded.edition),
        _plain("rubric", organiser, "/judging/rubrics/{}", seeded.rubric),
        _plain("rubric_new", organiser, "/judging/editions/{}/rubrics/new", seeded.edition),
        _plain("judging_round", organiser, "/judging/rounds/{}", seeded.round),
        _plain("panel", organiser, "/judging/rounds/{}/panel", seeded.round),
        _plain("capacity", organiser, "/judging/rounds/{}/capacity", seeded.round),
        _plain("directory", organiser, "/judging/rounds/{}/directory", seeded.round),
        _plain("ties", organiser, "/judging/rounds/{}/ties", seeded.round),
        _plain("profile", judge, "/judging/profile", key=judge),
        _plain("conflicts", judge, "/judging/rounds/{}/conflicts", seeded.round),
        _plain("recuse", judge, "/judging/reviews/{}/recuse", *seeded.review_ids),
        _plain("decision", organiser, "/judging/decisions/{}", seeded.around.decision),
        _plain("certificates_edition", chief, "/certificates/editions/{}", seeded.edition),
        _plain("certificates_decision", chief, "/certificates/decisions/{}", seeded.around.decision),
        _plain("certificates_batch", chief, "/certificates/batches/{}", seeded.around.batch),
        _plain("roadshow", organiser, "/roadshow/rounds/{}", seeded.round),
        _plain("programme", organiser, "/roadshow/rounds/{}/programme", seeded.round),
        _plain("after", organiser, "/roadshow/rounds/{}/after", seeded.round),
        _plain("plans", organiser, "/roadshow/rounds/{}/plans", seeded.round),
        _plain("event_day", organiser, "/roadshow/rounds/{}/day", seeded.round),
        _plain("my_meetings", seeded.guest, "/roadshow/meetings", key=seeded.guest),
        _plain("sharing", organiser, "/submissions/rounds/{}/sharing", seeded.round),
        Case(
            name="desk",
            person=seeded.crowd.organiser,
            ask=_get("/desk"),
            bare=_get("/desk_home/{}", f"{seeded.crowd.edition}/{seeded.crowd.organiser}"),
            bar=2.5,
            queries=12,
        ),
        _plain("register", organiser, "/zone/editions/{}/needs", seeded.edition),
        _plain("needs", None, "/needs/{}", "bench"),
        _plain("counterparts", organiser, "/zone/editions/{}/counterparts", seeded.edition),
        _plain("need_form", organiser, "/zone/needs/{}/edit", seeded.around.register.need),
        _plain("ventures", organiser, "/incubator/editions/{}/list", seeded.edition),
        _plain("incubator_month", organiser, "/incubator/editions/{}/calendar", seeded.edition),
        _plain("milestones", organiser, "/incubator/editions/{}/milestones", seeded.edition),
        _plain("reports", organiser, "/incubator/ventures/{}/reports", seeded.around.landing.venture),
        _plain("incubator_late", organiser, "/incubator/editions/{}/late", seeded.edition),
        _plain("cohorts", organiser, "/incubator/editions/{}/cohorts", seeded.edition),
        _plain("take_in", organiser, "/incubator/editions/{}/take-in", seeded.edition),
        _plain("venture", organiser, "/incubator/ventures/{}", seeded.around.landing.venture),
        Case(
            name="search",
            person=seeded.crowd.organiser,
            ask=_get("/desk/search?q=kind:project+-status:withdrawn+15000"),
            bare=_get("/search/{}", seeded.crowd.edition),
        ),
        _plain("mentors", organiser, "/incubator/editions/{}/mentors", seeded.edition),
        _plain("claims", organiser, "/incubator/editions/{}/claims", seeded.edition),
        _plain("funders", organiser, "/incubator/editions/{}/funders", seeded.edition),
        _plain("roadmap", organiser, "/incubator/editions/{}/roadmap", seeded.edition),
        _plain("roadmap_node", organiser, "/incubator/nodes/{}", seeded.around.landing.node),
        _plain("ecosystem", organiser, "/incubator/editions/{}/ecosystem", seeded.edition),
        _plain("places", organiser, "/incubator/ventures/{}/places", seeded.around.landing.venture),
        _plain("roadmap_public", None, "/roadmap/{}", "bench"),
        _plain("landed", None, "/landed/{}", "bench"),
        _plain("mentored", organiser, "/incubator/ventures/{}/mentors", seeded.around.landing.venture),
        _plain("pre_read", organiser, "/incubator/ventures/{}/pre-read", seeded.around.landing.venture),
        _plain("product", organiser, "/incubator/ventures/{}/product", seeded.around.landing.venture),
        _plain("wording", organiser, "/incubator/ventures/{}/claims", seeded.around.landing.venture),
        _plain("introductions", organiser, "/roadshow/editions/{}/introductions", seeded.edition),
        _plain("door", organiser, "/roadshow/rounds/{}/door", seeded.round),
        _plain("invited", organiser, "/roadshow/rounds/{}/letters", seeded.round),
        _plain("agreements", organiser, "/zone/editions/{}/agreements", seeded.edition),
        _plain("own_data", applicant, "/account/data"),
        _plain("kept", applicant, "/account/data/kept"),
        _plain("seen", applicant, "/account/data/seen"),
        _plain("requests", chief, "/desk/requests"),
        _plain("desk_mail", organiser, "/desk/mail"),
        _plain("desk_roles", organiser, "/desk/roles"),
        _plain("calendar", organiser, "/desk/calendar"),
        _plain("round_setup", organiser, "/desk/rounds/{}", seeded.round),
        _plain("message", organiser, "/desk/mail/{}", *seeded.around.messages),
        _plain("audit", chief, "/desk/audit"),
        _plain("letters", organiser, "/desk/mail/letters"),
        _plain("desk_jobs", chief, "/desk/jobs"),
        _plain("backups", chief, "/desk/backups"),
        _plain("security", chief, "/desk/security"),
    ]


def cases(seeded: Seeded) -> list[Case]:
    """Those that change rows come last; the product and the yardstick change different ones."""
    ours, theirs = seeded.review_ids[0::2], seeded.review_ids[1::2]

    def save(turn: int) -> Asked:
        points = {f"score_{key}": str((turn + place) % 21 / 2) for place, key in enumerate(seeded.criteria)}
        review, revision = ours[turn % len(ours)], 1 + turn // len(ours)
        form = {"revision": revision, "then": "save", "to_applicant": f"Clear. {turn}", "to_panel": "", **points}
        return "POST", f"/judging/reviews/{review}", form

    def save_bare(turn: int) -> Asked:
        points = {str(id_): (turn + place) % 21 / 2 for place, id_ in enumerate(seeded.criteria.values())}
        return "POST", f"/save_review/{theirs[turn % len(theirs)]}", {"comment": f"Clear. {turn}", "points": points}

    def autosave(turn: int) -> Asked:
        changes = {"website": {"was": "", "now": f"https://example.org/{turn}"}}
        return "JSON", f"/submissions/{seeded.draft_codes[turn * 2]}/autosave", {"revision": 3, "changes": changes}

    def autosave_bare(turn: int) -> Asked:
        code = seeded.draft_codes[turn * 2 + 1]
        return "POST", f"/autosave/{code}", {"website": f"https://example.org/{turn}"}

    def hand_in(turn: int) -> Asked:
        agreed = dict.fromkeys(DECLARATIONS, "yes")
        return "POST", f"/submissions/{seeded.draft_codes[turn * 2]}/hand-in", agreed

    def hand_in_bare(turn: int) -> Asked:
        return "POST", f"/hand_in/{seeded.draft_codes[turn * 2 + 1]}", {}

    return [
        Case(name="landing", person=None, ask=_get("/"), bare=_get("/empty"), bar=5),
        Case(
            name="entry",
            person=seeded.organiser,
            ask=_get("/submissions/{}", *seeded.codes),
            bare=_get("/entry/{}", *seeded.codes),
            bar=5,
        ),
        Case(
            name="judge_list",
            person=seeded.judge,
            ask=_get("/judging/reviews"),
            bare=_get("/judge_list/{}", seeded.judge),
            bar=2.5,
            queries=6,
        ),
        Case(
            name="organiser_list",
            person=seeded.organiser,
            ask=_get("/submissions/rounds/{}", seeded.round),
            bare=_get("/organiser_list/{}", seeded.round),
            bar=2.5,
            queries=6,
        ),
        Case(
            name="board",
            person=seeded.organiser,
            ask=_get("/incubator/editions/{}", seeded.edition),
            bare=_get("/plain/board/{}", seeded.edition),
            bar=2.5,
            queries=12,
        ),
        Case(
            name="entries_10000",
            person=seeded.crowd.organiser,
            ask=_get("/submissions/rounds/{}", seeded.crowd.round),
            bare=_get("/organiser_list/{}", seeded.crowd.round),
            bar=2.5,
            queries=6,
        ),
        Case(
            name="review_form",
            person=seeded.judge,
            ask=_get("/judging/reviews/{}", *ours),
            bare=_get("/review_form/{}", *theirs),
            bar=8,
        ),
        Case(
            name="draft_form",
            person=seeded.applicant,
            ask=_get("/submissions/{}/edit", *seeded.draft_codes),
            bare=_get("/draft_form/{}", *seeded.draft_codes),
        ),
        Case(
            name="my_entries",
            person=seeded.applicant,
            ask=_get("/submissions"),
            bare=_get("/my_entries/{}", seeded.applicant),
        ),
        Case(
            name="ranking",
            person=seeded.organiser,
            ask=_get("/judging/rounds/{}/ranking", seeded.round),
            bare=_get("/ranking/{}", seeded.round),
        ),
        Case(
            name="wishes",
            person=seeded.guest,
            ask=_get("/roadshow/parties/{}", seeded.party),
            bare=_get("/plain/wishes/{}", seeded.party),
            bar=2.5,
            queries=6,
        ),
        *_plain_cases(seeded),
        Case(name="save_review", person=seeded.judge, ask=save, bare=save_bare, bar=4.5),
        Case(name="autosave", person=seeded.applicant, ask=autosave, bare=autosave_bare, bar=5),
        Case(name="hand_in", person=seeded.applicant, ask=hand_in, bare=hand_in_bare, bar=6),
    ]
