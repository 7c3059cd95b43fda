"""What calls hold of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

_OF_ADDRESS = "(select p.id from person p where p.email = t.email)"

KEPT = (
    Kept(
        key="nominations",
        title=N_("Who asked you to enter"),
        sql="""select coalesce(nullif(p.name_en, ''), p.name_zh) as by, n.reason, n.created_at as at, n.state
                 from nomination n join partner p on p.id = n.partner
                 join person me on me.email = n.email where me.id = $1 order by n.created_at, n.id""",
    ),
    Kept(
        key="partners",
        title=N_("Partners that you act for"),
        sql="""select coalesce(nullif(p.name_en, ''), p.name_zh) as organisation, a.created_at as since
                 from partner_person a join partner p on p.id = a.partner where a.person = $1
                order by a.created_at, a.id""",
    ),
)

ERASED = (
    Erased(
        table="nomination",
        person=_OF_ADDRESS,
        to={
            "name": "''",
            "email": "''",
            "reason": "''",
            "state": "case t.state when 'asked' then 'withdrawn' else t.state end",
        },
    ),
    Erased(table="partner_person", person="t.person"),
)

# What editions, rounds and partners say to everybody, and numbers.
OF_NOBODY = (
    "calendar_day", "city", "edition", "entry_form", "link_count", "partner", "partner_link", "public_page", "round",
    "round_change", "rules_text", "scene", "self_check",
)  # fmt: skip
