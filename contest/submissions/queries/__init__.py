"""Reads of entries: as their applicant writes them, as staff lists them, as judges see what was handed in."""

from contest.submissions.queries.alike import Alike, Beside, alike, beside
from contest.submissions.queries.bulk import BulkLine, bulk_lines
from contest.submissions.queries.deadlines import (
    EXTENSION,
    FILE_UNDER_WAY,
    CodeLine,
    ExtensionLine,
    LateRound,
    Reached,
    extended_to,
    extensions,
    late_codes,
    late_rounds,
    reached,
)
from contest.submissions.queries.exports import export_heading, own_data, round_files, round_rows, staff_data
from contest.submissions.queries.files import code_of_file
from contest.submissions.queries.forms import FormUse, forms_used
from contest.submissions.queries.frozen import Answer, FileLine, FrozenEntry, adaptation_sql, frozen_entry
from contest.submissions.queries.history import LINES, Changed, Edited, Past, PastLine, changed_by, past
from contest.submissions.queries.impact import Indicator, figures_that_differ, impact_record, indicators
from contest.submissions.queries.importing import (
    ImportFacts,
    entry_import,
    forms_of,
    read_import,
    round_to_import,
    share_key,
    stopped_job,
)
from contest.submissions.queries.lists import (
    MINE,
    PAGE,
    EntryLine,
    EntryPage,
    MyEntry,
    my_entries,
    my_heading,
    my_rows,
    round_entries,
)
from contest.submissions.queries.origins import Came, came_by
from contest.submissions.queries.plan import reasons_of, screening_plan
from contest.submissions.queries.questions import (
    Said,
    Thread,
    ThreadLine,
    may_ask,
    message_facts,
    staff_of,
    thread,
    thread_sql,
    waiting_threads,
    who_may_hear,
)
from contest.submissions.queries.receipts import ReceiptPage, receipt, receipt_mail
from contest.submissions.queries.referees import (
    Asked,
    Letter,
    NeverLine,
    RefereeLine,
    asked_by_id,
    asked_referee,
    letters_for_judges,
    letters_for_staff,
    never_seen,
    referee_key,
    referee_of,
    referees,
)
from contest.submissions.queries.round_lists import ROUND_LISTS, list_rows
from contest.submissions.queries.sharing import INVARIANTS as _OF_SHARING
from contest.submissions.queries.staff import QueueEntry, StaffEntry, queue_entry, staff_entry
from contest.submissions.queries.teams import (
    Invitation,
    InvitationLine,
    cap,
    invitation,
    key_digest,
    my_invitations,
    open_invitations,
    team_recipients,
)
from contest.submissions.queries.translations import (
    Held,
    ToTranslate,
    TranslationLine,
    TranslationPage,
    to_translate,
    translation_for,
    translation_queue,
)
from contest.submissions.queries.visible import (
    agreed_to_judge_sql,
    hidden_sql,
    judge_reads_sql,
    never_seen_sql,
    reach,
    sends_to_sql,
    team_sql,
    ties_hide_message_sql,
    ties_hide_sql,
    visible_sql,
)
from contest.submissions.queries.working import Working, own_entry, working
from contest.submissions.queries.written import AttachedFile, SceneLine, VersionLine

__all__ = [
    "EXTENSION",
    "FILE_UNDER_WAY",
    "INVARIANTS",
    "LINES",
    "MINE",
    "PAGE",
    "ROUND_LISTS",
    "Alike",
    "Answer",
    "Asked",
    "AttachedFile",
    "Beside",
    "BulkLine",
    "Came",
    "Changed",
    "CodeLine",
    "Edited",
    "EntryLine",
    "EntryPage",
    "ExtensionLine",
    "FileLine",
    "FormUse",
    "FrozenEntry",
    "Held",
    "ImportFacts",
    "Indicator",
    "Invitation",
    "InvitationLine",
    "LateRound",
    "Letter",
    "MyEntry",
    "NeverLine",
    "Past",
    "PastLine",
    "QueueEntry",
    "Reached",
    "ReceiptPage",
    "RefereeLine",
    "Said",
    "SceneLine",
    "StaffEntry",
    "Thread",
    "ThreadLine",
    "ToTranslate",
    "TranslationLine",
    "TranslationPage",
    "VersionLine",
    "Working",
    "adaptation_sql",
    "agreed_to_judge_sql",
    "alike",
    "asked_by_id",
    "asked_referee",
    "beside",
    "bulk_lines",
    "came_by",
    "cap",
    "changed_by",
    "code_of_file",
    "entry_import",
    "export_heading",
    "extended_to",
    "extensions",
    "figures_that_differ",
    "forms_of",
    "forms_used",
    "frozen_entry",
    "hidden_sql",
    "impact_record",
    "indicators",
    "invitation",
    "judge_reads_sql",
    "key_digest",
    "late_codes",
    "late_rounds",
    "letters_for_judges",
    "letters_for_staff",
    "list_rows",
    "may_ask",
    "message_facts",
    "my_entries",
    "my_heading",
    "my_invitations",
    "my_rows",
    "never_seen",
    "never_seen_sql",
    "open_invitations",
    "own_data",
    "own_entry",
    "past",
    "queue_entry",
    "reach",
    "reached",
    "read_import",
    "reasons_of",
    "receipt",
    "receipt_mail",
    "referee_key",
    "referee_of",
    "referees",
    "round_entries",
    "round_files",
    "round_rows",
    "round_to_import",
    "screening_plan",
    "sends_to_sql",
    "share_key",
    "staff_data",
    "staff_entry",
    "staff_of",
    "stopped_job",
    "team_recipients",
    "team_sql",
    "thread",
    "thread_sql",
    "ties_hide_message_sql",
    "ties_hide_sql",
    "to_translate",
    "translation_for",
    "translation_queue",
    "visible_sql",
    "waiting_threads",
    "who_may_hear",
    "working",
]

INVARIANTS: dict[str, str] = {
    **_OF_SHARING,
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
    "nobody used a code for latecomers more often than it says": """
        select c.id from late_code c join extension x on x.code = c.id
         group by c.id having count(*) > c.most""",
    "an extension by a code gives the code's time in the code's round": """
        select x.id from extension x join late_code c on c.id = x.code
         where x.round <> c.round or x.until <> c.until or x.kinds <> c.kinds""",
    "a file that a version names was checked and has the digest it had then": """
        select v.id, named->>'file_id' from submission_version v, jsonb_array_elements(v.content->'files') named
          left join file f on f.id = (named->>'file_id')::uuid
         where f.id is null or f.state <> 'checked' or f.sha256 <> named->>'sha256'""",
    "who was ever of a team is tied to its entry": """
        select m.id from team_member m where not exists (
            select 1 from tie t where t.submission = m.submission and t.person = m.person)""",
    "nobody is on a team twice": """
        select m.id from team_member m join submission s on s.id = m.submission
         where m.person = s.owner and m.left_at is null""",
    "a translation is shown only where its applicant approved it, of the words it was made of": """
        select v.id from submission_version v left join translation t on t.submission = v.submission
           and t.state = 'approved' and t.original->>'title_en' = v.title_en and t.original->>'title_zh' = v.title_zh
         where v.translated_title || v.translated_summary <> '' and t.id is null""",
    "an entry and its standing belong to one edition": """
        select st.id from standing st join submission s on s.id = st.submission join round r on r.id = st.round
         where r.edition <> s.edition""",
}
