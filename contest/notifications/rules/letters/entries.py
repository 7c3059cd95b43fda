"""Letters about an entry, to those who work on it."""

from datetime import UTC, datetime
from typing import Any

from contest.lib.i18n import N_
from contest.notifications.rules.letters.letter import SITE, WHEN, Letter

_BEFORE = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)

_ENTRY: dict[str, Any] = {
    "name": "Lin Xiaoyu 林晓雨",
    "code": "BT26-0147",
    "title_en": "Microgrids for rainforest villages",
    "title_zh": "雨林村落微网",
    "round_name_en": "Shenzhen round",
    "round_name_zh": "深圳赛区",
    "time_zone": "Asia/Shanghai",
    "own_zone": "Europe/Berlin",
    "address": f"{SITE}/submissions/BT26-0147",
}
_TITLE = "{{ (title_zh or title_en) if locale == 'zh' else (title_en or title_zh) }}"
_ROUND = "{{ (round_name_zh or round_name_en) if locale == 'zh' else (round_name_en or round_name_zh) }}"
_UNTIL = "{{ until|deadline(time_zone) }}"
_ASKED = "{% for label in asked %}\n- {{ label }}\n{% endfor %}"
_OF_ENTRY = {"name": "{{ name }}", "code": "{{ code }}", "title": _TITLE, "link": "{{ address }}"}


def _zones(name: str) -> str:
    """A moment in the round's zone and, where that is another, in the reader's."""
    return (
        "{{ " + name + "|deadline(time_zone) }}{% if own_zone != time_zone %} = {{ " + name + "|deadline(own_zone) }}"
        "{% endif %}"
    )


_SCREENED = {
    **_ENTRY,
    "reason": "The budget lacks its second year.",
    "reasons": ["It was handed in for another scene."],
    "asked": ["Budget", "Letter of the host"],
    "until": WHEN,
}
_MOVED = {
    **_ENTRY,
    "was": _BEFORE,
    "becomes": WHEN,
    "reason_en": "A storm cut the power of the venue.",
    "reason_zh": "台风导致场地停电。",
    "codes": ["BT26-0147", "BT26-0203"],
    "has_draft": True,
}
_EXTENSION = {**_ENTRY, "until": WHEN, "closes_at": _BEFORE, "reason": "Power was cut where you live."}
_REMINDED = {
    **_ENTRY,
    "note": "Say who operates the pilot.",
    "asked": ["Budget", "Letter of the host"],
    "until": WHEN,
    "expired_at": WHEN,
    "purpose": "answer",
}
_OF_REMINDER = {**_OF_ENTRY, "until": _UNTIL, "asked": _ASKED, "note": "{{ note }}"}

LETTERS = (
    Letter(
        key="submissions-receipt",
        kind="submissions/receipt",
        title=N_("Receipt of a hand-in"),
        reader="applicant",
        parts={
            "name": "{{ name }}",
            "code": "{{ receipt.code }}",
            "title": "{{ (receipt.title_zh or receipt.title_en) if locale == 'zh' else"
            " (receipt.title_en or receipt.title_zh) }}",
            "round": "{{ (receipt.round_name_zh or receipt.round_name_en) if locale == 'zh' else"
            " (receipt.round_name_en or receipt.round_name_zh) }}",
            "version": "{{ receipt.number }}",
            "received": "{{ receipt.submitted_at|deadline(receipt.time_zone) }}",
            "digest": "{{ receipt.sha256 }}",
            "contents": "{% for answer in receipt.answers %}\n{{ answer.label }}\nSHA-256: {{ answer.sha256 }}\n"
            "{% endfor %}\n{% for file in receipt.files %}\n{{ file.label }}: {{ file.name }} ({{ file.size|bytes }})\n"
            "SHA-256: {{ file.sha256 }}\n{% endfor %}",
            "until": "{{ receipt.ends_at|deadline(receipt.time_zone) }}",
            "link": "{{ address }}",
        },
        needed=("code", "received", "digest"),
        sample={
            "name": _ENTRY["name"],
            "receipt": {
                **{name: _ENTRY[name] for name in ("code", "title_en", "title_zh", "round_name_en", "round_name_zh")},
                "time_zone": "Asia/Shanghai",
                "number": 7,
                "submitted_at": _BEFORE,
                "ends_at": WHEN,
                "sha256": "d5" * 32,
                "answers": [{"label": "Problem", "sha256": "a4" * 32}],
                "files": [{"label": "Pitch deck", "name": "deck.pdf", "size": 53_000, "sha256": "f9" * 32}],
            },
            "address": f"{SITE}/submissions/BT26-0147/receipts/7",
        },
    ),
    Letter(
        key="submissions-screened-eligible",
        kind="submissions/screened",
        title=N_("Screening: goes on to the judges"),
        reader="applicant",
        when={"state": "eligible"},
        parts=_OF_ENTRY,
        sample=_SCREENED,
        is_reviewed=True,
    ),
    Letter(
        key="submissions-screened-more",
        kind="submissions/screened",
        title=N_("Screening: more is wanted"),
        reader="applicant",
        when={"state": "more_wanted"},
        parts={**_OF_ENTRY, "reason": "{{ reason }}", "until": _UNTIL, "asked": _ASKED},
        needed=("asked", "until", "link"),
        sample=_SCREENED,
    ),
    Letter(
        key="submissions-screened-ineligible",
        kind="submissions/screened",
        title=N_("Screening: cannot be judged"),
        reader="applicant",
        when={"state": "ineligible"},
        parts={
            **_OF_ENTRY,
            "reasons": "{% for one in reasons %}\n- {{ one }}\n{% endfor %}\n"
            "{% if reason %}\n{{ reason }}\n{% endif %}",
        },
        needed=("reasons",),
        sample=_SCREENED,
        is_reviewed=True,
    ),
    Letter(
        key="submissions-reminder-shortlist",
        kind="submissions/reminder",
        title=N_("Reminder: the rest of the form"),
        reader="applicant",
        when={"purpose": "shortlist", "expired_at": None},
        parts=_OF_REMINDER,
        needed=("link",),
        sample=_REMINDED,
    ),
    Letter(
        key="submissions-reminder-shortlist-over",
        kind="submissions/reminder",
        title=N_("The rest of the form was not answered in time"),
        reader="applicant",
        when={"purpose": "shortlist"},
        parts=_OF_REMINDER,
        sample=_REMINDED,
    ),
    Letter(
        key="submissions-reminder-answer",
        kind="submissions/reminder",
        title=N_("Reminder: what was asked in screening"),
        reader="applicant",
        when={"expired_at": None},
        parts=_OF_REMINDER,
        needed=("link",),
        sample=_REMINDED,
    ),
    Letter(
        key="submissions-reminder-answer-over",
        kind="submissions/reminder",
        title=N_("What was asked in screening was not answered in time"),
        reader="applicant",
        parts=_OF_REMINDER,
        sample=_REMINDED,
    ),
    Letter(
        key="submissions-shortlisted",
        kind="submissions/shortlisted",
        title=N_("On the shortlist"),
        reader="applicant",
        parts={**_OF_ENTRY, "round": _ROUND, "until": _UNTIL, "asked": _ASKED},
        needed=("until", "link"),
        sample=_SCREENED,
    ),
    Letter(
        key="submissions-moved",
        kind="submissions/moved",
        title=N_("A deadline was moved for everybody"),
        reader="applicant",
        parts={
            "name": "{{ name }}",
            "round": _ROUND,
            "was": _zones("was"),
            "until": _zones("becomes"),
            "reason": "{{ (reason_zh or reason_en) if locale == 'zh' else (reason_en or reason_zh) }}",
            "codes": "{{ codes|join(', ') }}",
            "link": "{{ address }}",
        },
        needed=("until",),
        sample=_MOVED,
    ),
    Letter(
        key="submissions-extension-revoked",
        kind="submissions/extension",
        title=N_("An extension was taken back"),
        reader="applicant",
        when={"is_revoked": True},
        parts={
            "name": "{{ name }}",
            "round": _ROUND,
            "closes": "{{ closes_at|deadline(time_zone) }}",
            "link": "{{ address }}",
        },
        needed=("closes",),
        sample=_EXTENSION,
    ),
    Letter(
        key="submissions-extension",
        kind="submissions/extension",
        title=N_("More time for one person"),
        reader="applicant",
        when={"is_revoked": False},
        parts={
            "name": "{{ name }}",
            "round": _ROUND,
            "until": _zones("until"),
            "reason": "{{ reason }}",
            "closes": "{{ closes_at|deadline(time_zone) }}",
            "link": "{{ address }}",
        },
        needed=("until",),
        sample=_EXTENSION,
    ),
    Letter(
        key="submissions-question",
        kind="submissions/question",
        title=N_("A question or word about an entry"),
        reader="applicant",
        when={"is_for_staff": False},
        parts={
            "name": "{{ name }}",
            "code": "{{ code }}",
            "round": _ROUND,
            "text": "{{ text }}",
            "link": "{{ address }}",
        },
        needed=("text", "link"),
        sample={**_ENTRY, "text": "Who operates the pilot?", "asks": True},
    ),
    Letter(
        key="submissions-imported",
        kind="submissions/imported",
        title=N_("Entries were brought in"),
        reader="applicant",
        parts={
            "name": "{{ name }}",
            "round": _ROUND,
            "until": _UNTIL,
            "codes": "{% for code in codes %}\n- {{ code }}\n{% endfor %}",
            "entries": "{{ codes|length }}",
            "link": "{{ link }}",
        },
        needed=("link",),
        sample={**_ENTRY, "until": WHEN, "codes": ["BT26-0147", "BT26-0203", "BT26-0316"], "link": SITE},
    ),
)
