"""The desk for programs: who is told, and the messages that wait, go out or come back."""

from typing import Any

from contest.desk.api import messages, webhooks

ROUTES: list[Any] = [*webhooks.ROUTES, *messages.ROUTES]
