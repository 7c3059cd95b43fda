"""How moments, numbers and sizes read in the page's language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from babel.numbers import format_decimal
from markupsafe import Markup

from contest.lib.i18n import HTML_LANG, gettext, locale

_BABEL = {"en": "en_GB", "zh": "zh_Hans_CN"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def moment(value: datetime, tz: str = "UTC") -> str:
    """`14 May 2026, 16:00` in the zone `tz`; the zone's name is for `deadline` to say."""
    return _moment(value, tz, locale())


@lru_cache(maxsize=2048)  # a list says the same moment in every row
def _moment(value: datetime, tz: str, language: str) -> str:
    local = value.astimezone(zone(tz))
    if language == "zh":
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def clock(value: datetime, tz: str) -> str:
    """`16:00`, as clocks in the zone `tz` show it: under a heading that names the day."""
    return f"{value.astimezone(zone(tz)):%H:%M}"


def local_day(value: datetime, tz: str) -> date:
    """The day that calendars in the zone `tz` show at this moment."""
    return value.astimezone(zone(tz)).date()


@lru_cache(maxsize=2048)
def offset(value: datetime, tz: str) -> str:
    """`UTC+8`, as it is in that zone at that moment."""
    delta = value.astimezone(zone(tz)).utcoffset() or timedelta()
    minutes = int(delta.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


@lru_cache(maxsize=512)
def zone_name(tz: str, language: str) -> str:
    """The zone as people call it, as `China Time`."""
    return str(get_timezone_name(zone(tz), width="long", zone_variant="generic", locale=_BABEL[language]))


def deadline(value: datetime, tz: str) -> str:
    """A moment with its zone's offset: nobody has to guess whose clock it is."""
    return f"{moment(value, tz)} ({offset(value, tz)})"


def left(value: datetime, now: datetime) -> str:
    """The time left until `value` in its two largest units, as `3 d 4 h left`; `closed` from then on."""
    minutes = int((value - now).total_seconds() // 60)
    if value <= now:
        return gettext("closed")
    if minutes >= 2 * 1440:
        parts = [("{n} d", minutes // 1440), ("{n} h", minutes // 60 % 24)]
    elif minutes >= 60:
        parts = [("{n} h", minutes // 60), ("{n} min", minutes % 60)]
    else:
        parts = [("{n} min", minutes)]
    said = " ".join(gettext(unit).replace("{n}", number(count)) for unit, count in parts)
    return gettext("{time} left").replace("{time}", said)


def day(value: date) -> str:
    """`14 May 2026` / `2026年5月14日`."""
    if locale() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """`May 2026` / `2026年5月`."""
    if locale() == "zh":
        return f"{value.year}年{value.month}月"
    return f"{_MONTHS[value.month - 1]} {value.year}"


def number(value: int | float | Decimal, digits: int | None = None) -> str:
    """A number with the language's separators; `digits` after the point, else as it is."""
    return _number(value, digits, locale())


@lru_cache(maxsize=4096, typed=True)
def _number(value: int | float | Decimal, digits: int | None, language: str) -> str:
    if digits is None:
        return str(format_decimal(value, locale=_BABEL[language]))
    return str(format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=_BABEL[language]))


_LARGE = {
    "en": ((10**9, " billion"), (10**6, " million")),
    "zh": ((10**8, "亿"), (10**4, "万")),
}


def yuan(value: Decimal | int) -> str:
    """Money as people say it: `CNY 43 billion` / `430亿元`; at most four digits after the point."""
    language = locale()
    size, word = next(((size, word) for size, word in _LARGE[language] if value >= size), (1, ""))
    amount = number(round(Decimal(value) / size, 4).normalize())
    return f"{amount}{word}元" if language == "zh" else f"CNY {amount}{word}"


def size(value: int) -> str:
    """Bytes as people say them: `1.4 MB`."""
    amount = float(value)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def bilingual(en: str | None, zh: str | None, translated: str = "", most: int | None = None) -> Markup | str:
    """The text in the reader's language; where it is missing the other one, marked as such and with its own `lang`.

    `translated` is the text that is missing, as it was translated: shown marked as such, the original beside it.
    `most`: of more characters than these, no more are shown.
    """
    here = locale()
    text, other, other_lang = (zh, en, "en") if here == "zh" else (en, zh, "zh")
    if text:
        return _short(text, most)
    if not other:
        return ""
    if translated:
        mark = gettext("translated from English") if other_lang == "en" else gettext("translated from Chinese")
        return Markup('{} <span class="only-in">{}</span> <span class="original" lang="{}">{}</span>').format(
            _short(translated, most), mark, HTML_LANG[other_lang], _short(other, most)
        )
    mark = gettext("only in English") if other_lang == "en" else gettext("only in Chinese")
    return Markup('<span lang="{}">{}</span> <span class="only-in">{}</span>').format(
        HTML_LANG[other_lang], _short(other, most), mark
    )


def _short(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else text[:most].rstrip() + "…"
