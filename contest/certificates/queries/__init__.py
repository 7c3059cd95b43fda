"""Reads about certificates."""

from contest.certificates.queries.batches import PAGE_ROWS as PAGE_ROWS
from contest.certificates.queries.batches import Batch as Batch
from contest.certificates.queries.batches import EditionPage as EditionPage
from contest.certificates.queries.batches import Preview as Preview
from contest.certificates.queries.batches import batch_files as batch_files
from contest.certificates.queries.batches import batch_lines as batch_lines
from contest.certificates.queries.batches import batch_to_run as batch_to_run
from contest.certificates.queries.batches import edition_page as edition_page
from contest.certificates.queries.batches import preview as preview
from contest.certificates.queries.bundles import BundleFile as BundleFile
from contest.certificates.queries.bundles import auditors_bundle as auditors_bundle
from contest.certificates.queries.bundles import public_bundle as public_bundle
from contest.certificates.queries.certificates import Certificate as Certificate
from contest.certificates.queries.certificates import Checked as Checked
from contest.certificates.queries.certificates import by_code as by_code
from contest.certificates.queries.certificates import by_ids as by_ids
from contest.certificates.queries.certificates import check_file as check_file
from contest.certificates.queries.certificates import credential_text as credential_text
from contest.certificates.queries.certificates import my_certificates as my_certificates
from contest.certificates.queries.certificates import over as over
from contest.certificates.queries.certificates import to_change as to_change
from contest.certificates.queries.certificates import with_file as with_file
from contest.certificates.queries.designs import DesignPage as DesignPage
from contest.certificates.queries.designs import design_page as design_page
from contest.certificates.queries.keys import PublishedKey as PublishedKey
from contest.certificates.queries.keys import published_keys as published_keys
from contest.certificates.queries.logos import LogosPage as LogosPage
from contest.certificates.queries.logos import licence as licence
from contest.certificates.queries.logos import licences as licences
from contest.certificates.queries.logos import logos_page as logos_page

INVARIANTS = {
    "certificates.every_file_has_its_key": """
        select c.id from certificate c left join signing_key k on k.id = c.signing_key
         where c.signing_key is not null and k.id is null
    """,
    "certificates.every_one_rests_on_what_earned_it": """
        select c.id from certificate c left join decision_item i on i.id = c.item
         where (c.kind = 'award' and i.outcome is distinct from 'awarded')
            or (c.kind in ('finalist', 'participant') and i.id is null)
            or (i.id is not null and (i.submission <> c.submission or c.basis_id <> i.id))
    """,
    "certificates.none_is_valid_after_its_decision_was_reversed": """
        select c.id from certificate c join decision_item i on i.id = c.item join decision d on d.id = i.decision
         where c.state = 'issued' and d.state = 'reversed' and not exists (
               select from outbox_event e left join outbox_job j on j.event = e.id
                where e.name = 'decision.reversed' and e.payload ->> 'decision_id' = d.id::text and j.done_at is null)
    """,
    "certificates.at_most_one_version_is_valid": """
        select number from certificate where state = 'issued' group by number having count(*) > 1
    """,
    "certificates.a_digest_and_its_moment_come_together": """
        select id from certificate where (sha256 is null) <> (rendered_at is null)
    """,
    "certificates.what_is_over_says_when": """
        select id from certificate where (state = 'issued') <> (ended_at is null)
    """,
    "certificates.demo_marks_agree": """
        select c.id from certificate c join edition e on e.id = c.edition where c.is_demo <> e.is_demo
    """,
}
