"""What the register of the region holds of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

KEPT = (
    Kept(
        key="counterparts",
        title=N_("Organisations that you act for"),
        sql="""select coalesce(nullif(o.name_en, ''), o.name_zh) as organisation, c.kind, a.accepted_at as since,
                      a.left_at as ended
                 from counterpart_person a join counterpart c on c.id = a.counterpart
                 join organisation o on o.id = c.organisation where a.person = $1 order by a.invited_at, a.id""",
    ),
)

ERASED = (Erased(table="counterpart_person", person="t.person"),)

# What was signed stays.
FILES_IN_USE = "select file from agreement where file is not null"

# Of organisations and of the region.
OF_NOBODY = ("agreement", "agreement_party", "counterpart", "counterpart_terms", "need", "zone_scene")
