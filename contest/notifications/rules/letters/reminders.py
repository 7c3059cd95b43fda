"""Reminders by rule of an edition: to whoever has something to do, and to who runs the round."""

from datetime import UTC, datetime
from typing import Any

from contest.lib.i18n import N_
from contest.notifications.rules.letters.letter import Letter

_PLACE: dict[str, str] = {
    "name": "{{ name }}",
    "edition": "{{ (edition_zh or edition_en) if locale == 'zh' else (edition_en or edition_zh) }}",
    "round": "{{ (round_zh or round_en) if locale == 'zh' else (round_en or round_zh) }}",
}
_DUE = {"due": "{{ due_at|deadline(zone) }}"}
_CODES = {"codes": "{% for code in codes %}\n    {{ code }}\n{% endfor %}"}
_SAMPLE: dict[str, Any] = {
    "name": "Dr. Amara Okafor",
    "edition_en": "Climate Challenge 2026",
    "edition_zh": "2026 气候挑战赛",
    "round_en": "Shenzhen round",
    "round_zh": "深圳赛区",
    "zone": "Asia/Shanghai",
    "own_zone": "Asia/Shanghai",
    "due_at": datetime(2026, 9, 30, 16, 0, tzinfo=UTC),
    "codes": ["BT26-0147", "BT26-0203"],
    "people": 7,
    "open": 41,
    "url": "https://contest.example/home",
}

LETTERS = (
    *(
        Letter(
            key=f"desk-reminder-{moment.replace('_', '-')}",
            kind="desk/reminder",
            title=title,
            reader=reader,
            when={"moment": moment},
            parts={**_PLACE, **(_CODES if has_codes else {}), **_DUE, "link": "{{ url }}"},
            needed=("link",),
            sample=_SAMPLE,
            is_essential=moment != "entries_due",
        )
        for moment, reader, has_codes, title in (
            ("entries_due", "applicant", True, N_("Reminder: an entry is not handed in")),
            ("reviews_due", "judge", True, N_("Reminder: reviews are not signed")),
            ("invited", "judge", False, N_("Reminder: an invitation to judge")),
            ("wishes_due", "counterpart", False, N_("Reminder: wishes for meetings")),
        )
    ),
    Letter(
        key="desk-open",
        kind="desk/open",
        title=N_("What is still open in a round"),
        reader="organiser",
        parts={
            **_PLACE,
            "what": "{% include 'mail/desk/_open.txt' %}",
            "link": "{{ url }}",
        },
        needed=("what", "link"),
        sample={**_SAMPLE, "moment": "reviews_due"},
    ),
)
