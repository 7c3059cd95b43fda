"""A reader who opens every link they are shown."""

import re
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

import httpx

LINK = re.compile(r'<a\b[^>]*\shref="([^"]+)"')
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


def walk(client: httpx.Client, *begin: str, leave_out: str | None = None) -> list[Seen]:
    """Everything that can be reached from `begin` by links of the same origin, each once, but what begins so."""
    waiting, known, seen = list(begin), set(begin), list[Seen]()
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path, follow_redirects=True)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        seen.append(Seen(path, answer.status_code, is_page, BANNER in answer.text if is_page else False))
        for found in LINK.findall(answer.text) if is_page else ():
            link = urldefrag(urljoin(str(answer.url), found.replace("&amp;", "&"))).url
            local = link.removeprefix(str(client.base_url).rstrip("/"))
            if local != link and local not in known and not (leave_out and local.startswith(leave_out)):
                known.add(local)
                waiting.append(local)
    return seen
