"""A reader who opens every link they are shown."""

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx

LINK = re.compile(r'<a\b[^>]*\shref="([^"]+)"')
NUMBERED = re.compile(r"/[^/]*\d[^/]*")  # the number or code of one thing in an address
MOST_ALIKE = 6
BANNER = 'class="demo-banner"'


class Seen(NamedTuple):
    path: str
    status: int
    is_page: bool
    has_banner: bool


def sign_in(client: httpx.Client, email: str, password: str) -> None:
    token = re.search(r'name="_csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token
    answer = client.post("/sign-in", data={"_csrf_token": token[1], "email": email, "password": password})
    assert answer.status_code == 303, answer.text[:500]


def walk(client: httpx.Client, *begin: str, leave_out: tuple[str, ...] = ()) -> list[Seen]:
    """What can be reached from `begin` by links of the same origin, but what begins so: each page once, and once for
    each set of things that can be asked of it, whatever is asked; of pages of one kind the first few.
    """
    waiting, known, seen = list(begin), {asked(path) for path in begin}, list[Seen]()
    alike = Counter[tuple[str, ...]]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow_redirects=True)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        seen.append(Seen(path, answer.status_code, is_page, BANNER in answer.text if is_page else False))
        for found in LINK.findall(answer.text) if is_page else ():
            link = urldefrag(urljoin(str(answer.url), found.replace("&amp;", "&"))).url
            local = link.removeprefix(str(client.base_url).rstrip("/"))
            if local != link and asked(local) not in known and not local.startswith(leave_out):
                known.add(asked(local))
                kind = tuple(NUMBERED.sub("/…", part) for part in asked(local))
                alike[kind] += 1
                if alike[kind] <= MOST_ALIKE:
                    waiting.append(local)
    return seen


def asked(link: str) -> tuple[str, ...]:
    parts = urlsplit(link)
    return parts.path, *sorted({name for name, _ in parse_qsl(parts.query)})
