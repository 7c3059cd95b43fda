"""`contest keys ...`"""

from pathlib import Path

import click

from contest.cli.stores import home, on_stores


@click.group()
def keys() -> None:
    """The keys that certificates are signed with, and those that keep secrets in the database."""


@keys.command("list")
def keys_list() -> None:
    """Every published key, newest first, and which of them signs."""
    from contest.certificates.service import key_lines
    from contest.lib import clock

    for line in on_stores(lambda: key_lines(now=clock.now())):
        click.echo(line)


@keys.command("make")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def keys_make(file: Path) -> None:
    """Write a new key into FILE, for SIGNING_KEY on every machine that runs workers."""
    from contest.certificates.service import issuer_name
    from contest.lib import clock
    from contest.lib.signatures.keys import make, write

    write(file, make(name=issuer_name(), now=clock.now()))
    click.echo(f"set SIGNING_KEY={file.absolute()} for workers, and keep a copy where nobody else reads it")


@keys.command("rotate")
def keys_rotate() -> None:
    """Sign with a new key from now on and destroy the old one; what it signed stays valid."""
    from contest.certificates.service import rotate_key
    from contest.lib import clock

    made = on_stores(lambda: rotate_key(now=clock.now()))
    click.echo(f"{made.id} signs from now on")


@keys.command("save")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def keys_save(file: Path) -> None:
    """Seal the keys of CONTEST_HOME into FILE with BACKUP_KEY; those given by environment are not there."""
    import os

    from contest.lib.backup.keysafe import save_keys
    from contest.lib.backup.shelf import plan

    saved = save_keys(home(), file.absolute(), plan(os.environ).passphrase)
    click.echo(f"sealed {', '.join(saved)}: keep {file} where no backup is")
    for name in ("SECRET_KEY", "SIGNING_KEY"):
        if os.environ.get(name):
            click.echo(f"{name} is set by environment and not in it: keep that yourself")


@keys.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def keys_restore(file: Path) -> None:
    """Put the keys that `contest keys save` sealed into a CONTEST_HOME that has none yet."""
    import os

    from contest.lib.backup.keysafe import restore_keys
    from contest.lib.backup.shelf import plan

    click.echo(f"put back {', '.join(restore_keys(home(), file, plan(os.environ).passphrase))}")
