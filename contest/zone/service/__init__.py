"""Keeping a register of needs and one of agreements, and inviting the counterparts who own it."""

from contest.zone.service.agreements import (
    KINDS,
    MOST_BYTES,
    add_agreement_file,
    agreement_to_keep,
    place_agreement,
    save_agreement,
)
from contest.zone.service.counterparts import (
    accept_terms,
    decline_invitation,
    edit_counterpart,
    invite_counterpart,
    invite_person,
    publish_terms,
    remove_person,
)
from contest.zone.service.importing import import_needs
from contest.zone.service.needs import create_need, edit_need, remove_scene, save_scene, step_need

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "accept_terms",
    "add_agreement_file",
    "agreement_to_keep",
    "create_need",
    "decline_invitation",
    "edit_counterpart",
    "edit_need",
    "import_needs",
    "invite_counterpart",
    "invite_person",
    "place_agreement",
    "publish_terms",
    "remove_person",
    "remove_scene",
    "save_agreement",
    "save_scene",
    "step_need",
]
