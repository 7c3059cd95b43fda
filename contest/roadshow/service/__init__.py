"""Events laid out, wishes said, plans worked out, meetings proposed and answered; the programme, and the day."""

from contest.roadshow.service.absence import mark_absent, mark_back
from contest.roadshow.service.after import chase_outcomes, link_agreement, say_outcome, unlink_agreement
from contest.roadshow.service.assistants import assist_times, assist_wish, make_assistant, revoke_assistant
from contest.roadshow.service.door import change_guest, come, forget_guests, mark_arrivals, say_photos, walk_in
from contest.roadshow.service.editing import add_slot, add_tables, edit_event, remove_slot, remove_table
from contest.roadshow.service.events import bring_in, lay_out_event
from contest.roadshow.service.feeds import renew_feed
from contest.roadshow.service.letters import ask_letter, decide_letter, letter_pdf, set_recording
from contest.roadshow.service.messages import (
    tell_asked,
    tell_called_off,
    tell_letter,
    tell_over,
    tell_proposed,
    tell_released,
)
from contest.roadshow.service.moving import move_meeting
from contest.roadshow.service.packs import ask_pack, make_pack
from contest.roadshow.service.pitching import mark_here, start_pitch, turn_clock
from contest.roadshow.service.plans import ask_plan, propose_plan, stop_plan, work_out_plan
from contest.roadshow.service.programme import (
    draw_order,
    move_pitch,
    release_programme,
    remove_item,
    save_item,
    set_minutes,
)
from contest.roadshow.service.replanning import Refilled, Worked, refill, refill_freed, work_out_refill
from contest.roadshow.service.wishes import answer_meeting, join_event, leave_event, note_wish, set_times, wish

__all__ = [
    "Refilled",
    "Worked",
    "add_slot",
    "add_tables",
    "answer_meeting",
    "ask_letter",
    "ask_pack",
    "ask_plan",
    "assist_times",
    "assist_wish",
    "bring_in",
    "change_guest",
    "chase_outcomes",
    "come",
    "decide_letter",
    "draw_order",
    "edit_event",
    "forget_guests",
    "join_event",
    "lay_out_event",
    "leave_event",
    "letter_pdf",
    "link_agreement",
    "make_assistant",
    "make_pack",
    "mark_absent",
    "mark_arrivals",
    "mark_back",
    "mark_here",
    "move_meeting",
    "move_pitch",
    "note_wish",
    "propose_plan",
    "refill",
    "refill_freed",
    "release_programme",
    "remove_item",
    "remove_slot",
    "remove_table",
    "renew_feed",
    "revoke_assistant",
    "save_item",
    "say_outcome",
    "say_photos",
    "set_minutes",
    "set_recording",
    "set_times",
    "start_pitch",
    "stop_plan",
    "tell_asked",
    "tell_called_off",
    "tell_letter",
    "tell_over",
    "tell_proposed",
    "tell_released",
    "turn_clock",
    "unlink_agreement",
    "walk_in",
    "wish",
    "work_out_plan",
    "work_out_refill",
]
