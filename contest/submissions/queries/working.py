"""The entry as its applicant writes it: one statement for the form, the review, the entry's page and their verbs."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.impact import rules as impact
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotAllowed, NotFound
from contest.lib.i18n import N_, Lazy, locale
from contest.submissions import rules
from contest.submissions.queries.deadlines import EXTENSION, FILE_UNDER_WAY
from contest.submissions.queries.plan import reasons_of
from contest.submissions.queries.written import (
    AttachedFile,
    Moved,
    Round,
    RulesInForce,
    SceneLine,
    UnfinishedFile,
    VersionLine,
)
from contest.submissions.rules.screening import Reason, Wanted, may_answer


class Working(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is written now. `values` has every answer as text; `standing` is the one in its round."""

    id: UUID
    code: str
    kind: str
    state: str
    edition_id: UUID
    owner_id: UUID
    form_id: UUID
    form: rules.Form
    revision: int
    is_demo: bool
    saved_at: datetime
    values: dict[str, str]
    round: Round
    standing: str | None
    standing_reason: str | None
    standing_reasons: list[Reason]
    stands_as: UUID | None
    wanted: Wanted | None
    edition_slug: str
    rules_text: RulesInForce | None
    scenes: list[SceneLine]
    files: list[AttachedFile]
    unfinished: list[UnfinishedFile]
    versions: list[VersionLine]
    team: list[rules.Member]
    cap: rules.Cap

    def allows(self, actor: Actor, to: str) -> bool:
        """Whether the actor's place on the team allows `to`: view, edit, submit or own."""
        return rules.may(rules.place_of(self.team, actor.person_id), to)

    @property
    def title(self) -> str:
        """Its title, in the reader's language where it has one."""
        here, other = ("title_zh", "title_en") if locale() == "zh" else ("title_en", "title_zh")
        return self.values[here] or self.values[other]

    @property
    def file_at(self) -> dict[str, AttachedFile]:
        """The file that counts at each field: the newest."""
        return {file.field: file for file in self.files}

    def may_edit(self, now: datetime) -> bool:
        return rules.may_edit(state=self.state, standing=self.standing, round_=self.round.deadline, now=now)

    def may_hand_in(self, now: datetime) -> bool:
        return rules.may_hand_in(state=self.state, standing=self.standing, round_=self.round.deadline, now=now)

    def is_in_grace(self, now: datetime) -> bool:
        """Whether the time is over and only a file that was under way may still arrive."""
        return rules.is_in_grace(self.round.deadline, now)

    def may_answer(self, now: datetime) -> bool:
        """Whether the screeners' question is open: it takes answers at `wanted.fields` and no others."""
        return may_answer(
            state=self.state, standing=self.standing, round_state=self.round.state, wanted=self.wanted, now=now
        )

    def may_change(self, field: str, now: datetime) -> bool:
        """Whether this one answer, or file, may change now."""
        return self.may_edit(now) or (self.may_answer(now) and self.wanted is not None and field in self.wanted.fields)

    def may_remove(self, field: str, now: datetime) -> bool:
        """Whether the file there may be taken off: while a file may still arrive only one that was refused, which
        would stand in the way of handing in."""
        file = self.file_at.get(field)
        refused = file is not None and file.state == "refused"
        return self.may_change(field, now) or (refused and self.is_in_grace(now))

    @property
    def may_withdraw(self) -> bool:
        return rules.may_withdraw(state=self.state, standing=self.standing, stage=self.round.stage)

    @property
    def missing(self) -> dict[str, Lazy | str]:
        """What is in the way of handing in, by field."""
        attached = {field: file.as_attached for field, file in self.file_at.items()}
        errors = rules.check_complete(self.form, self.values, attached, [scene.key for scene in self.scenes])
        return errors | {key: text for key, text in self.impact_faults.items() if key not in errors}

    @property
    def impact_faults(self) -> dict[str, Lazy | str]:
        """Why the effect on the climate cannot be computed from what was answered, by field."""
        faults = impact.read(rules.handed_in(self.form, self.values)).faults
        return {
            field.key: N_("%(label)s: %(text)s", label=field.label, text=faults[field.key])
            for field in self.form.fields
            if field.key in faults
        }


_WORKING = f"""
select s.id, s.code, s.kind, s.state, s.edition as edition_id, s.owner as owner_id, s.form as form_id, s.revision,
       s.is_demo, s.saved_at,
       s.title_en, s.title_zh, s.summary_en, s.summary_zh, s.organisation_name, s.country, s.answers,
       r.id as round_id, r.name_en, r.name_zh, e.name_en as edition_name_en, e.name_zh as edition_name_zh,
       r.state as round_state, r.stage, r.time_zone, r.opens_at, r.closes_at, r.factor_set, r.blindness,
       late.until as extended_to, late.reason as extended_because, {FILE_UNDER_WAY} as has_file_under_way,
       (select json_build_object('was', c.was, 'becomes', c.becomes, 'reason_en', c.reason_en, 'reason_zh', c.reason_zh)
          from round_change c where c.round = r.id and c.kind = 'deadline'
         order by c.changed_at desc, c.id desc limit 1) as moved,
       e.scan_waiver <> '' as is_scan_waived,
       st.state as standing, st.reason as standing_reason, st.reasons as standing_reasons, st.version as stands_as,
       (select json_build_object('fields', q.fields, 'until', q.until, 'note', q.note, 'asked_at', q.asked_at,
               'answered_at', q.answered_at, 'expired_at', q.expired_at, 'closed_at', q.closed_at, 'purpose', q.purpose)
          from information_request q where q.submission = s.id and q.round = s.round
         order by q.asked_at desc, q.id desc limit 1) as wanted,
       e.slug as edition_slug,
       (select json_build_array(t.id, t.number) from rules_text t
         where t.edition = s.edition and t.published_at is not null order by t.number desc limit 1) as rules_text,
       coalesce((select key from scene where scene.id = s.scene), '') as scene,
       (select coalesce(json_agg(json_build_array(key, name_en, name_zh) order by position, key), '[]')
          from scene where scene.edition = s.edition) as scenes,
       (select coalesce(json_agg(json_build_object('id', f.id, 'field', sf.field, 'name', f.name, 'size', f.size,
               'sha256', f.sha256, 'state', f.state, 'pages', f.pages, 'reason', f.reason) order by sf.added_at, sf.id),
               '[]')
          from submission_file sf join file f on f.id = sf.file
         where sf.submission = s.id and sf.removed_at is null and f.state not in ('announced', 'dropped')) as files,
       (select coalesce(json_agg(json_build_object('id', f.id, 'field', sf.field, 'name', f.name,
               'size', f.declared_size, 'begun_at', f.announced_at) order by sf.added_at, sf.id), '[]')
          from submission_file sf join file f on f.id = sf.file
         where sf.submission = s.id and sf.removed_at is null and f.state = 'announced'
           and f.upload_id is not null) as unfinished,
       (select coalesce(json_agg(json_build_object('id', v.id, 'number', v.number, 'sha256', v.sha256,
               'submitted_at', v.submitted_at) order by v.number), '[]')
          from submission_version v where v.submission = s.id) as versions,
       (select json_agg(json_build_array(p.id, p.name, t.place) order by t.place <> 'own', t.joined_at, p.id)
          from (select s.owner as person, 'own' as place, s.created_at as joined_at
                 union all
                select person, role, joined_at from team_member where submission = s.id and left_at is null) t
          join person p on p.id = t.person) as team,
       (select json_build_object('per_person', per_person, 'per_organisation', per_organisation)
          from entry_cap where edition = s.edition) as cap
  from submission s
  join round r on r.id = s.round
  join edition e on e.id = s.edition
  left join standing st on st.submission = s.id and st.round = s.round
  {EXTENSION}
 where s.code = $1
"""  # noqa: S608 - constants only


def _round(row: Any) -> Round:
    apart = {
        "id": row["round_id"],
        "state": row["round_state"],
        "moved": msgspec.json.decode(row["moved"], type=Moved) if row["moved"] else None,
    }
    return Round(**apart, **{name: row[name] for name in Round.__struct_fields__ if name not in apart})


async def working(*, code: str) -> Working | None:
    """The entry, for a verb, which then asks its own rules; None where there is none."""
    row = await db.fetchrow(_WORKING, code)
    if row is None:
        return None
    values = {name: row[name] for name in rules.COLUMNS}
    values |= msgspec.json.decode(row["answers"], type=dict[str, str])
    plain = ("id", "code", "kind", "state", "edition_id", "owner_id", "form_id", "revision", "is_demo", "saved_at")
    return Working(
        **{name: row[name] for name in plain},
        form=await challenge.form_asked(row["form_id"], blindness=row["blindness"]),
        values=values,
        round=_round(row),
        standing=row["standing"],
        standing_reason=row["standing_reason"],
        standing_reasons=reasons_of(row["standing_reasons"]) if row["standing_reasons"] else [],
        stands_as=row["stands_as"],
        wanted=msgspec.json.decode(row["wanted"], type=Wanted) if row["wanted"] else None,
        edition_slug=row["edition_slug"],
        rules_text=msgspec.json.decode(row["rules_text"], type=RulesInForce) if row["rules_text"] else None,
        scenes=[SceneLine(*line) for line in msgspec.json.decode(row["scenes"])],
        files=msgspec.json.decode(row["files"], type=list[AttachedFile]),
        unfinished=msgspec.json.decode(row["unfinished"], type=list[UnfinishedFile]),
        versions=msgspec.json.decode(row["versions"], type=list[VersionLine]),
        team=[rules.Member(*one) for one in msgspec.json.decode(row["team"], type=list[tuple[UUID, str, str]])],
        cap=msgspec.json.decode(row["cap"], type=rules.Cap) if row["cap"] else rules.Cap(),
    )


async def own_entry(*, actor: Actor, code: str, to: str = "submit") -> Working:
    """An entry of the actor's team, for what needs a place that allows `to`.

    To whoever is not of the team it is not there; whose place allows less may not.
    """
    found = await working(code=code)
    if found is None or not found.allows(actor, "view"):
        raise NotFound
    if not found.allows(actor, to):
        raise NotAllowed(N_("Your place on this team does not allow this. Ask the owner of the entry."))
    return found
