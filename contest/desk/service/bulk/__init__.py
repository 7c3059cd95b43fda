"""One thing done to all entries that a query finds: listed first, then done by a job that can be stopped."""

from contest.desk.service.bulk.asking import Preview, ask, preview, stop
from contest.desk.service.bulk.taking import forget_lists, take_list
from contest.desk.service.bulk.working import work_through

__all__ = ["Preview", "ask", "forget_lists", "preview", "stop", "take_list", "work_through"]
