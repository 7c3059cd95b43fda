"""Events laid out, wishes said, plans worked out, meetings proposed and answered."""

from contest.roadshow.service.events import bring_in, lay_out_event
from contest.roadshow.service.messages import tell_asked, tell_proposed
from contest.roadshow.service.moving import move_meeting
from contest.roadshow.service.plans import ask_plan, propose_plan, stop_plan, work_out_plan
from contest.roadshow.service.replanning import Refilled, Worked, refill, work_out_refill
from contest.roadshow.service.wishes import answer_meeting, join_event, leave_event, note_wish, set_times, wish

__all__ = [
    "Refilled",
    "Worked",
    "answer_meeting",
    "ask_plan",
    "bring_in",
    "join_event",
    "lay_out_event",
    "leave_event",
    "move_meeting",
    "note_wish",
    "propose_plan",
    "refill",
    "set_times",
    "stop_plan",
    "tell_asked",
    "tell_proposed",
    "wish",
    "work_out_plan",
    "work_out_refill",
]
