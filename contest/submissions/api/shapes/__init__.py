"""What programs send and get of entries. Texts are as they are stored; moments are in UTC."""

from typing import Annotated

import msgspec
from litestar.params import Parameter

MOST = 2**31 - 1
Note = Annotated[str, msgspec.Meta(max_length=2000)]
Key = Annotated[str, msgspec.Meta(max_length=40)]
Natural = Annotated[int, Parameter(ge=1, le=MOST)]
Page = Annotated[int, Parameter(ge=1, le=10_000)]
Chosen = Annotated[str, Parameter(max_length=40)]
Revision = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Answers = Annotated[dict[str, str], msgspec.Meta(max_length=500)]
