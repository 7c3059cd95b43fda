"""The query language of the search: words, terms such as `kind:product` or `score>80`, `-`, `OR` and parentheses.

`parse` and `show` are inverse: what is shown reads as the same query again.
"""

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

MOST_CHARACTERS, MOST_PARTS, DEEPEST = 1000, 40, 20
Op = Literal[":", ">", ">=", "<", "<="]

# Those of a Chinese keyboard stand for the plain ones outside of quotes.
OPENING, CLOSING, COMMAS, QUOTES, DASHES = "(（", ")）", ",，", '"“”', "-－"
_OPERATOR = re.compile(r"(>=|<=|>|<|:|：|＞|＜|≥|≤)")
_PLAIN_OPERATOR = {"：": ":", "＞": ">", "＜": "<", "≥": ">=", "≤": "<="}
_NAME = re.compile(r"([A-Za-z_]+)(?=>|<|:|：|＞|＜|≥|≤)")
_WORD = re.compile(r"[^\s(（)）\"“”]+")
_VALUE = re.compile(r"[^\s(（)）\"“”,，]+")
_NEEDS_NO_QUOTES = re.compile(r"[^\W_][\w./@+]*(?:-[\w./@+]+)*")


class Words(Struct, frozen=True, tag=True):
    """Words that stand in this order in what is looked for."""

    text: str


class Term(Struct, frozen=True, tag=True):
    """`name` compared with any of `values`."""

    name: str
    op: Op
    values: tuple[str, ...]


class Not(Struct, frozen=True, tag=True):
    of: "Node"


class And(Struct, frozen=True, tag=True):
    of: tuple["Node", ...]


class Or(Struct, frozen=True, tag=True):
    of: tuple["Node", ...]


Node = Words | Term | Not | And | Or


class Fault(Exception):
    """What is wrong with a query, and where: `begin` and `end` are places in its text."""

    def __init__(self, message: Lazy, begin: int, end: int) -> None:
        super().__init__(str(message))
        self.message, self.begin, self.end = message, begin, end


Check = Callable[[Term, list[tuple[int, int]]], Term]


def parse(text: str, check: Check) -> Node | None:
    """The query; none where it is empty. `Fault` at the place where it cannot be read.

    `check` answers each term as it is meant, or says a `Fault`; it is given where the name and each value stand.
    """
    if len(text) > MOST_CHARACTERS:
        raise Fault(
            N_("A query has at most %(n)s characters.", n=MOST_CHARACTERS), MOST_CHARACTERS, MOST_CHARACTERS + 1
        )
    reader = _Reader(text, check)
    reader.skip()
    if reader.ended():
        return None
    found = reader.either(0)
    if not reader.ended():
        raise Fault(N_("This parenthesis closes nothing."), reader.at, reader.at + 1)
    return found


class _Reader:
    def __init__(self, text: str, check: Check) -> None:
        self.text, self.check, self.at, self.parts = text, check, 0, 0

    def ended(self) -> bool:
        return self.at >= len(self.text)

    @property
    def here(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else "\0"

    def skip(self) -> None:
        while not self.ended() and self.here.isspace():
            self.at += 1

    def either(self, depth: int) -> Node:
        found = [self.all(depth)]
        while self._is_or():
            begin = self.at
            self.at += 2
            self.skip()
            if self.ended() or self.here in CLOSING:
                raise Fault(N_("Something must follow OR."), begin, begin + 2)
            found.append(self.all(depth))
        return found[0] if len(found) == 1 else Or(of=tuple(found))

    def _is_or(self) -> bool:
        return (
            self.text.startswith("OR", self.at)
            and (word := _WORD.match(self.text, self.at)) is not None
            and (word[0] == "OR")
        )

    def all(self, depth: int) -> Node:
        if self._is_or():
            raise Fault(N_("Something must stand before OR."), self.at, self.at + 2)
        found = []
        while not self.ended() and self.here not in CLOSING and not self._is_or():
            found.append(self.one(depth))
            self.skip()
        return found[0] if len(found) == 1 else And(of=tuple(found))

    def one(self, depth: int) -> Node:
        self.parts += 1
        if self.parts > MOST_PARTS or depth > DEEPEST:
            raise Fault(N_("This query has too many parts."), self.at, self.at + 1)
        begin = self.at
        if self.here in DASHES:
            self.at += 1
            if self.ended() or self.here.isspace() or self.here in CLOSING:
                raise Fault(N_("Say right after “-” what is to be left out."), begin, begin + 1)
            return Not(of=self.one(depth + 1))
        if self.here in OPENING:
            return self._group(depth)
        if self.here in QUOTES:
            return Words(text=self._quoted())
        return self._term() if _NAME.match(self.text, self.at) else Words(text=self._take(_WORD))

    def _group(self, depth: int) -> Node:
        begin = self.at
        self.at += 1
        self.skip()
        if self.here in CLOSING:
            raise Fault(N_("There is nothing in these parentheses."), begin, self.at + 1)
        if self.ended():
            raise Fault(N_("This parenthesis is not closed."), begin, begin + 1)
        found = self.either(depth + 1)
        if self.ended():
            raise Fault(N_("This parenthesis is not closed."), begin, begin + 1)
        self.at += 1
        return found

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return found[0]

    def _quoted(self) -> str:
        begin, found = self.at, []
        self.at += 1
        while not self.ended() and self.here not in QUOTES:
            if self.here == "\\" and self.at + 1 < len(self.text):
                self.at += 1
            found.append(self.here)
            self.at += 1
        if self.ended():
            raise Fault(N_("This quotation mark is not closed."), begin, begin + 1)
        self.at += 1
        if not "".join(found).strip():
            raise Fault(N_("There is nothing between these quotation marks."), begin, self.at)
        return "".join(found)

    def _term(self) -> Term:
        begin = self.at
        name = self._take(_NAME)
        places = [(begin, self.at)]
        sign = self._take(_OPERATOR)
        op: Op = _PLAIN_OPERATOR.get(sign, sign)  # type: ignore[assignment]
        values = []
        while True:
            start = self.at
            if self.here in QUOTES:
                values.append(self._quoted())
            elif _VALUE.match(self.text, self.at):
                values.append(self._take(_VALUE))
            else:
                raise Fault(N_("Say after “%(name)s” what it is to be.", name=name), begin, max(self.at, begin + 1))
            places.append((start, self.at))
            if self.here not in COMMAS:
                break
            self.at += 1
        return self.check(Term(name=name, op=op, values=tuple(values)), places)


def show(node: Node | None) -> str:
    """The query as it is written."""
    if node is None:
        return ""
    return _shown(node)


def _shown(node: Node) -> str:
    if isinstance(node, Words):
        return _quote(node.text) if _must_quote(node.text) else node.text
    if isinstance(node, Term):
        values = ",".join(_quote(value) if _must_quote(value) else value for value in node.values)
        return f"{node.name}{node.op}{values}"
    if isinstance(node, Not):
        return f"-{_inside(node.of)}"
    if isinstance(node, And):
        return " ".join(_inside(one) for one in node.of)
    return " OR ".join(_shown(one) if isinstance(one, And) else _inside(one) for one in node.of)


def _inside(node: Node) -> str:
    return f"({_shown(node)})" if isinstance(node, And | Or) else _shown(node)


def _must_quote(text: str) -> bool:
    return text == "OR" or _NEEDS_NO_QUOTES.fullmatch(text) is None


def _quote(text: str) -> str:
    escaped = re.sub(r'([\\"“”])', r"\\\1", text)
    return f'"{escaped}"'


def terms(node: Node | None) -> set[str]:
    """The names of all terms of a query."""
    if isinstance(node, Term):
        return {node.name}
    if isinstance(node, Not):
        return terms(node.of)
    if isinstance(node, And | Or):
        return set().union(*(terms(one) for one in node.of))
    return set()
