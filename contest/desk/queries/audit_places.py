"""To which edition a record belongs: by the thing that it is about, or by the place that it names."""

_ROUND = "select r.edition from round r where r.id = {id}"
_OF_SUBMISSION = "select s.edition from {table} x join submission s on s.id = x.submission where x.id = {{id}}"
_OF_ROUND = "select r.edition from {table} x join round r on r.id = x.round where x.id = {{id}}"
_OF_EDITION = "select x.{column} from {table} x where x.id = {{id}}"
_OF_EVENT = (
    "select r.edition from {table} x join roadshow_event v on v.id = x.event join round r on r.id = v.round"
    " where x.id = {{id}}"
)

# Who judges what, and who meets whom: both are worked out as a plan.
_JUDGING_PLAN = (
    "select r.edition from assignment_plan x join judging_round j on j.id = x.judging_round"
    " join round r on r.id = j.round where x.id = {id}"
)

# Things of one edition, each with the statement that finds it. What is not in here belongs to the installation, or
# to a person: who looks after all of it reads that.
EDITION_OF: dict[str, str] = {
    "edition": "select {id}",
    "round": _ROUND,
    "submission": "select s.edition from submission s where s.id = {id}",
    "review": _OF_SUBMISSION.format(table="review"),
    "objection": _OF_SUBMISSION.format(table="objection"),
    "venture": _OF_SUBMISSION.format(table="venture"),
    "decision": _OF_ROUND.format(table="decision"),
    "extension": _OF_ROUND.format(table="extension"),
    "late_code": _OF_ROUND.format(table="late_code"),
    "nomination": _OF_ROUND.format(table="nomination"),
    "party": _OF_EVENT.format(table="party"),
    "meeting": _OF_EVENT.format(table="meeting"),
    "logo_licence": "select p.edition from logo_licence x join partner p on p.id = x.partner where x.id = {id}",
    "plan": f"{_JUDGING_PLAN} union all {_OF_EVENT.format(table='meeting_plan')}",
    "bulk_job": "select r.edition from bulk_job x join round r on r.id = any(x.rounds) where x.id = {id}",
    "result_bundle": (
        "select r.edition from result_bundle x join decision d on d.id = x.decision join round r on r.id = d.round"
        " where x.id = {id}"
    ),
    "file": (
        "select s.edition from submission_file x join submission s on s.id = x.submission where x.file = {id}"
    ),
    **{
        thing: _OF_EDITION.format(table=thing, column="edition")
        for thing in (
            "certificate", "cohort", "entry_form", "funder_report", "issued_batch", "judge_proposal",
            "judge_terms", "mentor", "partner", "reminder_rule", "roadmap_node", "rubric", "scene", "webhook",
        )
    },
    **{
        thing: _OF_EDITION.format(table=thing, column="edition_id")
        for thing in ("agreement", "counterpart", "message", "need", "role_grant")
    },
}  # fmt: skip

# Verbs that make or remove something name its place among the facts: the thing itself may be gone.
_NAMED = "coalesce(a.data->>'edition', a.data->>'edition_id') = any({editions}::text[])"


def of_editions(editions: str) -> str:
    """The condition on a record `a` that it belongs to one of `editions`, a parameter of the type uuid[]."""
    found = " ".join(
        f"when '{thing}' then exists (select from ({statement.format(id='a.thing_id')}) as it(edition)"
        f" where it.edition = any({editions}))"
        for thing, statement in EDITION_OF.items()
    )
    return f"(case a.thing {found} else false end or {_NAMED.format(editions=editions)})"
