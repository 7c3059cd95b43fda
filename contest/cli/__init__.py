"""`contest ...`: thin commands for the operator. Each loads only what it needs: the house starts fast."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contest.cli.backup import backup, backups, rehearse, restore
from contest.cli.erased import erased
from contest.cli.keys import keys
from contest.cli.organiser import organiser
from contest.cli.stores import home, on_stores
from contest.lib.local.errors import LocalError

if TYPE_CHECKING:
    from contest.audit.queries import Verdict


class OneLine(click.Group):
    """What an operator can put right is one line and a non-zero status; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (LocalError, OSError) as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            from contest.lib.errors import AppError

            if isinstance(error, AppError):
                fields = getattr(error, "fields", {})
                raise click.ClickException("; ".join([str(error), *map(str, fields.values())])) from error
            raise


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Run and look after one installation. Environment variables say what it uses; README.md lists them."""


for command in (organiser, keys, backup, backups, restore, rehearse, erased):
    main.add_command(command)


@main.command()
def up() -> None:
    """Start the house: stores not given by address, migrations, web, workers, and the demo the first time."""
    from contest.demo import SIGN_INS
    from contest.lib.local.house import House

    House(home(), int(os.environ.get("PORT") or 8000), tell=click.echo, demo_words=SIGN_INS).run()


@main.command()
def restart() -> None:
    """Renew every web and worker process of the running house, one after the other, without turning anybody away.

    What lies on the disk now is what they run then; its migrations come first, unless one takes something away that
    the running version still uses: then nothing is done, and the house has to be stopped and started.
    """
    from contest.lib.local.notice import ask_for_restart

    click.echo(f"renewed every process in {ask_for_restart(home()):.0f} s")


@main.command()
@click.option("--fd", type=int, help="Serve on this inherited listening socket.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here, on PORT, without --fd.")
def web(fd: int | None, host: str) -> None:
    """Serve pages in this process."""
    from contest.lib.local.gate import pass_gate
    from contest.lib.local.house import check_addresses

    check_addresses(os.environ)
    from contest.lib.lean import loading

    with loading():  # before the wait
        from contest.app import create_app
        from contest.lib.web.serve import serve

    pass_gate()
    serve(create_app(), fd=fd, host=host)


@main.command()
def bounce() -> None:
    """Take one mail that came back, from standard input: for the mail server's pipe behind `MAIL_BOUNCES`."""
    from contest.notifications.service.arrivals import take_report

    raw = sys.stdin.buffer.read()
    click.echo("noted" if on_stores(lambda: take_report(raw)) else "nothing new about a mail of ours")


@main.command()
@click.argument("queue", type=click.Choice(["quick", "slow"]))
def worker(queue: str) -> None:
    """Do the jobs of one queue in this process."""
    from contest.lib.local.gate import pass_gate
    from contest.lib.local.house import check_addresses

    check_addresses(os.environ)
    from contest.lib.lean import loading

    with loading():
        from workers.runtime import run

    pass_gate()
    run(queue)


@main.command()
def migrate() -> None:
    """Bring the database at DATABASE_URL to the tables this version expects."""
    import asyncio

    from contest.lib.config import ROOT
    from contest.lib.migrate import migrate as apply

    address = os.environ.get("DATABASE_URL")
    if not address:
        raise LocalError("DATABASE_URL not set: `contest up` migrates the embedded database by itself")
    count = asyncio.run(apply(address, ROOT / "migrations"))
    click.echo(f"{count} migrations applied" if count else "nothing to migrate")


@main.command()
def bucket() -> None:
    """Let the pages of PUBLIC_URL send files straight to the bucket (S3_PUBLIC_ENDPOINT_URL), by its CORS rule."""
    import asyncio

    from contest.lib import storage
    from contest.lib.config import settings

    if not settings().s3_public_endpoint_url:
        raise LocalError("S3_PUBLIC_ENDPOINT_URL not set: files come through the site's own host")
    asyncio.run(storage.let_browsers_in(settings().public_url))
    click.echo(f"pages of {settings().public_url} may send files to the bucket {settings().s3_bucket}")


@main.command()
def doctor() -> None:
    """Say what this machine has and lacks, with the line that installs it; non-zero when it is needed."""
    from contest.lib.config import ROOT
    from contest.lib.local.doctor import examine

    is_well = True
    for finding in examine(ROOT / "contest/lib/web/assets/dist"):
        click.echo(f"{'ok      ' if finding.is_there else 'missing '} {finding.what}")
        if not finding.is_there:
            click.echo(f"         {finding.remedy}")
            is_well = is_well and not finding.is_required
    if not is_well:
        raise LocalError("something that is needed is missing")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print what exists afterwards as one JSON object.")
@click.option("--remove", is_flag=True, help="Take the demonstration away instead.")
def demo(*, as_json: bool, remove: bool) -> None:
    """Play the demonstration edition, on what runs on this home or on stores and workers started for the while."""
    import json

    from contest.demo import SIGN_INS
    from contest.demo.run import play_on, remove_from, tell_progress

    if remove:
        click.echo(f"the demonstration is gone, with {remove_from(home())} files")
        return
    figures = play_on(home(), tell=tell_progress)
    click.echo(json.dumps(figures) if as_json else SIGN_INS)


@main.command()
def invariants() -> None:
    """Check what the database promises, one named rule a line; non-zero when one is broken."""
    from contest.invariants import check_all
    from contest.privacy.queries.register import check_register

    async def check() -> list[tuple[str, int]]:
        return [*await check_all(), *await check_register()]

    is_well = True
    for name, broken in on_stores(check):
        click.echo(f"{'broken' if broken else 'holds '} {name}" + (f" ({broken} rows)" if broken else ""))
        is_well = is_well and not broken
    if not is_well:
        raise LocalError("the database does not hold what it promises")


@main.group()
def audit() -> None:
    """The record of what happened."""


@audit.command("verify")
def audit_verify() -> None:
    """Go through the sealed chains, of the audit and of the scores, and name the first record that does not hold."""
    from contest.audit.rules import AUDIT
    from contest.audit.service import verify_chain
    from contest.judging.rules.ledger import SCORES

    async def both() -> "list[tuple[str, Verdict]]":
        return [(ledger.name, await verify_chain(ledger)) for ledger in (AUDIT, SCORES)]

    broken = []
    for name, found in on_stores(both):
        if found.holds:
            counted = f"{found.waiting} wait for their seal, {found.erased} texts were erased"
            click.echo(f"{name}: {found.sealed} records hold, {counted}")
        else:
            number = "without a seal" if found.broken_number is None else str(found.broken_number)
            broken.append(f"{name} record {number} ({found.broken_record}) does not hold: {found.why}")
    if broken:
        raise LocalError("; ".join(broken))


@main.group()
def figures() -> None:
    """What entries would save or cost the climate."""


@figures.command("verify")
def figures_verify() -> None:
    """Compute every kept figure again from its own inputs and factors, and name those that differ."""
    from contest.submissions.queries import figures_that_differ

    if odd := on_stores(figures_that_differ):
        raise LocalError(f"other figures than are kept: {', '.join(odd)}")
    click.echo("every kept figure is what its inputs give")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("keys_file", metavar="KEYS", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def verify(file: Path, keys_file: Path) -> None:
    """Check FILE, a certificate (PDF or Open Badge) or the bundle of a result, against KEYS: a copy of what is
    published at /.well-known/certificate-keys.json.

    Needs nothing else. Says whether the file is whole and ours, and of a bundle whether its scores make its ranks;
    whether a certificate was revoked since, only its check page knows.
    """
    from contest.certificates.service.offline import verify as check

    finding = check(file.read_bytes(), keys_file.read_bytes())
    if finding.what != "whole":
        raise LocalError(finding.sentence)
    click.echo(finding.sentence)
