"""Whether whoever asks sits at this machine: what a demonstration and masked codes depend on."""

from litestar.types import Scope

from contest.lib.config import host_of, is_loopback, settings


def is_on_this_machine(scope: Scope) -> bool:
    """Both the address we give to people and the one this request was sent to can only mean this machine."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return settings().is_public_url_loopback and is_loopback(host_of(host))
