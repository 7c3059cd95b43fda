"""Templates as they are compiled here: for one language, and quick.

What a template says in words of its own is translated when it is compiled, once: a page has some fifty of such words,
and looking them up at each hit cost as much as the rest of the page. A list has thousands of values: each is escaped
by one call in C, and a text in two languages needs no call where the reader's language is there.
"""

from collections.abc import MutableMapping
from typing import Any

import markupsafe
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from contest.lib import i18n

_escape = markupsafe._escape_inner  # type: ignore[attr-defined] # what `escape` calls for a string


def escaped(value: Any) -> str:
    """`value` as it goes into a page: markup as it is, all else escaped.

    `markupsafe.escape` less a wrapping in `Markup` that joining the page would take off again.
    """
    kind = type(value)
    if kind is str:
        return _escape(value)
    return value if kind is markupsafe.Markup else markupsafe.escape(value)


class _Generator(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(f"from {__name__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write(f"{escaped.__name__}(")
        else:
            super()._output_child_pre(node, frame, finalize)


class TranslatedEnvironment(Environment):
    """An environment whose templates are compiled for `language`, an attribute to be set before the first of them."""

    code_generator_class = _Generator
    language: str

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        _Translating(self.language).visit(source)
        return super()._generate(source, name, filename, defer_init)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own dict where a template adds none: the default's chain of dicts is slow to copy."""
        return super().make_globals(d) if d else self.globals


class _Translating(NodeTransformer):
    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that the visitor looks for
        """`_("words")` becomes the words themselves, and `bilingual(en, zh)` asks first for the reader's language."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        match node.node.name, node.args:
            case "_" | "gettext", [nodes.Const() as words]:
                with i18n.using(self.language):
                    said = i18n.gettext(words.value) % {}  # as at a hit: every message is a format
                return nodes.MarkSafeIfAutoescape(nodes.Const(said, lineno=node.lineno), lineno=node.lineno)
            case "bilingual", [en, zh] | [en, zh, _]:  # the third is what it was translated to
                return nodes.Or(zh if self.language == "zh" else en, node, lineno=node.lineno)
        return node
