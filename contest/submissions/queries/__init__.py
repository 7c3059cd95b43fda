"""Reads of entries: as their applicant writes them, as staff lists them, as judges see what was handed in."""

from contest.submissions.queries.alike import Alike, Beside, alike, beside
from contest.submissions.queries.bulk import BulkLine, bulk_lines
from contest.submissions.queries.files import code_of_file
from contest.submissions.queries.frozen import Answer, FileLine, FrozenEntry, frozen_entry
from contest.submissions.queries.history import LINES, Changed, Edited, Past, PastLine, changed_by, past
from contest.submissions.queries.impact import Indicator, figures_that_differ, impact_record, indicators
from contest.submissions.queries.lists import PAGE, EntryLine, EntryPage, MyEntry, my_entries, round_entries
from contest.submissions.queries.plan import reasons_of, screening_plan
from contest.submissions.queries.receipts import ReceiptPage, receipt, receipt_mail
from contest.submissions.queries.staff import QueueEntry, StaffEntry, queue_entry, staff_entry
from contest.submissions.queries.visible import ties_hide_message_sql, ties_hide_sql, visible_sql
from contest.submissions.queries.working import AttachedFile, SceneLine, VersionLine, Working, own_entry, working

__all__ = [
    "INVARIANTS",
    "LINES",
    "PAGE",
    "Alike",
    "Answer",
    "AttachedFile",
    "Beside",
    "BulkLine",
    "Changed",
    "Edited",
    "EntryLine",
    "EntryPage",
    "FileLine",
    "FrozenEntry",
    "Indicator",
    "MyEntry",
    "Past",
    "PastLine",
    "QueueEntry",
    "ReceiptPage",
    "SceneLine",
    "StaffEntry",
    "VersionLine",
    "Working",
    "alike",
    "beside",
    "bulk_lines",
    "changed_by",
    "code_of_file",
    "figures_that_differ",
    "frozen_entry",
    "impact_record",
    "indicators",
    "my_entries",
    "own_entry",
    "past",
    "queue_entry",
    "reasons_of",
    "receipt",
    "receipt_mail",
    "round_entries",
    "screening_plan",
    "staff_entry",
    "ties_hide_message_sql",
    "ties_hide_sql",
    "visible_sql",
    "working",
]

INVARIANTS: dict[str, str] = {
    "an entry that was handed in has a version and stands in its round": """
        select s.code from submission s where s.state = 'submitted' and not exists (
            select 1 from standing st join submission_version v on v.id = st.version
             where st.submission = s.id and st.round = s.round and v.submission = s.id)""",
    "versions are numbered without a gap": """
        select submission, count(*), max(number) from submission_version
         group by submission having count(*) <> max(number) or min(number) <> 1""",
    "what was handed in was handed in while its round had opened": """
        select v.id from submission_version v join submission s on s.id = v.submission join round r on r.id = s.round
         where v.submitted_at < r.opens_at""",
    "a file that a version names was checked and has the digest it had then": """
        select v.id, named->>'file_id' from submission_version v, jsonb_array_elements(v.content->'files') named
          left join file f on f.id = (named->>'file_id')::uuid
         where f.id is null or f.state <> 'checked' or f.sha256 <> named->>'sha256'""",
    "an entry and its standing belong to one edition": """
        select st.id from standing st join submission s on s.id = st.submission join round r on r.id = st.round
         where r.edition <> s.edition""",
}
