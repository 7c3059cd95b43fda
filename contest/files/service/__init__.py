"""A file from announced to checked.

It is announced (name, size, what for), its bytes come in parts through the application or straight to the storage, and
a job looks into them. Only a checked file is ever sent out, and only by a slice that has asked whether this person may.
"""

from contest.files.service.checks import Verdict, conclude, discard, examine
from contest.files.service.forgetting import delete_bytes, forget
from contest.files.service.parts import OtherFile, finish, part_address, receive_part
from contest.files.service.pictures import PageLine, Pages, draw, note_drawn, pages, picture, pictures_of
from contest.files.service.reading import Stored, key_without_author, stream, stream_without_author
from contest.files.service.standing_in import stand_in
from contest.files.service.uploads import Announced, announce, give_up, receive, resume, sweep

__all__ = [
    "Announced",
    "OtherFile",
    "PageLine",
    "Pages",
    "Stored",
    "Verdict",
    "announce",
    "conclude",
    "delete_bytes",
    "discard",
    "draw",
    "examine",
    "finish",
    "forget",
    "give_up",
    "key_without_author",
    "note_drawn",
    "pages",
    "part_address",
    "picture",
    "pictures_of",
    "receive",
    "receive_part",
    "resume",
    "stand_in",
    "stream",
    "stream_without_author",
    "sweep",
]
