"""Letters about the result of an entry, to those who work on it."""

from contest.lib.i18n import N_
from contest.notifications.rules.letters.letter import SITE, WHEN, Letter

_NAME, _CODE, _TITLE = "Lin Xiaoyu 林晓雨", "BT26-0147", "Microgrids for rainforest villages"

# One part: whoever words a result leaves out none of it.
_NOTICE = (
    "{% if is_correction %}{{ _('an earlier decision was reversed. This one takes its place.') }} {% endif %}"
    "{% if notice_ends_at %}{{ _('The result is under public notice until %(when)s, %(zone)s. It becomes final after"
    " that.', when=notice_ends_at|deadline(zone), zone=zone) }}\n\n{{ _('Until then you can object to it here:') }}"
    "\n\n{{ objection_url }}{% else %}{{ _('The result is final.') }}{% endif %}"
)

LETTERS = (
    *(
        Letter(
            key=f"judging-decided-{outcome}",
            kind="judging/decided",
            title=title,
            reader="applicant",
            when={"outcome": outcome},
            parts={
                "name": "{{ name }}",
                "code": "{{ code }}",
                "title": "{{ title }}",
                "edition": "{{ edition }}",
                "round": "{{ round }}",
                **({"award": "{{ award }}"} if outcome == "awarded" else {}),
                "notice": _NOTICE,
                "link": "{{ url }}",
            },
            sample={
                "name": _NAME,
                "code": _CODE,
                "title": _TITLE,
                "edition": "Climate Challenge 2026",
                "round": "Shenzhen round",
                "zone": "Asia/Shanghai",
                "award": "First prize",
                "notice_ends_at": WHEN,
                "is_correction": False,
                "objection_url": f"{SITE}/judging/decisions/1/objection",
                "url": f"{SITE}/submissions/BT26-0147",
            },
            is_reviewed=True,
        )
        for outcome, title in (
            ("awarded", N_("Result: an award")),
            ("advanced", N_("Result: goes on")),
            ("not_advanced", N_("Result: does not go on")),
        )
    ),
    *(
        Letter(
            key=f"judging-objection-{way}",
            kind="judging/objection_answered",
            title=title,
            reader="applicant",
            when={"is_upheld": way == "upheld"},
            parts={
                "name": "{{ name }}",
                "code": "{{ code }}",
                "round": "{{ round }}",
                "answer": "{{ answer }}",
                "link": "{{ url }}",
            },
            needed=("answer",),
            sample={
                "name": _NAME,
                "code": _CODE,
                "round": "Shenzhen round",
                "edition": "Climate Challenge 2026",
                "answer": "Two points had been read in the wrong column.",
                "url": f"{SITE}/judging/decisions/1/objection",
            },
        )
        for way, title in (
            ("upheld", N_("An objection is upheld")),
            ("dismissed", N_("An objection is dismissed")),
        )
    ),
    Letter(
        key="incubator-taken-in",
        kind="incubator/taken_in",
        title=N_("Taken into the incubator"),
        reader="applicant",
        parts={
            "name": "{{ name }}",
            "title": "{{ title }}",
            "edition": "{{ edition }}",
            "cohort": "{{ cohort }}",
            "link": "{{ url }}",
        },
        needed=("link",),
        sample={
            "name": _NAME,
            "title": _TITLE,
            "edition": "Climate Challenge 2026",
            "cohort": "Spring cohort",
            "url": f"{SITE}/incubator/ventures/1",
        },
    ),
)
