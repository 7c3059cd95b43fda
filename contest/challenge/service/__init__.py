"""Editions, cities and rounds: made, changed while that breaks no promise, and moved from step to step."""

from contest.challenge.service.checks import ask_organisers, plan_check
from contest.challenge.service.copying import Copied, copy_edition
from contest.challenge.service.days import write_calendar
from contest.challenge.service.editions import (
    add_partner,
    add_scene,
    create_city,
    create_edition,
    edit_edition,
    remove_partner,
    remove_scene,
    step_edition,
)
from contest.challenge.service.form_drafts import (
    StaleEdit,
    begin_form,
    discard_form,
    move_in_form,
    publish_form,
    remove_question,
    remove_section,
    restore_question,
    save_question,
    save_section,
    write_form,
)
from contest.challenge.service.news import mail_news, spread_news
from contest.challenge.service.partners import (
    count_link,
    decline_nomination,
    digest_of,
    end_permission,
    forget_nominations,
    make_link,
    name_for_partner,
    nominate,
    record_permission,
    take_nomination,
    withdraw_nomination,
)
from contest.challenge.service.public_pages import write_public_page
from contest.challenge.service.rounds import create_round, edit_round, extend_round, plan_of, step_round
from contest.challenge.service.scanning import end_scan_waiver, waive_scan
from contest.challenge.service.texts import draft_rules, publish_rules

__all__ = [
    "Copied",
    "StaleEdit",
    "add_partner",
    "add_scene",
    "ask_organisers",
    "begin_form",
    "copy_edition",
    "count_link",
    "create_city",
    "create_edition",
    "create_round",
    "decline_nomination",
    "digest_of",
    "discard_form",
    "draft_rules",
    "edit_edition",
    "edit_round",
    "end_permission",
    "end_scan_waiver",
    "extend_round",
    "forget_nominations",
    "mail_news",
    "make_link",
    "move_in_form",
    "name_for_partner",
    "nominate",
    "plan_check",
    "plan_of",
    "publish_form",
    "publish_rules",
    "record_permission",
    "remove_partner",
    "remove_question",
    "remove_scene",
    "remove_section",
    "restore_question",
    "save_question",
    "save_section",
    "spread_news",
    "step_edition",
    "step_round",
    "take_nomination",
    "waive_scan",
    "withdraw_nomination",
    "write_calendar",
    "write_form",
    "write_public_page",
]
