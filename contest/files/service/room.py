"""How much of the parts that come through the application this process holds in its memory."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from contest.lib.errors import TooMany

MOST_BYTES = 128 * 1024 * 1024
MOST_EACH = 8  # parts at once of one person; the site's own page sends one a file
WAIT = 2  # seconds until a browser tries again, which ours does by itself


class Room:
    """Bytes are counted as they arrive, so that a slow line takes no more room than what it has brought."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_each: int = MOST_EACH) -> None:
        self.most_bytes, self.most_each = most_bytes, most_each
        self.held = 0
        self._people: Counter[UUID] = Counter()

    @contextmanager
    def part(self, person_id: UUID) -> Iterator["Held"]:
        """Room for one part of this person's; `TooMany` where they send too many at once."""
        if self._people[person_id] >= self.most_each:
            raise TooMany(retry_after=WAIT)
        self._people[person_id] += 1
        held = Held(self)
        try:
            yield held
        finally:
            self.held -= held.size
            self._people[person_id] -= 1
            if not self._people[person_id]:
                del self._people[person_id]


class Held:
    """The bytes of one part."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0

    def take(self, size: int) -> None:
        """Count so many more; `TooMany` where all room is taken: the part is sent again from its beginning."""
        if self._room.held + size > self._room.most_bytes:
            raise TooMany(retry_after=WAIT)
        self._room.held += size
        self.size += size


ROOM = Room()
