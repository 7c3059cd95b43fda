"""A query as a condition in SQL, with its values as parameters."""

from collections.abc import Callable
from typing import Any

from contest.desk.rules.language import And, Node, Not, Or, Term, Words
from contest.desk.rules.words import tsquery

Condition = Callable[["Values", Term], str]
_SQL_OPS = {":": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}


class Values:
    """The parameters of a statement, of which the first are given."""

    def __init__(self, *first: Any) -> None:
        self.found: list[Any] = list(first)

    def add(self, value: Any, kind: str) -> str:
        self.found.append(value)
        return f"${len(self.found)}::{kind}"


def condition(node: Node, values: Values, *, conditions: dict[str, Condition], words: str) -> str:
    """`conditions` say each term in SQL; `words` says that `{query}` is in the words."""
    if isinstance(node, Words):
        return has_words(words, node.text, values)
    if isinstance(node, Term):
        return f"({conditions[node.name](values, node)})"
    if isinstance(node, Not):
        return f"(({condition(node.of, values, conditions=conditions, words=words)}) is not true)"
    parts = [condition(one, values, conditions=conditions, words=words) for one in node.of]
    assert isinstance(node, And | Or)
    return f"({(' and ' if isinstance(node, And) else ' or ').join(parts)})"


def has_words(words: str, text: str, values: Values) -> str:
    """Words without a letter or a digit are found nowhere."""
    query = tsquery(text)
    if query is None:
        return "false"
    return words.replace("{query}", f"to_tsquery('simple', {values.add(query, 'text')})")


def any_of(column: str) -> Condition:
    """One of the values."""
    return lambda values, term: f"{column} = any({values.add(list(term.values), 'text[]')})"


def any_upper(column: str) -> Condition:
    return lambda values, term: f"{column} = any({values.add([value.upper() for value in term.values], 'text[]')})"


def words_in(column: str, also: str = "") -> Condition:
    """A text that holds one of the values, in any case. `also` says that `{query}` is in its words, so that an index
    finds them."""

    def say(values: Values, term: Term) -> str:
        each = []
        for value in term.values:
            pattern = "%" + value.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
            like = f"{column} ilike {values.add(pattern, 'text')}"
            each.append(f"({has_words(also, value, values)} and {like})" if also else like)
        return " or ".join(each)

    return say


def compared(column: str, kind: str) -> Condition:
    """A number or a day against the one value, or equal to one of several."""

    def say(values: Values, term: Term) -> str:
        each = [f"{column} {_SQL_OPS[term.op]} {values.add(value, 'text')}::{kind}" for value in term.values]
        return " or ".join(each)

    return say
