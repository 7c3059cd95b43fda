"""Writes about certificates: issued by a final decision, made into files once, taken back with a reason."""

from contest.certificates.service.correcting import correct_name as correct_name
from contest.certificates.service.designs import picture_of as picture_of
from contest.certificates.service.designs import save_design as save_design
from contest.certificates.service.ending import revoke as revoke
from contest.certificates.service.ending import revoke_for_decision as revoke_for_decision
from contest.certificates.service.files import Stored as Stored
from contest.certificates.service.files import mark_rendered as mark_rendered
from contest.certificates.service.files import store_files as store_files
from contest.certificates.service.files import tell_recipients as tell_recipients
from contest.certificates.service.issuing import issue_for_decision as issue_for_decision
from contest.certificates.service.sheets import check_url as check_url
from contest.certificates.service.signing import issuer_name as issuer_name
from contest.certificates.service.signing import key_lines as key_lines
from contest.certificates.service.signing import rotate_key as rotate_key
