"""What a counterpart says of itself."""

from msgspec import Struct

LONGEST_ABOUT = 2_000


class CounterpartPlan(Struct, frozen=True, kw_only=True):
    """Who it is, in which languages its people meet. `is_named`: public pages may say that it takes part."""

    about_en: str = ""
    about_zh: str = ""
    languages: list[str] = []
    is_named: bool = False
