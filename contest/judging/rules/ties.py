"""Who is too close to an entry, as far as the records tell."""

import msgspec

from contest.submissions.rules.closeness import mail_domain, plain_name

__all__ = ["Known", "found_tie", "mail_domain", "plain_name"]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is on record about a judge, or about the people behind an entry."""

    people: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()


def found_tie(judge: Known, entry: Known) -> str | None:
    """Why the judge must not see the entry: `own`, `organisation` or `domain`; None where nothing is on record."""
    if judge.people & entry.people:
        return "own"
    if judge.organisations & entry.organisations or judge.names & entry.names:
        return "organisation"
    return "domain" if judge.domains & entry.domains else None
