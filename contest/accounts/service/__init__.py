"""What people do with their accounts, and others for them."""

from contest.accounts.service.consents import (
    draft_consent_text,
    give_consent,
    publish_consent_text,
    withdraw_consent,
)
from contest.accounts.service.people import (
    Entered,
    add_first_organiser,
    change_details,
    create_organisation,
    create_person,
    find_or_enter,
    find_or_invite,
    sign_up,
)
from contest.accounts.service.roles import grant_role, revoke_role
from contest.accounts.service.signing_in import (
    SignedIn,
    accept_invitation,
    change_password,
    mail_code,
    reset_password,
    sign_in_by_code,
    sign_in_by_password,
    sign_out,
    sign_out_everywhere,
)
from contest.accounts.service.tokens import make_token, note_use, revoke_token, token_digest

__all__ = [
    "Entered",
    "SignedIn",
    "accept_invitation",
    "add_first_organiser",
    "change_details",
    "change_password",
    "create_organisation",
    "create_person",
    "draft_consent_text",
    "find_or_enter",
    "find_or_invite",
    "give_consent",
    "grant_role",
    "mail_code",
    "make_token",
    "note_use",
    "publish_consent_text",
    "reset_password",
    "revoke_role",
    "revoke_token",
    "sign_in_by_code",
    "sign_in_by_password",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
    "token_digest",
    "withdraw_consent",
]
