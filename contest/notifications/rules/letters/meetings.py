"""Letters about meetings and the programme of a roadshow."""

from datetime import UTC, datetime
from typing import Any

from contest.lib.i18n import N_
from contest.notifications.rules.letters.letter import OF_ROUND, SITE, WHEN, Letter

_MEETINGS: dict[str, Any] = {
    "name": "Rita Sommer",
    "edition": "Climate Challenge 2026",
    "round": "Shenzhen round",
    "zone": "Asia/Shanghai",
    "close_at": WHEN,
    "times": [datetime(2026, 10, 5, 1, 0, tzinfo=UTC), datetime(2026, 10, 5, 2, 30, tzinfo=UTC)],
    "url": f"{SITE}/roadshow/parties",
}

_PROGRAMME: dict[str, Any] = {
    "changes": [
        {"how": "added", "what": "pitch", "starts_at": _MEETINGS["times"][0], "room": "Hall A"},
        {"how": "off", "what": "meeting", "was": _MEETINGS["times"][1]},
    ],
    "note_en": "Doors open half an hour before.",
    "note_zh": "提前半小时入场。",
    "own_zone": "Europe/Berlin",
    "url": f"{SITE}/roadshow/programme",
}

LETTERS = (
    Letter(
        key="roadshow-asked",
        kind="roadshow/asked",
        title=N_("Meetings: will you take part?"),
        reader="counterpart",
        parts={**OF_ROUND, "until": "{{ close_at|deadline(zone) }}", "link": "{{ url }}"},
        needed=("link",),
        sample=_MEETINGS,
    ),
    Letter(
        key="roadshow-proposed",
        kind="roadshow/proposed",
        title=N_("Meetings are proposed"),
        reader="counterpart",
        parts={
            **OF_ROUND,
            "meetings": "{{ times|length }}",
            "times": "{% for at in times %}\n    {{ at|deadline(zone) }}\n{% endfor %}",
            "link": "{{ url }}",
        },
        needed=("times", "link"),
        sample=_MEETINGS,
    ),
    *(
        Letter(
            key=key,
            kind="roadshow/released",
            title=title,
            reader="counterpart",
            when={"is_first": is_first},
            parts={
                **OF_ROUND,
                **({} if is_first else {"version": "{{ number }}"}),
                "changes": "{% include 'mail/roadshow/_changes.txt' %}",
                "note": "{{ (note_zh or note_en) if locale == 'zh' else (note_en or note_zh) }}",
                "link": "{{ url }}",
            },
            needed=("changes", "link"),
            sample={**_MEETINGS, **_PROGRAMME, "number": 1 if is_first else 41},
        )
        for key, is_first, title in (
            ("roadshow-released", True, N_("The programme is there")),
            ("roadshow-released-again", False, N_("The programme has changed")),
        )
    ),
    Letter(
        key="roadshow-called-off",
        kind="roadshow/called_off",
        title=N_("A meeting is off"),
        reader="counterpart",
        parts={**OF_ROUND, "when": "{{ at|deadline(zone) }}", "link": "{{ url }}"},
        needed=("when",),
        sample={**_MEETINGS, "at": WHEN},
    ),
    Letter(
        key="roadshow-guest",
        kind="roadshow/guest",
        title=N_("A pass for the audience"),
        reader="invited",
        parts={**OF_ROUND, "when": "{{ at|deadline(zone) if at else '' }}", "link": "{{ link }}"},
        needed=("link",),
        sample={**_MEETINGS, "at": WHEN, "link": f"{SITE}/roadshow/guests"},
    ),
    *(
        Letter(
            key=key,
            kind="roadshow/letter",
            title=title,
            reader="counterpart",
            when={"is_issued": is_issued},
            parts={**OF_ROUND, "link": "{{ url }}"},
            needed=("link",),
            sample=_MEETINGS,
        )
        for key, is_issued, title in (
            ("roadshow-letter", True, N_("A letter of invitation is ready")),
            ("roadshow-letter-refused", False, N_("A letter of invitation is not issued")),
        )
    ),
    Letter(
        key="roadshow-over",
        kind="roadshow/over",
        title=N_("What came of the meetings?"),
        reader="counterpart",
        parts={"name": "{{ name }}", "edition": "{{ edition }}", "round": "{{ round }}", "link": "{{ url }}"},
        needed=("link",),
        sample=_MEETINGS,
    ),
)
