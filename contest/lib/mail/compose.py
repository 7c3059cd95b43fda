"""A mail's template in words: plain text, the subject on its first line."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, Template
from msgspec import Struct

from contest.lib import i18n
from contest.lib.web.render import environment

LONGEST_SUBJECT = 200
WIDTH = 72

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class Written(Struct, frozen=True):
    """A mail as it will be read. `subject` is one line without control characters."""

    subject: str
    body: str


def _plain(locale: str) -> Environment:
    with i18n.using(locale):  # an environment is of one language
        return environment().overlay(autoescape=False)


@cache
def _templates(kind: str, locale: str) -> tuple[Template, Template]:
    """Subject and body as two templates: nothing in a value can end the subject and begin the body."""
    plain = _plain(locale)
    assert plain.loader is not None
    source, _, _ = plain.loader.get_source(plain, f"mail/{kind}.txt")
    subject, _, body = source.partition("\n")
    if not subject.startswith("Subject: "):
        raise ValueError(f"mail/{kind}.txt does not begin with a subject")
    return plain.from_string(subject.removeprefix("Subject: ")), plain.from_string(body.lstrip("\n"))


def one_line(text: str) -> str:
    """Fit for a header: control characters and line ends become a space, and nothing is taken for an encoded word,
    which whoever reads the mail would write out, line ends and all."""
    return " ".join(_CONTROL.sub(" ", text).replace("=?", "= ?").split())


def render(kind: str, *, locale: str, is_demo: bool, context: dict[str, Any]) -> Written:
    """`templates/mail/<kind>.txt` in the language `locale`; of a demonstration the first line says so."""
    subject, body = _templates(kind, locale)
    with i18n.using(locale):
        said = {"locale": i18n.locale(), **context}
        return written(subject.render(said), body.render(said), is_demo=is_demo)


def written(subject: str, body: str, *, is_demo: bool) -> Written:
    """Subject and body as a mail, in the language of now."""
    text = body.replace("\r\n", "\n").strip() + "\n"
    if is_demo:
        text = i18n.gettext("This is a demonstration: nothing in this message is real.") + "\n\n" + text
    return Written(one_line(subject)[:LONGEST_SUBJECT], text)


@cache
def _part(source: str, locale: str) -> Template:
    return _plain(locale).from_string(source)


def values(parts: Mapping[str, str], *, locale: str, context: dict[str, Any]) -> dict[str, str]:
    """Each of `parts`, a piece of template, as it reads in `locale` with this context."""
    with i18n.using(locale):
        said = {"locale": i18n.locale(), **context}
        return {name: _part(source, locale).render(said).strip("\n") for name, source in parts.items()}


def flowed(text: str) -> str:
    """RFC 3676: a line longer than `WIDTH` is broken after a space, which stays; addresses are never broken."""
    return "\n".join(part for line in text.split("\n") for part in _flow(line))


def _flow(line: str) -> list[str]:
    words = line.rstrip(" ").split(" ")
    lines, current = [], words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) > WIDTH:
            lines.append(current + " ")
            current = word
        else:
            current += " " + word
    return [" " + part if part.startswith((" ", ">", "From ")) else part for part in (*lines, current)]
