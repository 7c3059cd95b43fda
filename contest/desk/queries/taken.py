"""Who took somebody's data out of the house: lists and files of a round, what a search found, and programs that read.

The record says what was asked for, not each line of it: an entry counts as taken where it stood in the round by then
and was not kept from who asked. Ids are made in the order of time. $1 is the person whose data it is.
"""

from contest.accounts.rules import ORGANISERS
from contest.accounts.rules.tokens import READ_DESK, READ_RESULTS, READ_SCREENING, RUN_BULK, SCREENING_ROLES

# The lists of a round, and how the record names that one was taken.
OF_ROUND = (
    *("round.export_entries", "round.export_list", "round.export_files", "round.export_reviews"),
    *("round.export_workbook", "roadshow.export_arrivals"),
)
OF_REACH = ("search.export", "questions.export")  # in every round that the person reaches
# Lists of an edition, with what an entry has to be on one.
_IS_VENTURE = "select from venture n where n.submission = s.id and n.id < a.id"
OF_EDITION = {
    **dict.fromkeys(("venture.export", "milestone.export", "request.export", "late.export"), _IS_VENTURE),
    "certificate.export": "select from certificate c where c.submission = s.id and c.id < a.id",
}
BULK = "bulk.export"


def _words(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_ENTRIES = """submission s join standing t on t.submission = s.id join round r on r.id = t.round
       where (s.owner = $1 or s.id in (select submission from team_member where person = $1 and left_at is null))"""

_MINE = f"(select s.id, s.code, s.edition, t.round, t.id as stands from {_ENTRIES})"  # noqa: S608 - constants only

# Where it is worked says the newest role that names a country: an organiser of Paris may run the desk in Baoting.
_PLACE = """coalesce((select w.country from role_grant w where w.person = p.id and w.country <> ''
                       order by w.created_at desc limit 1), p.country)"""


def _kept_from(at: str) -> str:
    return f"exists (select from tie where tie.submission = s.id and tie.person = p.id and tie.created_at <= {at})"


def _reach(at: str, roles: str) -> str:
    """That the person `p` had one of the roles over the entry at a moment."""
    return f"""exists (select from role_grant g where g.person = p.id and g.role in ({roles}) and g.created_at <= {at}
                 and (g.expires_at is null or g.expires_at > {at}) and (g.revoked_at is null or g.revoked_at > {at})
                 and coalesce(g.edition_id, s.edition) = s.edition and coalesce(g.round_id, s.round) = s.round)"""


_TOKENS = {
    **dict.fromkeys((READ_SCREENING, READ_DESK), SCREENING_ROLES),
    **dict.fromkeys((READ_RESULTS, RUN_BULK), ORGANISERS),
}

TAKEN = (
    f"""select a.at, p.name as who, {_PLACE} as place, a.action as what, 'export' as ground, s.code
          from {_MINE} s join audit_record a on a.thing_id = s.round and a.id > s.stands
          join person p on p.id = a.actor_id
         where a.thing = 'round' and a.outcome = 'done' and a.action in ({_words(OF_ROUND)}) and p.id <> $1
           and not {_kept_from("a.at")}""",  # noqa: S608
    f"""select distinct a.at, p.name as who, {_PLACE} as place, a.action as what, 'export' as ground, s.code
          from {_MINE} s join audit_record a on a.id > s.stands join person p on p.id = a.actor_id
         where a.action in ({_words(OF_REACH)}) and a.outcome = 'done' and p.id <> $1
           and {_reach("a.at", _words(SCREENING_ROLES))} and not {_kept_from("a.at")}""",  # noqa: S608
    *(
        f"""select distinct a.at, p.name as who, {_PLACE} as place, a.action as what, 'export' as ground, s.code
              from {_MINE} s join audit_record a on a.thing_id = s.edition join person p on p.id = a.actor_id
             where a.action = '{action}' and a.outcome = 'done' and p.id <> $1 and exists ({is_on_it})
               and not {_kept_from("a.at")}"""  # noqa: S608
        for action, is_on_it in OF_EDITION.items()
    ),
    f"""select distinct j.asked_at as at, p.name as who, {_PLACE} as place, '{BULK}' as what, 'export' as ground, s.code
          from {_MINE} s join bulk_job j on s.id = any(j.entries) join person p on p.id = j.asked_by
         where j.plan->>'verb' = 'export' and p.id <> $1""",  # noqa: S608
    *(
        f"""select distinct k.last_used_at as at, p.name || ' · ' || k.name as who, {_PLACE} as place,
                   '{scope}' as what, 'api' as ground, s.code
              from {_MINE} s join api_token k on k.scopes @> array['{scope}']::varchar[]
               and coalesce(k.edition_id, s.edition) = s.edition and coalesce(k.round_id, s.round) = s.round
              join person p on p.id = k.person
             where k.last_used_at > (select min(v.submitted_at) from submission_version v where v.submission = s.id)
               and p.id <> $1 and {_reach("k.last_used_at", _words(roles))}
               and not {_kept_from("k.last_used_at")}"""  # noqa: S608
        for scope, roles in _TOKENS.items()
    ),
)
