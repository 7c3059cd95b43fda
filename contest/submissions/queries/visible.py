"""Which entries a query may show to whom, as SQL."""

from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib.actor import Actor
from contest.submissions import rules


def team_sql(person: str, *, to: str = "view", entry: str = "s") -> str:
    """The condition on an entry that a person is of its team, with a place that allows `to`: `rules.may` as SQL."""
    places = ", ".join(f"'{place}'" for place in rules.PLACES[rules.PLACES.index(to) : -1])
    member = (
        f" or exists (select 1 from team_member tm where tm.submission = {entry}.id and tm.person = {person}"  # noqa: S608 - constants
        f" and tm.left_at is null and tm.role in ({places}))"
    )
    return f"({entry}.owner = {person}{member if places else ''})"


def ties_hide_sql(person: str, *, entry: str = "s", key: str = "") -> str:
    """The condition that keeps an entry from a person who is tied to it, whose own it is, or who works as staff where
    not all of its people agreed to be read.

    `person` is the parameter that holds their id (`$2`) or a column, `entry` the alias of `submission`. Every list of
    this slice and of those above has it in its WHERE. Whoever was ever of its team has a tie to it. `key` is another
    column that holds the entry's id, of the few rows that a list begins with.
    """
    if person.startswith("$"):  # the same person for all rows: what they may not see is looked up once for all of them
        # Asked at `submission`, PostgreSQL counts that looking up for each entry and reads them all at once instead.
        return f"({entry}.owner is distinct from {person} and {key or f'{entry}.id'} not in ({_tied_sql(person)}))"
    return (
        f"({entry}.owner is distinct from {person}"  # noqa: S608 - as above
        f" and not exists (select 1 from tie where tie.submission = {entry}.id and tie.person = {person})"
        f" and not {never_seen_sql(person, entry=entry)}"
        f" and not exists (select 1 from ({accounts.works_in_sql(person)}) works"
        f" where not {sends_to_sql('works.country', entry=entry)}))"
    )


def _tied_sql(person: str, abroad: str = "") -> str:
    return (
        f"select tie.submission from tie where tie.person = {person}"  # noqa: S608 - names of parameters and aliases
        f" union all select ns.submission from never_seen ns, {_PERSON} where np.id = {person} and {_MEANT}"
        f" union all {abroad or abroad_sql(person)}"
    )


_TOLD = """select told.id, told.owner, told.country from submission told union all
    select tm.submission, tm.person, told.country from team_member tm join submission told on told.id = tm.submission
     where tm.left_at is null"""


def abroad_sql(person: str) -> str:
    """The entries that are not sent where this person works as staff, for not all of their people agreed: a query of
    one column, without null."""
    sent = accounts.not_sent_sql(_TOLD, "works.country")
    return f"select far.entry from ({accounts.works_in_sql(person)}) works, lateral ({sent}) far"  # noqa: S608 - as above


def hidden_sql(person: str, *, abroad: str = "") -> str:
    """All entries, whatever their round, that `ties_hide_sql` keeps from a person: a query of one column, without null.

    For a list that counts many: it takes these few off instead of asking at each. `abroad`: a query of what
    `abroad_sql` finds, for a statement that has found it already.
    """
    return f"{_tied_sql(person, abroad)} union select s.id from submission s where s.owner = {person}"  # noqa: S608 - as above


def never_seen_sql(person: str, *, entry: str = "s") -> str:
    """The condition that an entry's applicant keeps it from this person: by their organisation, or their address.

    It looks at the person as they are now: whoever changes their organisation is kept out, or let in, at once.
    """
    return (  # the few rows of the entry first, and the person where there are any
        f"exists (select 1 from never_seen ns where ns.submission = {entry}.id"  # noqa: S608 - as above
        f" and exists (select 1 from {_PERSON} where np.id = {person} and {_MEANT}))"
    )


_PERSON = "person np left join organisation nb on nb.id = np.organisation"

# That a row `ns` of `never_seen` means the person `np` of the organisation `nb`.
_MEANT = (
    "((ns.domain <> '' and (right(np.email, length(ns.domain) + 1) in ('@' || ns.domain, '.' || ns.domain)"
    " or nb.email_domain = ns.domain or right(nb.email_domain, length(ns.domain) + 1) = '.' || ns.domain))"
    " or (plain_name(ns.name) <> '' and plain_name(ns.name) in (plain_name(nb.name_en), plain_name(nb.name_zh))))"
)


def people_sql(*, entry: str = "s") -> str:
    """Of whom an entry tells, its owner and who is of its team now: a query of one column, their ids."""
    return (
        f"select {entry}.owner union all"  # noqa: S608 - as above
        f" select tm.person from team_member tm where tm.submission = {entry}.id and tm.left_at is null"
    )


def judge_reads_sql(judge: str, *, entry: str = "s", key: str = "") -> str:
    """The condition that lets a judge read an entry: nothing ties them, and all its people agreed to readers there."""
    return f"({ties_hide_sql(judge, entry=entry, key=key)} and {agreed_to_judge_sql(judge, entry=entry)})"


def agreed_to_judge_sql(judge: str, *, entry: str = "s") -> str:
    """The condition that all people of an entry agreed to readers where this judge is."""
    return accounts.judge_reads_sql(judge, people_sql(entry=entry), f"{entry}.country")


def sends_to_sql(to: str, *, entry: str = "s") -> str:
    """The condition that all people of an entry agreed that it is read in the country `to`."""
    return accounts.sends_to_sql(people_sql(entry=entry), f"{entry}.country", to)


class Reach(msgspec.Struct, frozen=True):
    """How far the actor's roles of the staff reach."""

    everywhere: bool
    editions: list[UUID]
    rounds: list[UUID]


def ties_hide_message_sql(person: str) -> str:
    """The condition on `message` that holds where it tells of an entry that this person may know nothing of."""
    return (
        f"exists (select 1 from submission s where s.id = any(message.about)"  # noqa: S608 - as above
        f" and not {ties_hide_sql(person)})"
    )


def reach(actor: Actor) -> Reach:
    grants = actor.holds(*rules.STAFF)
    return Reach(
        actor.is_system or any(grant.edition_id is None and grant.round_id is None for grant in grants),
        [grant.edition_id for grant in grants if grant.edition_id is not None and grant.round_id is None],
        [grant.round_id for grant in grants if grant.round_id is not None],
    )


def visible_sql(person: str, everywhere: str, editions: str, rounds: str) -> str:
    """`rules.may_see` as a condition on the entry `s`; parameters for the person's id and the parts of `reach`."""
    return (
        f"({team_sql(person)} or ({ties_hide_sql(person)} and exists ("  # noqa: S608 - as above
        f"select 1 from standing here where here.submission = s.id"
        f" and ({everywhere} or s.edition = any({editions}) or here.round = any({rounds})))))"
    )
