"""Templates as they are compiled here: for one language, and quick.

What a template says in words of its own is translated when it is compiled, once: a page has some fifty of such words,
and looking them up at each hit cost as much as the rest of the page. A list has thousands of values: each is found and
escaped by one call in C, and a text in two languages needs no call where the reader's language is there.
"""

from collections.abc import Callable, MutableMapping
from typing import Any
from uuid import UUID

import markupsafe
from asyncpg.pgproto import pgproto
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer

from contest.lib import i18n

_escape = markupsafe._escape_inner  # type: ignore[attr-defined] # what `escape` calls for a string
_PLAIN = frozenset({int, UUID, pgproto.UUID})  # in these no letter needs to be escaped


def escaped(value: Any) -> str:
    """`value` as it goes into a page: markup as it is, all else escaped.

    `markupsafe.escape` less a wrapping in `Markup` that joining the page would take off again.
    """
    kind = type(value)
    if kind is str:
        return _escape(value)
    if kind in _PLAIN:
        return str(value)
    return value if kind is markupsafe.Markup else markupsafe.escape(value)


class _Generator(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(f"from {__name__} import {escaped.__name__}")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """What the environment's own function does, which is left for what has no such attribute."""
        if not isinstance(node.node, nodes.Name):
            super().visit_Getattr(node, frame)
            return
        self.write("(found if (found := getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing else environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write(f"{escaped.__name__}(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Context(Context):
    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """The same as Jinja's, which looks each time at what is called: of a macro it is known."""
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class TranslatedEnvironment(Environment):
    """An environment whose templates are compiled for `language`, an attribute to be set before the first of them."""

    code_generator_class = _Generator
    context_class = _Context
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
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        match node.node.name, node.args:
            case "_" | "gettext", [nodes.Const() as words]:
                with i18n.using(self.language):
                    said = i18n.gettext(words.value)
                if not node.kwargs:
                    said = said % {}  # as at a hit: every message is a format
                text = nodes.MarkSafeIfAutoescape(nodes.Const(said, lineno=node.lineno), lineno=node.lineno)
                values = [nodes.Pair(nodes.Const(one.key), one.value, lineno=node.lineno) for one in node.kwargs]
                return nodes.Mod(text, nodes.Dict(values), lineno=node.lineno) if values else text
            case "bilingual", [en, zh] | [en, zh, _] if not node.kwargs:  # the third is what it was translated to
                return nodes.Or(zh if self.language == "zh" else en, node, lineno=node.lineno)
        return node
