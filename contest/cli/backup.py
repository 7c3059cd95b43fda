"""`contest backup`, `backups`, `restore`, `rehearse`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contest.cli.stores import home, on_stores
from contest.lib.local.errors import LocalError

if TYPE_CHECKING:
    from contest.lib.backup.bucket import Place


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path | None) -> None:
    """Seal the database and every file with BACKUP_KEY, into FILE or else onto BACKUP_BUCKET. The house may run.

    The keys of CONTEST_HOME are not in it: `contest keys save` puts them into an archive of their own.
    """
    from contest.desk.service.backups import back_up
    from contest.lib import clock, db

    path = file.absolute() if file else None

    async def do() -> tuple[str, str]:
        async with db.work():
            return await back_up(path=path, now=clock.now())

    said, error = on_stores(do)
    if error:
        raise LocalError(error)
    click.echo(said)
    click.echo("the keys are not in it: `contest keys save FILE` seals them apart")


@click.command()
def backups() -> None:
    """The archives on BACKUP_BUCKET, newest first."""
    from contest.lib import clock
    from contest.lib.backup.shelf import archives, plan
    from contest.lib.local.stores import reached

    with reached(home()) as found:
        shelf = plan({**os.environ, **found}).shelf
        if shelf is None:
            raise LocalError("BACKUP_BUCKET not set: archives are only where `contest backup FILE` put them")
        names = archives(shelf, now=clock.now())
        click.echo("\n".join(names) or f"none in {shelf.bucket}/{shelf.prefix} yet")


@click.command()
@click.argument("archive")
@click.option(
    "--erased",
    "register_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The register of erasures that `contest erased save` wrote, in the place of the one on BACKUP_BUCKET.",
)
def restore(archive: str, register_file: Path | None) -> None:
    """Put ARCHIVE, a file or the name of one on BACKUP_BUCKET, into an empty home, or empty servers given by address.

    Who was erased after it was made is erased again before anybody can sign in. Before the first start put the keys
    beside it with `contest keys restore`: without them nobody's second factor opens, and certificates are signed with a
    new key.
    """
    from contest.lib.backup.restoring import Watch
    from contest.lib.backup.restoring import restore as put_back
    from contest.lib.backup.shelf import fetched, plan

    its, watch, said = plan(os.environ), Watch(_tell), list[str]()
    marks = _marks(its.shelf, register_file)

    def then(found: Mapping[str, str]) -> None:
        from contest.lib.backup.rehearsing import erase_again

        said.append(erase_again(home(), marks or (), found, watch=watch, note=_refuse))

    with fetched(archive, its.shelf, watch=watch) as path:
        done = put_back(home(), path, its.passphrase, watch=watch, then=then if marks else lambda _: None)
    if marks is None:
        said.append("no register of erasures: who was erased after this is back until `contest erased repeat FILE`")
    rows = sum(done.about.rows.values())
    said.append(f"restored {rows} rows and {done.files} files as they were at {done.about.made_at:%Y-%m-%d %H:%M} UTC")
    click.echo("\n".join(said))


def _marks(shelf: "Place | None", file: Path | None) -> set[str] | None:
    """Whom the archive may bring back; None where nothing says it. LocalError where the shelf does not answer."""
    from contest.lib.backup import register

    if file is not None:
        return register.read(file)
    return register.noted(shelf) if shelf is not None else None


def _refuse(why: str) -> None:
    raise LocalError(f"nothing was restored: the erasures could not be repeated ({why})")


@click.command()
@click.argument("archive", required=False, default="")
def rehearse(archive: str) -> None:
    """Restore ARCHIVE, or the newest on BACKUP_BUCKET, into a home that is thrown away, and ask it what must hold.

    Says how long each part took; the desk shows when this was done last. Needs as much room in TMPDIR as the archive
    and what is in it.
    """
    from contest.desk.service import backups as service
    from contest.lib import clock, db
    from contest.lib.backup.restoring import Watch

    watch, began_at, found, error = Watch(_tell), clock.now(), None, ""
    with _house() as is_there:
        try:
            found = service.rehearse(archive, dict(os.environ), watch=watch)
            error = "; ".join(found.broken)
        except (LocalError, OSError) as failed:
            error = str(failed)

        async def note() -> None:
            async with db.work():
                await service.note_rehearsal(
                    archive=archive, began_at=began_at, seconds=watch.seconds, found=found, error=error
                )

        if is_there:
            on_stores(note)
    _tell("in all", sum(watch.seconds.values()))
    if error:
        raise LocalError(error)
    assert found is not None
    rows = sum(found.restored.about.rows.values())
    click.echo(f"{rows} rows and {found.restored.files} files came back, and everything that must hold does")


@contextmanager
def _house() -> Iterator[bool]:
    """The stores of this home, where it has any: a rehearsal also runs on a machine that has nothing but an archive."""
    from contest.lib.stores import stores_of

    if not os.environ.get("DATABASE_URL") and not (home() / "pg").exists():
        yield False
        return
    with stores_of(home()):
        yield True


def _tell(part: str, seconds: float) -> None:
    click.echo(f"{part:<12}{seconds:8.1f} s")
