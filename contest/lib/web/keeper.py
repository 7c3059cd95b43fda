"""Whose the text is that a browser keeps, and the key that seals it there.

The key comes with every page that has a form to keep, for the person who is signed in. Whoever signs in next at the
same browser gets another one: they can neither read nor send what the first one typed.
"""

from base64 import b64encode

from msgspec import Struct

from contest.lib.actor import Actor
from contest.lib.web.signing import mac


class Keeper(Struct, frozen=True):
    """What a template asks for; both are empty for a visitor, whose text stays in its own window."""

    actor: Actor

    @property
    def by(self) -> str:
        """A name for the person that says nothing of them."""
        return mac("kept by", str(self.actor.person_id))[:16] if self.actor.is_signed_in else ""

    @property
    def key(self) -> str:
        """256 bits for AES-GCM, as base64."""
        if not self.actor.is_signed_in:
            return ""
        return b64encode(bytes.fromhex(mac("kept key", str(self.actor.person_id)))).decode()
