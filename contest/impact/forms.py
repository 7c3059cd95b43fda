"""What is sent to publish a set of factors."""

from typing import Annotated

import msgspec
from msgspec import Meta

Reason = Annotated[str, Meta(max_length=2000)]


class FactorsForm(msgspec.Struct):
    sheet: Annotated[str, Meta(max_length=500_000)]
    host: Annotated[str, Meta(min_length=2, max_length=10)]
    reason_en: Reason = ""
    reason_zh: Reason = ""
    then: str = ""
