"""Pages: coming in, and looking after one's account."""

from typing import Any

from contest.accounts.routes import account, arriving, codes, consents, tokens

ROUTES: list[Any] = [*arriving.ROUTES, *codes.ROUTES, *account.ROUTES, *consents.ROUTES, *tokens.ROUTES]
