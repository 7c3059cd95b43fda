"""How the files of many entries are called when they are taken away together."""

from contest.files.rules import ending_of, safe_name
from contest.lib.i18n import N_, Lazy

FILE_NAMES: dict[str, Lazy] = {
    "code": N_("by code and question"),
    "folder": N_("in a folder for each code"),
    "title": N_("in a folder for each title"),
    "own": N_("as their applicants called them"),
}


def file_name(way: str, *, code: str, title: str, field: str, name: str) -> str:
    """The name in the ZIP; with a folder where `way` asks for one, and never with more than one."""
    plain = f"{field}.{ending_of(name)}"
    if way == "code":
        return f"{code}-{plain}"
    if way == "title":
        return f"{safe_name(f'{code} {title}'.replace('/', ' ').replace('.', ' ').strip())}/{plain}"
    return f"{code}/{safe_name(name) if way == 'own' else plain}"
