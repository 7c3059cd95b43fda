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


@main.command()
def up() -> None:
    """Start the house: stores not given by address, migrations, web, workers, and the demo the first time."""
    from contest.lib.local.house import House

    home, port = Path(os.environ.get("CONTEST_HOME") or "var"), int(os.environ.get("PORT") or 8000)
    House(home, port, tell=lambda line: click.echo(line)).run()


@main.command()
@click.option("--fd", type=int, help="Serve on this inherited listening socket.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here, on PORT, without --fd.")
def web(fd: int | None, host: str) -> None:
    """Serve pages in this process."""
    from contest.lib.local.house import check_addresses
    from contest.lib.web.serve import serve

    check_addresses(os.environ)
    serve("contest.app:create_app", fd=fd, host=host)


@main.command()
@click.argument("queue", type=click.Choice(["quick", "slow"]))
def worker(queue: str) -> None:
    """Do the jobs of one queue in this process."""
    from contest.lib.local.house import check_addresses

    check_addresses(os.environ)
    from workers.runtime import run

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


if __name__ == "__main__":
    sys.exit(main())
