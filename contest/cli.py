"""`contest ...`: thin commands for the operator. Each loads only what it needs: the house starts fast."""

import os
import sys
from pathlib import Path

import click

from contest.lib.local.errors import LocalError


class OneLine(click.Group):
    """What an operator can put right is one line and a non-zero status; a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (LocalError, OSError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Run and look after one installation. Environment variables say what it uses; README.md lists them."""


def _home() -> Path:
    return Path(os.environ.get("CONTEST_HOME") or "var").absolute()


@main.command()
def up() -> None:
    """Start the house: stores not given by address, migrations, web, workers, and the demo the first time."""
    from contest.lib.local.house import House

    House(_home(), int(os.environ.get("PORT") or 8000), tell=lambda line: click.echo(line)).run()


@main.command()
@click.option("--fd", type=int, help="Serve on this inherited listening socket.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here, on PORT, without --fd.")
def web(fd: int | None, host: str) -> None:
    """Serve pages in this process."""
    from contest.lib.local.gate import pass_gate
    from contest.lib.local.house import check_addresses

    check_addresses(os.environ)
    import contest.app  # noqa: F401 - loaded before the wait
    from contest.lib.web.serve import serve

    pass_gate()
    serve("contest.app:create_app", fd=fd, host=host)


@main.command()
@click.argument("queue", type=click.Choice(["quick", "slow"]))
def worker(queue: str) -> None:
    """Do the jobs of one queue in this process."""
    from contest.lib.local.gate import pass_gate
    from contest.lib.local.house import check_addresses

    check_addresses(os.environ)
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
        raise LocalError("DATABASE_URL is not set: `contest up` migrates the embedded database by itself")
    count = asyncio.run(apply(address, ROOT / "migrations"))
    click.echo(f"{count} migrations applied" if count else "nothing to migrate")


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
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path) -> None:
    """Save database, files and keys into DIR, which must be new or empty. The house may run meanwhile."""
    from contest.lib.local.backup import back_up

    contents = back_up(_home(), folder.absolute())
    click.echo(f"saved the database, {len(contents.objects)} files and {len(contents.keys)} keys in {folder}")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
def restore(folder: Path) -> None:
    """Put what `contest backup` saved in DIR into an empty home, or into empty servers given by address."""
    from contest.lib.local.backup import restore as put_back

    contents = put_back(_home(), folder.absolute())
    click.echo(f"restored the database, {len(contents.objects)} files and {len(contents.keys)} keys")


if __name__ == "__main__":
    sys.exit(main())
