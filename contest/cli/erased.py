"""`contest erased ...`"""

import os
from pathlib import Path

import click

from contest.cli.stores import on_stores


@click.group()
def erased() -> None:
    """The register of who was erased: no archive holds it, and whoever one brings back is erased again by it."""


@erased.command("save")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def erased_save(file: Path) -> None:
    """Write the register of this database into FILE, where archives are not kept on BACKUP_BUCKET."""
    from contest.lib import clock
    from contest.lib.backup import register
    from contest.privacy.queries.register import marks_of_erased

    marks = on_stores(lambda: marks_of_erased(since=clock.now() - register.KEPT))
    register.write(file, marks)
    click.echo(f"{len(marks)} marks: keep {file} with the archives, and write it anew after each erasure")


@erased.command("repeat")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True))
def erased_repeat(file: Path | None) -> None:
    """Erase again who is here and in FILE, or else in the register on BACKUP_BUCKET; `contest restore` does so."""
    from contest.lib import clock, db
    from contest.lib.backup import register
    from contest.lib.backup.shelf import plan
    from contest.privacy.queries.register import brought_back
    from contest.privacy.service import erase_again

    async def do() -> list[dict[str, int]]:
        place = plan(os.environ).shelf
        marks = register.read(file) if file else register.noted(place) if place else set[str]()
        found = []
        for mark in await brought_back(marks=marks):
            async with db.work():
                left_over = await erase_again(mark=mark, now=clock.now())
            found += [left_over] if left_over is not None else []
        return found

    done = on_stores(do)
    click.echo(f"{len(done)} people were erased again")
    for columns in filter(None, done):
        counts = ", ".join(f"{column} ({rows})" for column, rows in columns.items())
        click.echo(f"the name of one of them still stands in {counts}: read those")
