"""Letters to judges, counterparts and people from outside, but those about meetings."""

from typing import Any

from contest.lib.i18n import N_
from contest.notifications.rules.letters.letter import OF_ROUND, SITE, WHEN, Letter

_JUDGE: dict[str, Any] = {
    "name": "Dr. Amara Okafor",
    "inviter": "Chen Yu",
    "edition": "Climate Challenge 2026",
    "round": "Shenzhen round",
    "zone": "Asia/Shanghai",
    "due_at": WHEN,
    "codes": ["BT26-0147", "BT26-0203", "BT26-0316"],
    "link": f"{SITE}/judging/join",
    "url": f"{SITE}/judging/reviews",
    "is_new": True,
    "days": 14,
}
_INVITES = {
    "name": "{{ name }}",
    "inviter": "{{ inviter }}",
    "link": "{{ link }}",
    "about_link": "{% if is_new %}{{ ngettext('The link signs you in, once, and is good for %(num)s day.',"
    " 'The link signs you in, once, and is good for %(num)s days.', days) }}{% endif %}",
}
_ORGANISATION: dict[str, Any] = {
    "organisation_en": "Hainan Green Fund",
    "organisation_zh": "海南绿色基金",
}
_OF_ORGANISATION = "{{ organisation_zh if locale == 'zh' else organisation_en }}"


def _in(name: str) -> str:
    return "{{ (" + name + "_zh or " + name + "_en) if locale == 'zh' else (" + name + "_en or " + name + "_zh) }}"


LETTERS = (
    Letter(
        key="judging-invited",
        kind="judging/invited",
        title=N_("Invitation to judge"),
        reader="judge",
        parts={**_INVITES, **OF_ROUND, "due": "{{ due_at|deadline(zone) }}"},
        needed=("link",),
        sample=_JUDGE,
    ),
    Letter(
        key="judging-opened",
        kind="judging/opened",
        title=N_("Reviews are ready"),
        reader="judge",
        parts={
            **OF_ROUND,
            "codes": "{% for code in codes %}\n    {{ code }}\n{% endfor %}",
            "entries": "{{ codes|length }}",
            "due": "{{ due_at|deadline(zone) }}",
            "link": "{{ url }}",
        },
        needed=("due", "link"),
        sample=_JUDGE,
    ),
    Letter(
        key="judging-link",
        kind="judging/link",
        title=N_("Judge link"),
        reader="judge",
        parts={**OF_ROUND, "link": "{{ link }}", "until": "{{ until|deadline(zone) }}", "devices": "{{ url }}"},
        needed=("link",),
        sample={
            **_JUDGE,
            "until": WHEN,
            "asks_passkey": False,
            "passkey_url": f"{SITE}/account/factor",
            "link": f"{SITE}/judging/link",
            "url": f"{SITE}/judging/rounds/7/link",
        },
    ),
    Letter(
        key="certificates-issued",
        kind="certificates/issued",
        title=N_("A certificate is ready"),
        reader="applicant",
        when={"is_corrected": False},
        parts={
            "name": "{{ name }}",
            "edition": "{{ edition }}",
            "certificates": "{% for one in certificates %}\n{{ _('%(award)s, for %(name)s: certificate %(number)s',"
            " award=one.award, name=one.name, number=one.number) }}\n{{ _('Anyone can check it here, without an"
            " account; the same address is on the sheet:') }}\n{{ one.check_url }}\n{% endfor %}",
            "link": "{{ mine_url }}",
        },
        needed=("certificates", "link"),
        sample={
            "name": "Lin Xiaoyu 林晓雨",
            "edition": "Climate Challenge 2026",
            "certificates": [
                {
                    "award": "First prize",
                    "name": "Lin Xiaoyu 林晓雨",
                    "number": "BT26-C-0012",
                    "check_url": f"{SITE}/verify/7WHA-GAXX-A6GD",
                }
            ],
            "mine_url": f"{SITE}/certificates",
        },
    ),
    *(
        Letter(
            key=key,
            kind="submissions/referee",
            title=title,
            reader="invited",
            when={"is_reminder": is_reminder},
            parts={
                "name": "{{ name }}",
                "applicant": "{{ applicant }}",
                "edition": "{{ edition }}",
                "until": "{{ until|deadline(time_zone) }}",
                "link": "{{ link }}",
            },
            needed=("link",),
            sample={
                "name": "Prof. Ohta",
                "applicant": "Lin Xiaoyu",
                "edition": "Climate Challenge 2026",
                "until": WHEN,
                "time_zone": "Asia/Shanghai",
                "link": f"{SITE}/letters",
            },
        )
        for key, is_reminder, title in (
            ("submissions-referee", False, N_("A letter of reference is asked for")),
            ("submissions-referee-again", True, N_("Reminder: a letter of reference")),
        )
    ),
    Letter(
        key="submissions-shared",
        kind="submissions/shared",
        title=N_("Entries were shared"),
        reader="counterpart",
        parts={
            "name": "{{ name }}",
            "organisation": _OF_ORGANISATION,
            "entries": "{{ count }}",
            "link": "{{ link }}",
        },
        needed=("link",),
        sample={**_ORGANISATION, "name": "Rita Sommer", "count": 3, "link": f"{SITE}/submissions/shared"},
        is_essential=False,
    ),
    Letter(
        key="zone-invited",
        kind="zone/invited",
        title=N_("Invitation to a counterpart"),
        reader="counterpart",
        parts={**_INVITES, "organisation": _OF_ORGANISATION},
        needed=("link",),
        sample={**_JUDGE, **_ORGANISATION, "name": "Rita Sommer"},
    ),
    Letter(
        key="challenge-news",
        kind="challenge/news",
        title=N_("A new call is open"),
        reader="invited",
        parts={
            "name": "{{ name }}",
            "round": _in("round_name"),
            "edition": _in("edition_name"),
            "until": "{{ closes_at|deadline(time_zone) }}",
            "link": "{{ address }}",
            "consents": "{{ consents }}",
        },
        needed=("link", "consents"),
        sample={
            "name": "Wang Lei 王磊",
            "round_name_en": "Shenzhen round",
            "round_name_zh": "深圳赛区",
            "edition_name_en": "Climate Challenge 2026",
            "edition_name_zh": "2026 气候挑战赛",
            "closes_at": WHEN,
            "time_zone": "Asia/Shanghai",
            "address": f"{SITE}/calls/2026/shenzhen",
            "consents": f"{SITE}/account/consents",
        },
        is_essential=False,
    ),
    Letter(
        key="challenge-nominated",
        kind="challenge/nominated",
        title=N_("A nomination by a partner"),
        reader="invited",
        parts={
            "name": "{{ name }}",
            "partner": _in("partner"),
            "call": _in("call"),
            "reason": "{{ reason }}",
            "until": "{{ until|deadline('UTC') }}",
            "link": "{{ link }}",
        },
        needed=("partner", "link"),
        sample={
            "name": "Wang Lei 王磊",
            "partner_en": "Blue Coast Institute",
            "partner_zh": "蓝岸研究院",
            "call_en": "Shenzhen round",
            "call_zh": "深圳赛区",
            "reason": "Your heat store runs in two schools.",
            "until": WHEN,
            "link": f"{SITE}/nominations/1",
        },
    ),
    Letter(
        key="submissions-fits",
        kind="submissions/fits",
        title=N_("New entries fit a thesis"),
        reader="counterpart",
        parts={
            "name": "{{ name }}",
            "entries": "{{ count }}",
            "thesis": "{{ title_zh if locale == 'zh' else title_en }}",
            "link": "{{ link }}",
        },
        sample={
            "name": "Rita Sommer",
            "count": 3,
            "title_en": "Cooling without electricity",
            "title_zh": "不耗电的制冷",
            "link": f"{SITE}/submissions/shared",
        },
        is_essential=False,
    ),
)
