"""Links that sign somebody in for one role in one round: what their sessions reach, and what a device is called."""

from collections.abc import Iterable
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from contest.lib.actor import Actor, Grant

MOST_DEVICES = 5
TRIES, TRIES_ADDRESS, TRIES_SECONDS = 10, 100, 900

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("MicroMessenger", "WeChat"))
_SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"))
_BEHIND = (("Chrome", "Chrome"), ("Safari", "Safari"))  # others name these too
_DESKS = (("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


class Reach(Struct, frozen=True, kw_only=True):
    """What a link is for: a role in a round, on the pages under some paths."""

    role: str
    edition_id: UUID
    round_id: UUID
    paths: tuple[str, ...]


def is_under(path: str, paths: Iterable[str]) -> bool:
    """Whether an address is one of `paths` or lies below one."""
    return any(path == one or path.startswith(f"{one}/") for one in paths)


def kept(actor: Actor, reach: Reach) -> Actor:
    """The person as a link lets them act: its role in its round, while they hold it. No factor stands behind a link.

    Roles that are held elsewhere wait, so that rules by which a role takes something away still see them.
    """
    holds = actor.has(reach.role, edition_id=reach.edition_id, round_id=reach.round_id)
    grants = (Grant(reach.role, reach.edition_id, reach.round_id),) if holds else ()
    return replace(actor, grants=grants, waiting=(*actor.grants, *actor.waiting), kept_to=reach.round_id)


def device_name(agent: str) -> str:
    """What a browser calls itself, in two words that its owner knows it by; empty where it says nothing."""
    found = [
        next((name for mark, name in marks if mark in agent), "")
        for marks in ((*_BROWSERS, *_BEHIND), (*_SYSTEMS, *_DESKS))
    ]
    return ", ".join(one for one in found if one)
