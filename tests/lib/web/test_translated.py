"""Templates compiled for one language say, and escape, what Jinja's own would."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import jinja2
import markupsafe
import pytest
from asyncpg.pgproto import pgproto

from contest.lib import i18n
from contest.lib.i18n import N_
from contest.lib.web.formats import bilingual
from contest.lib.web.render import environment

HOSTILE = "<script>&\"'"


def said(source: str, language: str, **values: Any) -> str:
    with i18n.using(language):
        return environment().from_string(source).render(**values)


class Sly(str):
    """Text that pretends to be something else is escaped all the same."""


@pytest.mark.parametrize(
    "value",
    [
        HOSTILE,
        Sly(HOSTILE),
        markupsafe.Markup("<b>&amp;</b>"),
        7,
        True,
        Decimal("1.50"),
        None,
        [HOSTILE],
        N_(HOSTILE),
        UUID(int=7),
        pgproto.UUID("01a21d6d-baab-774b-9ba8-cf0b61d438c4"),
    ],
)
def test_every_value_is_escaped_as_jinja_would(value: Any) -> None:
    for source in ('<p title="{{ value }}">', "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice(value) }}"):
        plain = jinja2.Environment(autoescape=True).from_string(source).render(value=value)
        assert said(source, "en", value=value) == plain


def test_words_are_in_the_language_of_the_reader_each_time() -> None:
    source = '{{ _("Sign in") }} {% trans %}Sign in{% endtrans %} {% set word = _("Sign in") %}{{ word }}'
    for language in ("en", "zh", "en"):
        with i18n.using(language):
            word = i18n.gettext("Sign in")
        assert said(source, language) == f"{word} {word} {word}"
    assert said('{{ _("Sign in") }}', "zh") != "Sign in"


def test_words_are_formats_with_values_and_without() -> None:
    assert said('{{ _("100%% sure") }} {{ _("%(n)s of all", n=n) }}', "en", n=HOSTILE) == (
        f"100% sure {markupsafe.escape(HOSTILE)} of all"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("en", "zh"), [("<i>", "中"), ("<i>", ""), ("", "<中>"), ("", ""), (None, "中"), ("a", None)])
def test_a_text_in_two_languages_is_what_the_function_says(language: str, en: str | None, zh: str | None) -> None:
    with i18n.using(language):
        expected = str(markupsafe.escape(bilingual(en, zh)))
        translated = str(markupsafe.escape(bilingual(en, zh, HOSTILE)))
    assert said("{{ bilingual(en, zh) }}", language, en=en, zh=zh) == expected
    assert said("{{ bilingual(en, zh, other) }}", language, en=en, zh=zh, other=HOSTILE) == translated


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        said("{{ bilingual(nothing, 'x') }}", "en")


def test_an_unknown_attribute_is_an_error_and_one_of_a_mapping_is_found() -> None:
    assert said("{{ row.x }}{{ row.items }}", "en", row={"x": HOSTILE, "items": 1}).startswith("&lt;script&gt;")
    assert said("{% set seen = row.x %}{% if row.y is defined %}never{% endif %}{{ seen }}", "en", row={"x": 1}) == "1"
    for source in ("{{ row.y }}", "{{ nothing.y }}", "{{ row.x.y }}"):
        with pytest.raises(jinja2.UndefinedError):
            said(source, "en", row={"x": 1})


def test_macros_are_called_as_jinja_calls_them() -> None:
    source = (
        "{% macro one(a, b='-') %}{{ a }}{{ b }}{{ caller() if caller is defined else '' }}{{ varargs|length }}"
        "{% endmacro %}"
        "{% for x in xs %}{% call one(x, 'b', 'c') %}<i>{{ x }}</i>{% endcall %}{{ one(b=x, a=x) }}{% endfor %}"
        "{% block part %}{{ super is defined }}{% endblock %}"
    )
    plain = jinja2.Environment(autoescape=True).from_string(source).render(xs=[HOSTILE, 2])
    assert said(source, "en", xs=[HOSTILE, 2]) == plain
    with pytest.raises(TypeError):
        said("{% macro one(a) %}{% endmacro %}{{ one(1, c=2) }}", "en")
