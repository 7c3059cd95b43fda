"""`contest organiser ...`"""

import click

from contest.cli.stores import on_stores
from contest.lib.local.errors import LocalError


@click.group()
def organiser() -> None:
    """The people who run contests here."""


@organiser.command("add")
@click.argument("email")
def organiser_add(email: str) -> None:
    """Make EMAIL an organiser of this installation and print the one-time link that signs them in (good for a day)."""
    from contest.accounts.service import add_first_organiser
    from contest.lib import clock
    from contest.lib.db import work

    async def add() -> str:
        async with work():
            return await add_first_organiser(email=email, now=clock.now())

    click.echo(on_stores(add))


@organiser.command("reset-factor")
@click.argument("email")
def organiser_reset_factor(email: str) -> None:
    """Take the second factor off EMAIL, who lost theirs; they are signed out and set up another one."""
    from contest.accounts import queries, service
    from contest.lib.actor import SYSTEM
    from contest.lib.db import work

    async def reset() -> None:
        person = await queries.credentials(email=email.strip().lower())
        if person is None:
            raise LocalError("nobody here has this address")
        async with work():
            await service.reset_factor(actor=SYSTEM, person_id=person.id, reason="by the operator")

    on_stores(reset)
