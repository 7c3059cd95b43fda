"""Pages: coming in, and looking after one's account."""

from typing import Any

from contest.accounts.routes import account, arriving, codes, consents, factors, stopping, tokens, viewing

ROUTES: list[Any] = [
    *arriving.ROUTES,
    *codes.ROUTES,
    *account.ROUTES,
    *factors.ROUTES,
    *consents.ROUTES,
    *tokens.ROUTES,
    *stopping.ROUTES,
    *viewing.ROUTES,
]
