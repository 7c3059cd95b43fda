"""Templates of one language: words without values are translated once, when a template is compiled.

A page has some fifty of them; looked up at each hit they cost as much as the rest of the page.
"""

from collections.abc import MutableMapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from contest.lib import i18n


class TranslatedEnvironment(Environment):
    """An environment whose templates are compiled for `language`, an attribute to be set before the first of them."""

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
        """`_("words")` becomes the words themselves, markup as what `gettext` returns at a hit."""
        self.generic_visit(node)
        is_plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) == 1
        if is_plain and isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}:
            [words] = node.args
            if isinstance(words, nodes.Const):
                with i18n.using(self.language):
                    translated = i18n.gettext(words.value) % {}
                return nodes.MarkSafeIfAutoescape(nodes.Const(translated, lineno=node.lineno), lineno=node.lineno)
        return node
